"""What stands beside a product on its page: what staff chose first, in their order."""

import pytest
from tests.support.front_office import front_office
from tests.web.frontoffice.browsing import read

from lonja.catalog import api as catalog
from lonja_tools.proofs.small_shop import NOW, open_small_shop

pytestmark = pytest.mark.anyio


async def test_a_page_shows_what_was_chosen_before_what_its_category_has(
    fresh_database_url: str, storage_connection: str
) -> None:
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        variants = await open_small_shop(shop.database, {"A": 1, "B": 1, "C": 1})
        async with shop.database.transaction() as db:
            owners = await catalog.products_of(db, list(variants.values()))
            _, version = await catalog.product_fields(db, owners[variants["A"]])
            await catalog.set_related(
                db,
                owners[variants["A"]],
                [owners[variants["C"]]],
                both_ways=False,
                version=version,
                actor="ana",
                now=NOW,
            )

        page = await client.get("/en/p/tile-a")

    beside = [link.partition("?")[0] for link in read(page).links if link.startswith("/en/p/tile-")]
    others = [link for link in dict.fromkeys(beside) if link != "/en/p/tile-a"]
    assert others == ["/en/p/tile-c", "/en/p/tile-b"]
