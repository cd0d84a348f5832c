"""Typed attributes on the storefront, without a script: facts of a product, filters of a list."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.support.front_office import front_office
from tests.web.frontoffice.browsing import read, words

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.catalog.api import Attribute, AttributeKind, Choice
from lonja.kernel import clock
from lonja.pricing import api as pricing
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio

GLAZE = catalog.TypeDraft(
    "tile",
    {"es": "Azulejo"},
    (
        Attribute(
            "glaze",
            AttributeKind.CHOICES,
            {"es": "Esmalte", "en": "Glaze"},
            choices=(
                Choice("shiny", {"es": "Brillante", "en": "Shiny"}),
                Choice("satin", {"es": "Satinado", "en": "Satin"}),
            ),
        ),
        Attribute("thickness", AttributeKind.NUMBER, {"es": "Grosor"}, unit="mm"),
        Attribute(
            "edge",
            AttributeKind.CHOICE,
            {"es": "Canto"},
            choices=(Choice("bevel", {"es": "Biselado"}), Choice("raw", {"es": "Vivo"})),
            on_variants=True,
        ),
        Attribute("kiln", AttributeKind.TEXT, {"es": "Horno"}, filterable=False, shown=False),
    ),
)
VALUES = {
    "tile-a": {"glaze": "shiny|satin", "thickness": "12,50", "kiln": "Onda"},
    "tile-b": {"glaze": "satin", "thickness": "9"},
}


type Front = tuple[httpx2.AsyncClient, Shop]


@pytest.fixture
async def front(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Front]:
    async with front_office(fresh_database_url, storage_connection) as (client, shop):
        await open_small_shop(shop.database, {"A": 5, "B": 5})
        await _describe(shop)
        yield client, shop


@pytest.fixture
def client(front: Front) -> httpx2.AsyncClient:
    return front[0]


@pytest.fixture
def shop(front: Front) -> Shop:
    return front[1]


async def _describe(shop: Shop) -> None:
    async with shop.database.transaction() as db:
        type_id = await catalog.add_product_type(db, GLAZE, actor="test", now=clock.now())
        for slug, values in VALUES.items():
            found = await catalog.product_by_slug(db, slug)
            await catalog.edit_product(
                db,
                found.id,
                {"type_id": type_id, "attributes": values},
                version=found.version,
                actor="test",
                now=clock.now(),
            )


class TestAProductsFacts:
    async def test_are_in_the_words_of_its_type(self, client: httpx2.AsyncClient) -> None:
        page = await client.get("/es/p/tile-a")

        assert "<dt>Esmalte</dt><dd>Brillante, Satinado</dd>" in page.text
        assert "<dt>Grosor</dt><dd>12,5\N{NO-BREAK SPACE}mm</dd>" in page.text
        assert "Onda" not in words(page)


class TestFilters:
    async def test_are_links_with_counts(self, client: httpx2.AsyncClient) -> None:
        page = await client.get("/es/c/hidraulicos")

        assert "Esmalte" in words(page)
        assert {"/es/c/hidraulicos?glaze=satin", "/es/c/hidraulicos?thickness=12.5"} <= set(
            read(page).links
        )
        assert "kiln=" not in page.text

    async def test_narrow_between_attributes_and_widen_within_one(
        self, client: httpx2.AsyncClient
    ) -> None:
        async def names(query: str) -> set[str]:
            page = await client.get(f"/es/c/hidraulicos?{query}")
            return {one for one in ("a", "b") if f"/es/p/tile-{one}" in page.text}

        assert await names("glaze=shiny") == {"a"}
        assert await names("glaze=shiny&glaze=satin") == {"a", "b"}
        assert await names("glaze=satin&thickness=9") == {"b"}
        assert await names("glaze=shiny&thickness=9") == set()

    async def test_chosen_are_named_where_their_value_alone_says_nothing(
        self, client: httpx2.AsyncClient
    ) -> None:
        page = words(await client.get("/es/c/hidraulicos?glaze=satin&thickness=9"))

        assert "Quitar Satinado ×" in page
        assert "Quitar Grosor: 9 mm ×" in page

    async def test_find_by_the_name_of_a_choice(self, client: httpx2.AsyncClient) -> None:
        found = await client.get("/api/v1/products", params={"q": "brillante", "language": "es"})

        assert [one["slug"] for one in found.json()["items"]] == ["tile-a"]


class TestAVariantsOwnValue:
    @pytest.fixture(autouse=True)
    async def _own(self, client: httpx2.AsyncClient, shop: Shop) -> None:
        """Tile A shares a raw edge; its second variant has a bevelled one."""
        async with shop.database.transaction() as db:
            found = await catalog.product_by_slug(db, "tile-a")
            rows = [
                catalog.VariantChange(None, {"sku": "A-2", "options": {"size": "30x30"},
                                             "attributes": {"edge": "Biselado"}})
            ]  # fmt: skip
            saved = await catalog.save_variants(
                db, found.id, catalog.VariantsChange(rows), version=found.version, now=clock.now()
            )
            await pricing.set_price(
                db, variant_id=saved.ids[0], currency="EUR", amount_minor=50_00, actor="test",
                now=clock.now(),
            )  # fmt: skip
            found = await catalog.product_by_slug(db, "tile-a")
            await catalog.edit_product(
                db, found.id, {"attributes": {**found.attributes, "edge": "raw"}},
                version=found.version, actor="test", now=clock.now(),
            )  # fmt: skip

    async def test_stands_on_the_page_of_that_variant(self, client: httpx2.AsyncClient) -> None:
        first = await client.get("/es/p/tile-a?sku=A")
        second = await client.get("/es/p/tile-a?sku=A-2")

        assert "<dt>Canto</dt><dd>Vivo</dd>" in first.text
        assert "<dt>Canto</dt><dd>Biselado</dd>" in second.text
        assert "<dt>Grosor</dt><dd>12,5\N{NO-BREAK SPACE}mm</dd>" in second.text

    async def test_is_a_filter_that_leads_to_its_variant(self, client: httpx2.AsyncClient) -> None:
        bevelled = await client.get("/es/c/hidraulicos?edge=bevel")
        page = await client.get("/es/p/tile-a?edge=bevel")
        found = await client.get("/api/v1/products", params={"q": "biselado", "language": "es"})

        assert "/es/p/tile-a" in bevelled.text
        assert "/es/p/tile-b" not in bevelled.text
        assert [one["slug"] for one in found.json()["items"]] == ["tile-a"]
        assert "<dt>Canto</dt><dd>Biselado</dd>" in page.text

    async def test_is_in_the_api_of_the_shop(self, client: httpx2.AsyncClient) -> None:
        found = (await client.get("/api/v1/products/tile-a?language=es")).json()

        assert [one["attributes"]["edge"] for one in found["variants"]] == ["raw", "bevel"]
        assert found["attributes"]["edge"] == "raw"
