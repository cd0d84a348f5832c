"""What the way out of campaigns promises."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.support.shop import NOON, readers
from tests.web.frontoffice.browsing import read, words

from lonja.bootstrap import Shop
from lonja.customers import api as customers
from lonja.kernel.ids import uuid7
from lonja.notifications import api as notifications
from lonja.notifications.api import CampaignText, FanOut, Segment

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(
    fresh_database_url: str, storage_connection: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Shop]]:
    async with front_office(fresh_database_url, storage_connection) as opened:
        yield opened


async def a_link(shop: Shop, *, language: str = "es") -> tuple[str, str]:
    """The link in the mail of a campaign's only reader, and their address."""
    (reader,) = await readers(shop.database, 1, domain="leave.test")
    campaign_id = uuid7()
    facts: dict[str, Any] = {"campaign_id": campaign_id, "actor": "boss", "now": NOON}
    async with shop.database.transaction() as db:
        await notifications.create_campaign(
            db,
            name="Otoño",
            segment=Segment(language="en"),
            texts={"en": CampaignText("News", "See.")},
            **facts,
        )
        await notifications.schedule(db, version=1, send_at=None, **facts)
        started = notifications.StartCampaign(campaign_id, 2)
        await notifications.start(db, started, now=NOON)
        await notifications.fan_out(db, FanOut(campaign_id, None), now=NOON)
    path = notifications.unsubscribe_path(
        shop.settings.secret_key, campaign_id=campaign_id, customer_id=reader
    )
    return f"/{language}{path}", "reader-0@leave.test"


async def is_suppressed(shop: Shop, email: str) -> bool:
    async with shop.database.reading() as db:
        return await customers.suppressed(db, [email]) == {email}


class TestTheWayOut:
    async def test_changes_nothing_when_a_scanner_opens_the_link(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, opened = shop
        link, email = await a_link(opened)

        page = await client.get(link)

        assert page.status_code == 200
        assert "¿No quiere recibir más novedades?" in words(page)
        assert [action for action, _ in read(page).forms if "unsubscribe" in action] == [link]
        assert not await is_suppressed(opened, email)

    async def test_is_one_click_for_a_mail_program_without_cookies_or_origin(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, opened = shop
        link, email = await a_link(opened, language="en")

        for _ in range(2):
            page = await client.post(
                link,
                content="List-Unsubscribe=One-Click",
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site": "cross-site",
                },
            )

        assert page.status_code == 200
        assert "You are unsubscribed" in words(page)
        assert await is_suppressed(opened, email)

    async def test_does_not_open_for_another_reader(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, opened = shop
        link, email = await a_link(opened)
        path, _, token = link.partition("?token=")
        campaign = path.split("/")[-2]

        for wrong in (
            f"/es/unsubscribe/{campaign}/{UUID(int=7)}?token={token}",
            f"{path}?token={'0' * 32}",
            f"{path}?token=%C3%A9",
            path,
            "/es/unsubscribe/1/2?token=3",
        ):
            assert (await client.get(wrong)).status_code == 404
            assert (await client.post(wrong)).status_code == 404

        assert not await is_suppressed(opened, email)

    async def test_of_a_test_mail_leads_to_the_same_page(
        self, shop: tuple[httpx2.AsyncClient, Shop]
    ) -> None:
        client, opened = shop
        path = notifications.unsubscribe_path(
            opened.settings.secret_key, campaign_id=uuid7(), customer_id=uuid7()
        )

        assert (await client.post(f"/es{path}")).status_code == 200
