"""The page of a collection, without a script."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.web.frontoffice.browsing import words

from lonja.actions import write_collection
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.content import api as content
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
type Visit = tuple[httpx2.AsyncClient, Shop]
TEXTS = {
    "es": {"name": "Regalos", "description": "Para regalar.", "seo_title": "Ideas de regalo"},
    "en": {"name": "Gifts"},
}


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5, "B": 5})
        yield client, opened


BOW: Final = collections.CollectionPicture("blocks/bow.webp", {"es": "Un lazo"}, 25, 100)


async def add(
    opened: Shop,
    *slugs: str,
    starts_in_days: int = 0,
    picture: collections.CollectionPicture | None = None,
) -> None:
    now = clock.now()
    async with opened.database.transaction() as db:
        ids = [(await catalog.product_by_slug(db, slug)).id for slug in slugs]
        draft = collections.CollectionDraft(
            "gifts",
            TEXTS,
            products=ids,
            starts_at=now + timedelta(days=starts_in_days),
            picture=picture,
        )
        file = content.File(BOW.file, content.FileUse.BLOCK, "image/webp", 1600, 900)
        await content.add_file(db, file, actor="test", now=now)
        await write_collection.add_collection(db, draft, actor="test", now=now)


class TestACollection:
    async def test_shows_its_products_in_their_order(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, "tile-b", "tile-a")

        page = await client.get("/es/collections/gifts")

        assert page.status_code == 200
        assert page.text.index("/es/p/tile-b") < page.text.index("/es/p/tile-a")
        assert "Para regalar." in words(page)
        assert "<title>Ideas de regalo · " in page.text
        assert "/es/collections/gifts<" in (await client.get("/sitemap.xml")).text

    async def test_holds_nothing_else(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, "tile-b")

        page = await client.get("/en/collections/gifts?sort=price")

        assert "/en/p/tile-b" in page.text
        assert "/en/p/tile-a" not in page.text

    async def test_is_not_there_before_it_begins(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, "tile-b", starts_in_days=1)

        assert (await client.get("/en/collections/gifts")).status_code == 404

    async def test_has_an_address_in_each_language_and_keeps_those_that_it_had(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        await add(opened, "tile-b")
        texts = {**TEXTS, "es": {**TEXTS["es"], "slug": "regalos"}}
        async with opened.database.transaction() as db:
            [made] = await collections.collections(db)
            for version, slug in ((1, "gifts"), (2, "presents")):
                draft = collections.CollectionDraft(slug, texts)
                await collections.change_collection(
                    db, made.id, draft, version=version, actor="test", now=clock.now()
                )

        page = await client.get("/es/collections/regalos")
        asked = (
            "/es/collections/gifts?sort=price",
            "/en/collections/gifts",
            "/en/collections/regalos",
        )
        moved = [await client.get(one) for one in asked]

        assert page.status_code == 200
        assert 'href="/en/collections/presents"' in page.text
        assert [one.status_code for one in moved] == [301, 301, 301]
        assert [one.headers["location"] for one in moved] == [
            "/es/collections/regalos?sort=price",
            "/en/collections/presents",
            "/en/collections/presents",
        ]


class TestItsPicture:
    async def test_heads_its_page_and_is_what_networks_show(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, "tile-b", picture=BOW)

        page = await client.get("/es/collections/gifts")

        assert 'alt="Un lazo" class="focus-x-25 focus-y-100" width="1600"' in page.text
        assert "blocks/bow-480.webp 480w" in page.text
        assert 'property="og:image" content="' in page.text
        shared = page.text.partition('property="og:image" content="')[2].partition('"')[0]
        assert shared.endswith("blocks/bow.webp")

    async def test_stands_on_its_card_among_all_collections(self, shop: Visit) -> None:
        client, opened = shop
        empty = await client.get("/en/collections")
        await add(opened, "tile-b", picture=BOW)

        page = await client.get("/en/collections")

        assert "There are no collections right now" in words(empty)
        assert 'href="/en/collections/gifts"' in page.text
        assert 'class="focus-x-25 focus-y-100"' in page.text
        assert "Gifts" in words(page)
        assert "/es/collections<" in (await client.get("/sitemap.xml")).text

    async def test_is_in_the_api_of_the_shop(self, shop: Visit) -> None:
        client, opened = shop
        await add(opened, "tile-b", picture=BOW)

        one = (await client.get("/api/v1/collections/gifts?language=es")).json()
        (listed,) = (await client.get("/api/v1/collections?language=es")).json()["items"]

        assert one == listed
        assert (one["picture"]["alt"], one["picture"]["width"]) == ("Un lazo", 1600)
        assert one["picture"]["sources"][0]["type"] == "image/webp"
        assert (one["picture"]["focus_x"], one["picture"]["focus_y"]) == (25, 100)
