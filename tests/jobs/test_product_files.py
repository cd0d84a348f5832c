"""Product files by the queue, wherever a worker dies and however often a message comes."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from tests.support.asking import scalar
from tests.support.messages import Crash, Killed, waiting
from tests.support.shop import NOON, a_location

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.adapters.web_pictures import draw
from lonja.catalog import api as catalog
from lonja.imports import api as imports
from lonja.imports import product_files
from lonja.imports.api import Import, RowError
from lonja.imports.products import PictureUnavailable
from lonja.inventory import api as inventory
from lonja.jobs.imports import ImportContext, read_products_file, take_products_chunk
from lonja.kernel.db import Database
from lonja.pricing import api as pricing

pytestmark = pytest.mark.anyio

HANDLERS = {"products.read_file": read_products_file, "products.take_chunk": take_products_chunk}
HEADING = (
    "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,"
    "Image Src,Shade\n"
)
FILE = f"""{HEADING}\
tile,Tile,Size,10x10,T-10,4,3.50,https://pictures.example/a.jpg,sea
tile,,,20x20,T-20,9,9.90,https://pictures.example/b.jpg,
grout,Grout,Title,Default Title,G-1,1,7,https://pictures.example/gone.jpg,
broken,Broken,Size,1,X-1,1,free,,
broken,,,2,X-2,1,5,,
"""


class Pictures:
    async def download(self, address: str) -> bytes:
        if address.endswith("gone.jpg"):
            raise PictureUnavailable("the server answered 404")
        return draw(address)

    async def generate(self, seed: str) -> bytes:
        return draw(seed)


@pytest.fixture
async def blobs(storage_connection: str) -> AsyncIterator[AzureBlobs]:
    opened = AzureBlobs(connection=storage_connection)
    yield opened
    await opened.close()


@pytest.fixture
async def context(database: Database, blobs: AzureBlobs) -> ImportContext:
    await a_location(database)
    return ImportContext(database, blobs, lambda: NOON, pictures=Pictures())


async def an_upload(context: ImportContext, text: str, *, dry_run: bool = False) -> UUID:
    async with context.database.transaction() as db:
        started = await product_files.start_products(
            db, file_name="products.csv", currency=None, language="en", encoding="utf-8",
            dry_run=dry_run, actor="clerk", now=NOON,
        )  # fmt: skip
    assert started.blob is not None
    await context.blobs.write("uploads", started.blob, text.encode(), content_type="text/csv")
    async with context.database.transaction() as db:
        await imports.uploaded(db, started.id, now=NOON)
    return started.id


async def work_off(context: ImportContext, *, times: int = 1) -> None:
    done: set[UUID] = set()
    while left := [m for m in await waiting(context.database, "imports") if m.id not in done]:
        for message in left:
            for _ in range(times):
                await HANDLERS[message.type](context, message)
            done.add(message.id)


async def the_import(context: ImportContext, import_id: UUID) -> tuple[Import, list[RowError]]:
    async with context.database.reading() as db:
        return await imports.get(db, import_id), await imports.error_rows(db, import_id)


async def everything(context: ImportContext) -> tuple[int, ...]:
    """Products, units on hand, movements and pictures that are on their way."""
    async with context.database.reading() as db:
        return tuple(
            [
                int(await scalar(db, query) or 0)
                for query in (
                    "SELECT count(*) FROM products",
                    "SELECT sum(on_hand) FROM stock_levels",
                    "SELECT count(*) FROM stock_movements",
                    "SELECT count(*) FROM media WHERE status = 'processing'",
                    "SELECT count(*) FROM media",
                )
            ]
        )


WHOLE = (2, 14, 3, 3, 3)


class TestAProductFile:
    async def test_becomes_products_and_reports_what_did_not(self, context: ImportContext) -> None:
        import_id = await an_upload(context, FILE)

        await work_off(context)

        found, errors = await the_import(context, import_id)
        assert (found.status, found.rows_total, found.rows_done, found.rows_failed) == (
            "done", 5, 3, 2,
        )  # fmt: skip
        assert found.facts["unknown_columns"] == ["Shade"]
        assert [(one.row, one.code, one.is_error) for one in errors] == [
            (4, "picture_generated", False),
            (5, "not_an_amount", True),
        ]
        assert await everything(context) == WHOLE
        async with context.database.reading() as db:
            variants = await catalog.variants_by_sku(db, ["T-20"])
            prices = await pricing.regular_prices(db, list(variants.values()), "EUR")
            assert await inventory.imbalances(db) == []
            text, _ = await imports.errors_as_csv(db, import_id)
        assert prices[variants["T-20"]].amount_minor == 990
        assert text.decode("utf-8-sig").splitlines()[0] == "row,code,message,column"

    async def test_changes_nothing_the_second_time(self, context: ImportContext) -> None:
        await an_upload(context, FILE)
        await work_off(context, times=3)
        import_id = await an_upload(context, FILE)
        await work_off(context, times=3)

        found, _ = await the_import(context, import_id)
        assert (found.status, found.rows_done, found.rows_failed) == ("done", 3, 2)
        assert await everything(context) == WHOLE

    async def test_a_late_repeat_leaves_what_staff_changed_since(
        self, context: ImportContext
    ) -> None:
        await an_upload(context, FILE)
        await work_off(context)
        async with context.database.transaction() as db:
            variants = await catalog.variants_by_sku(db, ["G-1"])
            await pricing.set_price(
                db, variant_id=variants["G-1"], currency="EUR", amount_minor=800,
                compare_at_minor=None, actor="boss", now=NOON,
            )  # fmt: skip

        await work_off(context)

        async with context.database.reading() as db:
            prices = await pricing.regular_prices(db, [variants["G-1"]], "EUR")
        assert prices[variants["G-1"]].amount_minor == 800

    async def test_is_judged_and_no_more_when_it_is_tried(self, context: ImportContext) -> None:
        import_id = await an_upload(context, FILE, dry_run=True)

        await work_off(context)

        found, errors = await the_import(context, import_id)
        assert (found.status, found.rows_done, found.rows_failed) == ("done", 3, 2)
        assert [one.code for one in errors] == ["not_an_amount"]
        assert await everything(context) == (0, 0, 0, 0, 0)

    @pytest.mark.parametrize("step", range(1, 32))
    async def test_is_whole_wherever_a_worker_dies(self, context: ImportContext, step: int) -> None:
        import_id = await an_upload(context, FILE)
        crash = Crash(step)
        dying = ImportContext(
            crash.database(context.database), crash.part(context.blobs), context.now,
            pictures=context.pictures,
        )  # fmt: skip

        with pytest.raises(Killed):
            await work_off(dying)
        await work_off(context)

        found, _ = await the_import(context, import_id)
        assert (found.status, found.rows_done, found.rows_failed) == ("done", 3, 2)
        assert await everything(context) == WHOLE

    @pytest.mark.parametrize(
        ("text", "code", "reason"),
        [
            ("%PDF-1.7", "file_no_table", "the file is a PDF document, not a table"),
            ("sku,quantity\nT-10,5\n", "wrong_heading", "this is no Shopify product CSV"),
        ],
    )
    async def test_that_is_something_else_fails_with_a_code(
        self, context: ImportContext, text: str, code: str, reason: str
    ) -> None:
        import_id = await an_upload(context, text)

        await work_off(context, times=2)

        found, _ = await the_import(context, import_id)
        assert (found.status, found.facts["code"]) == ("failed", code)
        assert str(found.error).startswith(reason)

    async def test_is_cut_into_chunks_that_a_function_has_time_for(
        self, context: ImportContext
    ) -> None:
        rows = [f"p-{n},P {n},Title,Default Title,P-{n},1,5,,\n" for n in range(60)]
        import_id = await an_upload(context, "".join((HEADING, *rows)))

        await work_off(context)

        found, _ = await the_import(context, import_id)
        assert (found.status, found.rows_done, found.facts["chunks"]) == ("done", 60, 4)

    async def test_without_a_row_ends_too(self, context: ImportContext) -> None:
        import_id = await an_upload(context, HEADING)

        await work_off(context)

        assert (await the_import(context, import_id))[0].status == "done"
