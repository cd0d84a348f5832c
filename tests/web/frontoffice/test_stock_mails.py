"""A mail when something is there again is asked for twice, without a script, and ended by a link."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office, open_or_close, until_heard
from tests.web.frontoffice.browsing import words

from lonja.actions import wait_for_goods
from lonja.actions.wait_for_goods import WishMail
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.waitlist import api as waitlist
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop, UUID]
ANA = "ana@example.com"


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        variants = await open_small_shop(opened.database, {"A": 0, "B": 5})
        yield client, opened, variants["A"]


def link_of(opened: Shop, variant: UUID, email: str = ANA) -> str:
    asked = WishMail(UUID(int=1), email, "en", variant, clock.now())
    token = wait_for_goods.link_token(opened.settings.secret_key, asked)
    return f"/en/stock-mails/confirm?token={token}"


async def wishes(opened: Shop, email: str = ANA) -> list[waitlist.Wish]:
    async with opened.database.reading() as db:
        return await waitlist.of_email(db, email, limit=10)


async def asked_for(opened: Shop) -> int:
    async with opened.database.reading() as db:
        cursor = await db.execute(
            "SELECT count(*) FROM outbox WHERE envelope ->> 'type' = 'stock_wish.mail'"
        )
        (row,) = await cursor.fetchall()
        return int(row[0])


class TestAMailWhenItIsBack:
    async def test_is_offered_of_what_is_sold_out_where_the_shop_sends_them(
        self, shop: Visit
    ) -> None:
        client, opened, _ = shop
        gone = await client.get("/en/p/tile-a")
        there = await client.get("/en/p/tile-b")

        async with until_heard(opened), opened.database.transaction() as db:
            off = content.StockMails(is_on=False)
            await content.save(db, off, actor="ana", now=clock.now())
        after = await client.get("/en/p/tile-a")
        form = await client.get("/en/stock-mails?sku=A")

        assert 'action="/en/stock-mails"' in gone.text
        assert "/stock-mails" not in there.text
        assert "/stock-mails" not in after.text
        assert form.status_code == 404

    async def test_is_asked_for_by_mail_and_nothing_is_kept_before_the_yes(
        self, shop: Visit
    ) -> None:
        client, opened, _ = shop

        wrong = await client.post("/en/stock-mails", data={"sku": "A", "email": "ana@"})
        sent = [
            await client.post("/en/stock-mails", data={"sku": "A", "email": ANA}) for _ in range(2)
        ]

        assert wrong.status_code == 422
        assert 'value="ana@"' in wrong.text
        assert all(f"A mail is on its way to {ANA}" in words(one) for one in sent)
        assert (await wishes(opened), await asked_for(opened)) == ([], 2)

    async def test_comes_after_the_button_behind_the_link_and_twice_is_once(
        self, shop: Visit
    ) -> None:
        client, opened, variant = shop
        link = link_of(opened, variant)

        page = await client.get(link)
        nothing_yet = await wishes(opened)
        action = re.search(r'action="(/en/stock-mails/confirm[^"]+)"', page.text)
        done = [await client.post(action[1] if action else "") for _ in range(2)]

        (one,) = await wishes(opened)
        assert nothing_yet == []
        assert all(f"We write to {ANA} once it is there again" in words(one) for one in done)
        assert (one.variant_id, one.language, one.told_at) == (variant, "en", None)
        assert timedelta(days=179) < one.ends_at - one.wished_at < timedelta(days=181)

    async def test_is_no_use_where_it_is_there_by_now(self, shop: Visit) -> None:
        client, opened, variant = shop
        link = link_of(opened, variant)
        async with opened.database.transaction() as db:
            change = inventory.Change(variant, "VLC", 3)
            await inventory.adjust(db, [change], kind="receipt", actor="ana", now=clock.now())

        done = await client.post(link)
        asked = await client.post("/en/stock-mails", data={"sku": "A", "email": ANA})

        assert "It is there: nobody has to wait for it." in words(done)
        assert "It is there: nobody has to wait for it." in words(asked)
        assert (await wishes(opened), await asked_for(opened)) == ([], 0)

    async def test_is_not_asked_for_without_end_by_one_visitor(self, shop: Visit) -> None:
        client, opened, _ = shop
        answers = [
            await client.post("/en/stock-mails", data={"sku": "A", "email": ANA}) for _ in range(40)
        ]

        assert answers[-1].status_code == 429
        assert "Too many tries from here" in words(answers[-1])
        assert await asked_for(opened) < 40

    async def test_is_asked_for_by_a_shop_front_of_ones_own(self, shop: Visit) -> None:
        client, opened, _ = shop
        path = "/api/v1/stock-mails?language=en"

        sent = await client.post(path, json={"sku": "A", "email": ANA})
        there = await client.post(path, json={"sku": "B", "email": ANA})

        assert (sent.status_code, sent.text) == (202, "null")
        assert (there.status_code, there.json()["code"]) == (409, "nothing_to_wait_for")
        assert await asked_for(opened) == 1

    @pytest.mark.parametrize("sku", ["", "nothing", "A" * 300, "a\x00b"])
    async def test_is_not_of_what_is_not_sold(self, shop: Visit, sku: str) -> None:
        client, opened, _ = shop

        answer = await client.post("/en/stock-mails", data={"sku": sku, "email": ANA})

        assert 400 <= answer.status_code < 500
        assert await asked_for(opened) == 0

    async def test_ends_by_its_link_and_by_no_other(self, shop: Visit) -> None:
        client, opened, variant = shop
        await client.post(link_of(opened, variant))
        await client.post(link_of(opened, variant, "bo@example.com"))
        (one,) = await wishes(opened)
        token = wait_for_goods.end_token(opened.settings.secret_key, one)
        path = f"/en/stock-mails/{one.id}/end"

        others = [
            await client.post(f"{path}?token=no"),
            await client.post(f"/en/stock-mails/{UUID(int=7)}/end?token={token}"),
            await client.get("/en/stock-mails/x/end"),
        ]
        opened_link = await client.get(f"{path}?token={token}")
        still = await wishes(opened)
        # A mail program's own button: no origin, no cookie (RFC 8058).
        done = await client.post(f"{path}?token={token}", headers={"origin": "https://mail.test"})
        again = await client.post(f"{path}?token={token}")

        assert [answer.status_code for answer in others] == [404, 404, 404]
        assert "No more of these mails" in words(opened_link)
        assert len(still) == 1
        assert (done.status_code, again.status_code) == (200, 200)
        assert await wishes(opened) == []
        assert len(await wishes(opened, "bo@example.com")) == 1

    async def test_ends_by_the_link_of_a_wish_that_is_gone(self, shop: Visit) -> None:
        client, opened, variant = shop
        await client.post(link_of(opened, variant))
        (one,) = await wishes(opened)
        token = wait_for_goods.end_token(opened.settings.secret_key, one)
        async with opened.database.transaction() as db:
            await waitlist.remove(db, variant, one.id, actor="bo", now=clock.now())
        await client.post(link_of(opened, variant))
        before = await wishes(opened)

        done = await client.post(f"/en/stock-mails/{one.id}/end?token={token}")

        assert len(before) == 1
        assert "we have forgotten your address here" in words(done)
        assert await wishes(opened) == []

    async def test_is_agreed_to_and_ended_while_the_shop_is_closed(self, shop: Visit) -> None:
        client, opened, variant = shop
        async with until_heard(opened):
            await open_or_close(opened, is_open=False)

        asked = await client.get(link_of(opened, variant))
        await client.post(link_of(opened, variant))
        (one,) = await wishes(opened)
        token = wait_for_goods.end_token(opened.settings.secret_key, one)
        path = f"/en/stock-mails/{one.id}/end?token={token}"
        ending = await client.get(path)
        await client.post(path)

        assert "Opening soon" not in words(asked) + words(ending)
        assert await wishes(opened) == []

    async def test_is_not_agreed_to_by_a_link_of_nobody(self, shop: Visit) -> None:
        client, opened, variant = shop

        answers = [
            await client.get("/en/stock-mails/confirm?token=abc"),
            await client.post("/en/stock-mails/confirm?token=" + "A" * 400),
            await client.post("/en/stock-mails/confirm"),
        ]

        assert [one.status_code for one in answers] == [410, 410, 410]
        assert await wishes(opened) == []
        assert variant
