"""Where a product stands in the storefront, and what a page shows of what staff wrote."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tests.support.front_office import front_office

from lonja.actions import write_product
from lonja.actions.save_variants import RowPrice, RowStock, Sheet, VariantRow
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.kernel import clock
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

type Visit = tuple[httpx2.AsyncClient, Shop]

GRIND = catalog.Option(
    "grind",
    {"es": "Molienda"},
    (catalog.OptionValue("Beans", {"es": "En grano"}), catalog.OptionValue("Filter", {})),
)


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Visit]:
    async with front_office(fresh_database_url, storage_connection) as (client, opened):
        await open_small_shop(opened.database, {"A": 5})
        yield client, opened


async def huila(shop: Shop) -> UUID:
    rows = [
        VariantRow(
            None,
            {
                "sku": f"HUILA-{grind[0]}", "options": {"grind": grind}, "measure_amount": 250,
                "measure_unit": "g", "measure_reference": 1000,
            },
            (RowPrice("EUR", 12_50),),
            RowStock("VLC", 3),
        )
        for grind in ("Filter", "Beans")
    ]  # fmt: skip
    fields = catalog.ProductFields(
        slug="huila",
        status=catalog.ProductStatus.ACTIVE,
        texts={
            "en": {"name": "Huila", "seo_title": "Coffee from Huila", "seo_description": "Fruity."},
            "es": {"name": "Café de Huila", "slug": "cafe-huila"},
        },
    )
    async with shop.database.transaction() as db:
        return await write_product.create_product(
            db, fields, Sheet(rows, options=[GRIND]), may_price=True, actor="ana", now=clock.now()
        )


async def edit(shop: Shop, product_id: UUID, edits: Mapping[str, Any]) -> None:
    async with shop.database.transaction() as db:
        _, version = await catalog.product_fields(db, product_id)
        await write_product.edit_product(
            db, product_id, edits, version=version, actor="ana", now=clock.now()
        )


async def leads_to(client: httpx2.AsyncClient, path: str) -> tuple[int, str]:
    answer = await client.get(path)
    return answer.status_code, answer.headers.get("location", "")


class TestAnAddress:
    async def test_is_the_languages_own(self, shop: Visit) -> None:
        client, opened = shop
        await huila(opened)

        assert await leads_to(client, "/es/p/cafe-huila") == (200, "")
        assert await leads_to(client, "/en/p/huila") == (200, "")
        assert await leads_to(client, "/es/p/huila?sku=HUILA-B") == (
            301, "/es/p/cafe-huila?sku=HUILA-B",
        )  # fmt: skip
        assert await leads_to(client, "/en/p/cafe-huila") == (301, "/en/p/huila")

    async def test_that_changed_leads_to_the_new_one_in_each_language(self, shop: Visit) -> None:
        client, opened = shop
        product_id = await huila(opened)
        await edit(opened, product_id, {"slug": "huila-natural"})
        await edit(opened, product_id, {"texts": {"es": {"slug": "huila-lavado"}}})

        assert await leads_to(client, "/en/p/huila") == (301, "/en/p/huila-natural")
        assert await leads_to(client, "/es/p/cafe-huila") == (301, "/es/p/huila-lavado")
        assert await leads_to(client, "/es/p/huila-lavado") == (200, "")

    async def test_that_was_left_may_be_another_products(self, shop: Visit) -> None:
        client, opened = shop
        product_id = await huila(opened)
        await edit(opened, product_id, {"slug": "huila-natural"})
        async with opened.database.transaction() as db:
            other = catalog.ProductFields(
                "huila", catalog.ProductStatus.ACTIVE, {"en": {"name": "Other"}}
            )
            await catalog.add_product(db, other, actor="ana", now=clock.now())

        page = await client.get("/en/p/huila")

        assert (page.status_code, "Other" in page.text) == (200, True)

    async def test_names_the_page_in_other_languages_and_the_sitemap(self, shop: Visit) -> None:
        client, opened = shop
        await huila(opened)

        page = (await client.get("/en/p/huila")).text
        sitemap = (await client.get("/sitemap.xml")).text

        spanish = "http://shop.example/es/p/cafe-huila"
        assert f'<link rel="alternate" hreflang="es" href="{spanish}">' in page
        assert f"<loc>{spanish}</loc>" in sitemap
        assert "es/p/huila<" not in sitemap


class TestAPage:
    @pytest.mark.parametrize("status", ["draft", "archived"])
    async def test_of_what_is_not_published_is_not_there(self, shop: Visit, status: str) -> None:
        client, opened = shop
        await edit(opened, await huila(opened), {"status": catalog.ProductStatus(status)})

        page = await client.get("/en/p/huila")
        api = await client.get("/api/v1/products/huila")
        search = await client.get("/en/search?q=huila")

        assert (page.status_code, api.status_code) == (404, 404)
        assert "/p/huila" not in search.text

    async def test_that_is_unlisted_is_for_who_has_the_address(self, shop: Visit) -> None:
        client, opened = shop
        await edit(opened, await huila(opened), {"status": catalog.ProductStatus.UNLISTED})

        page = await client.get("/en/p/huila")
        search = await client.get("/en/search?q=huila")
        sitemap = await client.get("/sitemap.xml")

        assert page.status_code == 200
        assert '<meta name="robots" content="noindex">' in page.text
        assert "/p/huila" not in search.text + sitemap.text

    async def test_shows_options_as_they_are_called_and_ordered(self, shop: Visit) -> None:
        client, opened = shop
        await huila(opened)

        page = (await client.get("/es/p/cafe-huila?sku=HUILA-B")).text

        assert "Molienda: <span>En grano</span>" in page
        assert page.index('data-value="Beans"') < page.index('data-value="Filter"')

    async def test_has_the_words_for_search_engines_and_the_price_of_a_kilogram(
        self, shop: Visit
    ) -> None:
        client, opened = shop
        await huila(opened)

        page = (await client.get("/en/p/huila")).text

        assert "<title>Coffee from Huila · " in page
        assert '<meta name="description" content="Fruity.">' in page
        assert "€50.00 / kg" in page
