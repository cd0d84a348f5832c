"""Whoever lost the mail of their order gets its link again, and nobody else gets anything."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.support.messages import waiting
from tests.support.sales import order_of, sell
from tests.web.frontoffice.browsing import words

from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.notifications import api as notifications
from lonja.notifications.api import OrderMail, Quota
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


async def asked_for(shop: Shop) -> list[OrderMail]:
    found = await waiting(shop.database, "notifications")
    mails = [OrderMail.read(envelope) for envelope in found if envelope.type == OrderMail.type]
    return [mail for mail in mails if mail.kind == "order_link"]


class TestALostLink:
    async def test_is_mailed_to_the_orders_own_address(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        order = await order_of(opened.database, number)

        typed = {"number": f" {number.lower()} ", "email": order.email.upper()}
        page = await client.post("/en/orders", data=typed)
        answer = await client.post(
            "/api/v1/orders/links", json={"number": number, "email": order.email}
        )

        assert (page.status_code, answer.status_code) == (200, 202)
        assert "its link is on its way" in words(page)
        assert {mail.order_id for mail in await asked_for(opened)} == {order.id}

    async def test_is_found_by_its_number_however_that_is_written(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        order = await order_of(opened.database, number)
        start, end = number.split("-")
        written = [
            f"{start} {end}", f"{start}{end}", f"#{number}", f"{start}\u2011{end}", f"# {start} – {end}",
        ]  # fmt: skip

        for one in written:
            typed = {"number": one, "email": order.email}
            await client.post("/api/v1/orders/links", json=typed)
            await client.post("/es/orders", data=typed)

        mails = await asked_for(opened)
        assert [mail.order_id for mail in mails] == [order.id] * 2 * len(written)

    async def test_says_the_same_and_does_nothing_for_a_strangers_guess(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        guess = {"number": number, "email": "somebody@else.example"}
        nowhere = {"number": "ABCD-EFGH", "email": "somebody@else.example"}

        pages = [await client.post("/en/orders", data=data) for data in (guess, nowhere)]
        answers = [await client.post("/api/v1/orders/links", json=one) for one in (guess, nowhere)]

        assert words(pages[0]) == words(pages[1])
        assert [answer.status_code for answer in answers] == [202, 202]
        assert await asked_for(opened) == []

    async def test_is_mailed_once_an_hour_however_often_it_is_asked_for(self, shop: Visit) -> None:
        client, opened = shop
        number = await sell(client, opened, {"A": 1})
        order = await order_of(opened.database, number)
        typed = {"number": number, "email": order.email}
        await client.post("/en/orders", data=typed)
        (mail,) = await asked_for(opened)

        async with opened.database.transaction() as db:
            await notifications.claim(
                db,
                kind=mail.kind,
                subject_id=mail.order_id,
                item_id=mail.item_id,
                recipient=order.email,
                language=order.language,
                quota=Quota(per_minute=60, burst=60),
                now=clock.now(),
            )
        await client.post("/en/orders", data=typed)

        sent_again = [one for one in await asked_for(opened) if one == mail]
        assert len(sent_again) == 1

    async def test_wants_both_and_keeps_what_was_typed(self, shop: Visit) -> None:
        client, opened = shop

        page = await client.post("/es/orders", data={"number": "7G5B-K9W4", "email": "ana@"})
        empty = await client.post("/es/orders", data={"number": "", "email": ""})

        assert (page.status_code, empty.status_code) == (422, 422)
        assert 'value="7G5B-K9W4"' in page.text
        assert 'value="ana@"' in page.text
        assert empty.text.count('aria-invalid="true"') == 2
        assert await asked_for(opened) == []

    async def test_is_offered_where_a_link_is_broken(self, shop: Visit) -> None:
        client, _ = shop

        page = await client.get("/en/orders/7G5B-K9W4?token=cut")

        assert page.status_code == 404
        assert 'href="/en/orders"' in page.text
