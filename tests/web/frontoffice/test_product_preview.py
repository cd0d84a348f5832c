"""A draft in the shop, for whoever has the link that staff made."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.web.frontoffice.browsing import words

from lonja.actions.preview_product import preview_url
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop, UUID]


@pytest.fixture
async def draft(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        a = (await open_small_shop(opened.database, {"A": 5}))["A"]
        async with opened.database.transaction() as db:
            product_id = (await catalog.products_of(db, [a]))[a]
            _, version = await catalog.product_fields(db, product_id)
            await catalog.edit_product(
                db,
                product_id,
                {"status": catalog.ProductStatus.DRAFT},
                version=version,
                actor="ana",
                now=clock.now(),
            )
        yield client, opened, product_id


def link(shop: Shop, product_id: UUID, *, hours: int = 1) -> str:
    until = clock.now() + timedelta(hours=hours)
    url = preview_url(shop.settings, product_id, "en", until=until)
    return url.removeprefix(shop.settings.public_url.rstrip("/"))


async def test_a_draft_is_seen_by_its_link_and_nowhere_else(draft: Visit) -> None:
    client, shop, product_id = draft

    seen = await client.get(link(shop, product_id))
    missing = await client.get("/en/p/tile-a")

    assert (seen.status_code, missing.status_code) == (200, 404)
    assert "Tile A" in words(seen)
    assert "Preview: this is how the page is stored now" in words(seen)
    assert '<meta name="robots" content="noindex">' in seen.text
    assert "application/ld+json" not in seen.text
    assert "Add to cart" not in words(seen)
    assert seen.headers["cache-control"] == "no-store"


async def test_a_link_that_is_over_or_made_up_shows_nothing(draft: Visit) -> None:
    client, shop, product_id = draft
    good = link(shop, product_id)

    for path in (
        link(shop, product_id, hours=-1),
        f"{good}x",
        good.replace("until=", "until=9"),
        f"/en/p/preview/{product_id}",
        "/en/p/preview/nothing",
    ):
        assert (await client.get(path)).status_code == 404
