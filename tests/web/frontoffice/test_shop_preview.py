"""A draft of look and front page is shown to who writes it, in their back office, and to nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office

from lonja.actions.preview_shop import preview_url
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.content.api import Home, Look, TextBlock
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]
DESK = "https://desk.example"
LOOK = Look("#0b5d4e", "#7fd6c2")


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection, is_open=False) as (
        client,
        opened,
    ):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


async def keep(
    opened: Shop, *, look: Look | None = None, home: Home | None = None, minutes: int = 10
) -> str:
    async with opened.database.transaction() as db:
        preview_id = await content.keep_preview(
            db,
            look=look,
            home=home,
            origin=DESK,
            actor="ana",
            ends_at=clock.now() + timedelta(minutes=minutes),
        )
    return preview_url(opened.settings, preview_id, "en")


class TestADraft:
    async def test_is_shown_in_a_closed_shop_and_framed_by_the_back_office_alone(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        home = Home(blocks=(TextBlock(body={"en": "<p>Soon<script>x</script></p>"}),))
        url = await keep(opened, look=LOOK, home=home)

        page, front = await client.get(url), await client.get("/en/")
        css = page.text.partition('<link rel="stylesheet" href="/preview/')[2].partition('"')[0]
        sheet = await client.get(f"/preview/{css.replace('&amp;', '&')}")

        said = page.headers["content-security-policy"]
        assert "<p>Soon</p>" in page.text
        assert f"frame-ancestors {DESK}" in said
        assert "'none'" not in said.partition("frame-ancestors")[2]
        assert page.headers["cache-control"] == "no-store"
        assert "--accent: light-dark(#0b5d4e, #7fd6c2)" in sheet.text
        assert "Soon" not in front.text
        assert "frame-ancestors 'none'" in front.headers["content-security-policy"]

    async def test_is_gone_when_its_time_is_over_or_another_took_its_place(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        over = await keep(opened, look=LOOK, minutes=-1)
        gone = await client.get(over)
        first = await keep(opened, look=LOOK)
        second = await keep(opened, look=LOOK)

        answers = [(await client.get(url)).status_code for url in (first, second)]

        assert (gone.status_code, answers) == (404, [404, 200])

    async def test_needs_the_link(self, shop: Visit) -> None:
        client, opened = shop
        url = await keep(opened, look=LOOK)
        other = UUID(int=5)

        for wrong in (f"{url}x", url.partition("?")[0], f"/en/preview/{other}?token=x"):
            assert (await client.get(wrong)).status_code == 404

    async def test_is_refused_as_saving_it_would_be(self, shop: Visit) -> None:
        _, opened = shop

        with pytest.raises(content.UnknownFile):
            await keep(opened, look=Look(logo=f"look/{UUID(int=1)}.webp"))
