"""The news are sent to who said so twice, without a script."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office, until_heard
from tests.web.frontoffice.browsing import words

from lonja.actions.newsletter import NewsletterMail, link_token
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.customers import api as customers
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
ANA = "ana@example.com"


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


async def offer(opened: Shop) -> None:
    async with until_heard(opened), opened.database.transaction() as db:
        footer = content.Footer(has_newsletter=True)
        await content.save(db, footer, actor="ana", now=clock.now())


def link_of(opened: Shop, asked_at: datetime) -> str:
    asked = NewsletterMail(UUID(int=1), ANA, "en", asked_at)
    return f"/en/newsletter/confirm?token={link_token(opened.settings.secret_key, asked)}"


async def choices(opened: Shop) -> list[tuple[bool, str, str]]:
    async with opened.database.reading() as db:
        cursor = await db.execute(
            "SELECT granted, source, text_version FROM marketing_choices ORDER BY at"
        )
        return await cursor.fetchall()


class TestTheNews:
    async def test_are_offered_where_the_shop_says_so(self, shop: Visit) -> None:
        client, opened = shop
        before, none = await client.get("/en/"), await client.get("/en/newsletter")

        await offer(opened)
        page = await client.get("/en/")
        wrong = await client.post("/en/newsletter", data={"email": "ana"})
        sent = await client.post("/en/newsletter", data={"email": ANA})

        assert ("/en/newsletter" in before.text, none.status_code) == (False, 404)
        assert 'action="/en/newsletter"' in page.text
        assert wrong.status_code == 422
        assert f"A mail is on its way to {ANA}" in words(sent)
        assert await choices(opened) == []

    async def test_come_after_the_button_behind_the_link_and_the_proof_stays(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        asked_at = clock.now()
        link = link_of(opened, asked_at)

        opened_link = await client.get(link)
        nothing_yet = await choices(opened)
        action = re.search(r'action="(/en/newsletter/confirm[^"]+)"', opened_link.text)
        done = await client.post(action[1] if action else "")
        again = await client.post(link)

        assert f"Shall we send our news to {ANA}?" in words(opened_link)
        assert nothing_yet == []
        assert f"Our news go to {ANA}" in words(done)
        assert again.status_code == 410
        [(granted, source, text)] = await choices(opened)
        assert (granted, source) == (True, "newsletter")
        assert asked_at.isoformat() in text

    async def test_do_not_begin_again_by_an_old_mail(self, shop: Visit) -> None:
        client, opened = shop
        link = link_of(opened, clock.now() - timedelta(minutes=5))
        async with opened.database.transaction() as db:
            await customers.suppress(db, email=ANA, reason="unsubscribed", now=clock.now())

        late = await client.post(link)

        assert late.status_code == 410
        assert [granted for granted, _, _ in await choices(opened)] == [False]
