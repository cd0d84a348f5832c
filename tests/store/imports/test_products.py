"""A product file, from its bytes to products that can be bought."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from tests.support.asking import rows
from tests.support.samples import SHOPIFY_PRODUCTS

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.adapters.web_pictures import draw
from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.imports import api as imports
from lonja.imports.products import (
    PictureUnavailable,
    ProductsReport,
    ProductsSource,
    import_products,
)
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing

pytestmark = pytest.mark.anyio

FILE = """Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src,Image Position,Shade
blue-tile,Blue tile,<p>Hand made</p>,Azulejo,,TRUE,Size,10x10,B-10,250,4,deny,3.50,https://pictures.example/a.jpg,1,sea
blue-tile,,,,,,,20x20,B-20,900,9,continue,9.90,https://pictures.example/gone.jpg,2,
grout,Grout,,,,FALSE,Title,Default Title,,,,deny,7,,,
broken,Broken,,,,TRUE,Title,Default Title,X-1,,,deny,free,,,
"""


class Pictures:
    """One address has a picture, every other answers 404."""

    async def download(self, address: str) -> bytes:
        if address != "https://pictures.example/a.jpg":
            raise PictureUnavailable("the server answered 404")
        target = io.BytesIO()
        Image.new("RGB", (200, 200), "navy").save(target, "PNG")
        return target.getvalue()

    async def generate(self, seed: str) -> bytes:
        return draw(seed)


@pytest.fixture
async def blobs(storage_connection: str) -> AsyncIterator[AzureBlobs]:
    opened = AzureBlobs(connection=storage_connection, account="")
    yield opened
    await opened.close()


async def bring_in(
    database: Database, blobs: AzureBlobs, path: Path, *, dry_run: bool = False
) -> ProductsReport:
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO locations (code, name, country) VALUES ('main', 'Main', 'ES')"
            " ON CONFLICT DO NOTHING",
        )
    return await import_products(
        database,
        blobs,
        Pictures(),
        path,
        source=ProductsSource(),
        import_id=uuid7(),
        actor="test",
        now=clock.now(),
        dry_run=dry_run,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "products.csv").write_text(FILE)
    return tmp_path / "products.csv"


class TestAProductFile:
    async def test_makes_products_that_can_be_bought(
        self, database: Database, blobs: AzureBlobs, path: Path
    ) -> None:
        report = await bring_in(database, blobs, path)

        assert (report.rows, report.products_new, report.variants_new) == (4, 2, 3)
        assert report.unknown_columns == ["Shade"]
        async with database.transaction() as db:
            product = await catalog.product_by_slug(db, "blue-tile")
            cart = (await carts.open_cart(db, currency="EUR", language="es", now=clock.now())).id
            await carts.add_line(db, cart_id=cart, sku="B-20", quantity=9, now=clock.now())
            levels = await inventory.levels(db, [one.id for one in product.variants])
        assert product.texts["en"] == {"name": "Blue tile", "description": "Hand made"}
        assert product.attributes == {"brand": "Azulejo"}
        assert [(v.sku, v.options, v.weight_g) for v in product.variants] == [
            ("B-10", {"size": "10x10"}, 250),
            ("B-20", {"size": "20x20"}, 900),
        ]
        assert [levels[one.id].free for one in product.variants] == [4, 9]

    async def test_reports_bad_rows_and_placeholder_pictures(
        self, database: Database, blobs: AzureBlobs, path: Path
    ) -> None:
        report = await bring_in(database, blobs, path)

        assert [(one.row, one.code, one.is_error) for one in report.problems] == [
            (3, "picture_generated", False),
            (3, "oversell", False),
            (4, "picture_generated", False),
            (5, "not_an_amount", True),
        ]
        assert (report.pictures, report.pictures_generated) == (3, 2)
        async with database.reading() as db:
            kept = await imports.error_rows(db, report.import_id)
            (found,) = await imports.list_imports(db)
        assert [(one.row, one.code) for one in kept][-1] == (5, "not_an_amount")
        assert (found.kind, found.rows_total, found.rows_failed) == ("products", 4, 1)

    async def test_twice_changes_nothing(
        self, database: Database, blobs: AzureBlobs, path: Path
    ) -> None:
        await bring_in(database, blobs, path)
        before = await everything(database)

        again = await bring_in(database, blobs, path)

        assert (again.products_new, again.products_known, again.pictures) == (0, 2, 0)
        assert await everything(database) == before

    async def test_changed_brings_the_shop_up_to_date_but_leaves_its_stock(
        self, database: Database, blobs: AzureBlobs, path: Path
    ) -> None:
        await bring_in(database, blobs, path)
        path.write_text(FILE.replace("9.90", "8.80").replace(",9,continue", ",99,continue"))

        await bring_in(database, blobs, path)

        async with database.reading() as db:
            (variant,) = (await catalog.variants_by_sku(db, ["B-20"])).values()
            price = (await pricing.regular_prices(db, [variant], "EUR"))[variant]
            level = (await inventory.levels(db, [variant]))[variant]
        assert (price.amount_minor, level.free) == (880, 9)

    async def test_cannot_take_another_products_sku(
        self, database: Database, blobs: AzureBlobs, path: Path
    ) -> None:
        await bring_in(database, blobs, path)
        path.write_text(FILE.replace("blue-tile", "red-tile").replace("\ngrout", "\nmortar"))

        report = await bring_in(database, blobs, path)

        assert (2, "sku_taken") in [(one.row, one.code) for one in report.problems]
        assert (report.products_new, report.products_known) == (1, 0)

    async def test_is_only_judged_in_a_dry_run(
        self, database: Database, blobs: AzureBlobs, path: Path
    ) -> None:
        report = await bring_in(database, blobs, path, dry_run=True)

        assert [one.code for one in report.problems if one.is_error] == ["not_an_amount"]
        async with database.reading() as db:
            assert await rows(db, "SELECT 1 FROM products") == []
            assert await imports.list_imports(db) == []

    async def test_with_every_column_of_shopifys_export_comes_in_whole(
        self, database: Database, blobs: AzureBlobs
    ) -> None:
        report = await bring_in(database, blobs, SHOPIFY_PRODUCTS)

        assert (report.products_new, report.variants_new, report.refused) == (20, 22, 0)
        assert report.pictures == report.pictures_generated == 20


async def everything(database: Database) -> list[object]:
    """All that a second import might have touched."""
    async with database.reading() as db:
        return [
            await rows(db, f"SELECT t::text FROM {table} AS t ORDER BY 1")
            for table in (
                "products", "variants", "prices", "price_history", "stock_levels",
                "stock_movements", "media", "audit_log",
            )
        ]  # fmt: skip
