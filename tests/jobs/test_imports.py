import asyncio
import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from tests.support.messages import Crash, Killed, envelope_of, waiting
from tests.support.shop import NOON, a_location, a_product

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.catalog import api as catalog
from lonja.imports import api as imports
from lonja.imports.api import Import, StockChunk
from lonja.inventory import api as inventory
from lonja.jobs.imports import ImportContext, read_stock_file, take_stock_chunk, undo_stock_chunk
from lonja.kernel.blobs import BlobMissing
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import UnreadableMessage
from lonja.kernel.transaction import Change

pytestmark = pytest.mark.anyio

HANDLERS = {
    "stock.read_file": read_stock_file,
    "stock.take_chunk": take_stock_chunk,
    "stock.undo_chunk": undo_stock_chunk,
}


@pytest.fixture
async def blobs(storage_connection: str) -> AsyncIterator[AzureBlobs]:
    opened = AzureBlobs(connection=storage_connection)
    yield opened
    await opened.close()


@pytest.fixture
async def context(database: Database, blobs: AzureBlobs) -> ImportContext:
    await a_product(database, skus=600)
    await a_location(database)
    return ImportContext(database, blobs, lambda: NOON)


async def an_upload(context: ImportContext, data: bytes | None, *, dry_run: bool = False) -> UUID:
    async with context.database.transaction() as db:
        started = await imports.start_stock(
            db, file_name="stock.csv", dry_run=dry_run, actor="clerk", now=NOON
        )
    assert started.blob is not None
    if data is not None:
        await context.blobs.write("uploads", started.blob, data, content_type="text/csv")
    async with context.database.transaction() as db:
        await imports.uploaded(db, started.id, now=NOON)
    return started.id


async def work_off(context: ImportContext, *, times: int = 1) -> None:
    """Handle every message of the queue, `times` over, as a host would."""
    done: set[UUID] = set()
    while left := [m for m in await waiting(context.database, "imports") if m.id not in done]:
        for message in left:
            for _ in range(times):
                await HANDLERS[message.type](context, message)
            done.add(message.id)


async def the_import(context: ImportContext, import_id: UUID) -> Import:
    async with context.database.reading() as db:
        return await imports.get(db, import_id)


async def stock(context: ImportContext, *skus: str) -> list[int]:
    async with context.database.reading() as db:
        variants = await catalog.variants_by_sku(db, skus)
        levels = await inventory.stock_at(db, list(variants.values()))
    return [sum(levels.get(variants[sku], {}).values()) for sku in skus]


async def assert_balanced(context: ImportContext) -> None:
    async with context.database.reading() as db:
        assert await inventory.imbalances(db) == []


def a_file(rows: Sequence[str]) -> bytes:
    return "\n".join(["sku,quantity,location,mode", *rows]).encode() + b"\n"


GOOD = a_file([f"SEVILLA-{n},{n},madrid,set" for n in range(1, 601)])


class TestAStockFile:
    async def test_that_is_only_checked_says_the_same_and_moves_nothing(
        self, context: ImportContext
    ) -> None:
        rows = ["SEVILLA-1,5,madrid,set", "SEVILLA-2,-1,madrid,add", "NONE,1,madrid,set"]
        import_id = await an_upload(context, a_file(rows), dry_run=True)

        await work_off(context)

        found = await the_import(context, import_id)
        assert (found.status, found.rows_done, found.rows_failed) == ("done", 1, 2)
        assert await stock(context, "SEVILLA-1") == [0]
        async with context.database.reading() as db:
            errors = await imports.error_rows(db, import_id)
        assert [(error.row, error.code) for error in errors] == [
            (3, "below_zero"),
            (4, "unknown_sku"),
        ]
        async with context.database.transaction() as db:
            with pytest.raises(imports.WrongImportStatus):
                await imports.undo_stock(db, import_id, actor="clerk", now=NOON)

    async def test_of_600_rows_becomes_levels_that_the_ledger_explains(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, GOOD)

        await work_off(context)

        found = await the_import(context, import_id)
        assert (found.status, found.rows_total, found.rows_done, found.rows_failed) == (
            "done", 600, 600, 0,
        )  # fmt: skip
        assert found.facts["chunks"] == 3
        assert await stock(context, "SEVILLA-1", "SEVILLA-600") == [1, 600]
        await assert_balanced(context)
        async with context.database.reading() as db:
            variant = (await catalog.variants_by_sku(db, ["SEVILLA-7"]))["SEVILLA-7"]
            (movement,) = await inventory.ledger(db, variant_id=variant)
        assert (movement.kind, movement.quantity, movement.import_id, movement.actor) == (
            "count", 7, import_id, "clerk",
        )  # fmt: skip

    async def test_is_taken_in_once_when_every_message_comes_five_times(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, a_file(["SEVILLA-1,5,,add", "SEVILLA-2,6,,add"]))

        await work_off(context, times=5)
        async with context.database.transaction() as db:
            await imports.uploaded(db, import_id, now=NOON)
        await take_stock_chunk(context, envelope_of(StockChunk(import_id, 0), hint="new"))

        assert await stock(context, "SEVILLA-1", "SEVILLA-2") == [5, 6]
        assert (await the_import(context, import_id)).rows_done == 2

    async def test_may_name_a_sku_in_any_case_and_a_location_by_code_or_name(
        self, context: ImportContext
    ) -> None:
        rows = ["sevilla-1,1,MADRID,add", "SEVILLA-2,2,Madrid,add", "Sevilla-3,3,,add"]
        import_id = await an_upload(context, a_file(rows))

        await work_off(context)

        assert (await the_import(context, import_id)).rows_done == 3
        assert await stock(context, "SEVILLA-1", "SEVILLA-2", "SEVILLA-3") == [1, 2, 3]

    async def test_that_was_taken_in_by_several_chunks_is_undone_by_all_of_them_at_once(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, GOOD)
        await work_off(context)
        async with context.database.transaction() as db:
            await imports.undo_stock(db, import_id, actor="clerk", now=NOON)
        undos = [m for m in await waiting(context.database, "imports") if "undo" in m.type]

        await asyncio.gather(*(undo_stock_chunk(context, message) for message in undos))

        assert len(undos) == 3
        assert (await the_import(context, import_id)).status == "undone"
        assert await stock(context, "SEVILLA-1", "SEVILLA-600") == [0, 0]

    async def test_keeps_its_bad_rows_and_takes_the_good_ones(self, context: ImportContext) -> None:
        rows = [f"SEVILLA-{n},{n},madrid,set" for n in range(1, 301)]
        rows[10] = "NOBODY,1,madrid,set"
        rows[20] = "SEVILLA-21,many,madrid,set"
        rows[30] = "SEVILLA-31,1,atlantis,set"
        rows[40] = "SEVILLA-41,-5,madrid,add"
        rows[299] = "SEVILLA-1,1,madrid,set"
        import_id = await an_upload(context, a_file(rows))

        await work_off(context)

        found = await the_import(context, import_id)
        async with context.database.transaction() as db:
            errors = await imports.error_rows(db, import_id)
            text, _ = await imports.errors_as_csv(db, import_id)
        assert (found.status, found.rows_done, found.rows_failed) == ("done", 295, 5)
        assert [(error.row, error.code) for error in errors] == [
            (12, "unknown_sku"),
            (22, "quantity_not_whole"),
            (32, "unknown_location"),
            (42, "below_zero"),
            (301, "repeated"),
        ]
        read = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
        assert [row["row"] for row in read] == ["12", "22", "32", "42", "301"]
        assert read[1]["quantity"] == "many"
        await assert_balanced(context)

    async def test_hands_no_formula_back_in_any_spreadsheets_eyes(
        self, context: ImportContext
    ) -> None:
        """A Spanish Excel cuts cells at semicolons, whatever the file says."""
        call = "=cmd|' /C calc'!A0"
        rows = [f"{call},1,,set", f'"a;{call};",1,,set', f'"a;""{call};",1,,set', "+x,-4,,set"]
        import_id = await an_upload(context, a_file(rows))

        await work_off(context)

        async with context.database.transaction() as db:
            text, _ = await imports.errors_as_csv(db, import_id)
        lines = text.decode("utf-8-sig").splitlines()[1:]
        cells = [
            cell.lstrip('"')
            for cut_at in ",;"
            for row in csv.reader(lines, delimiter=cut_at)
            for cell in row
        ]
        assert len(lines) == 4
        assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}] == ["-4"]

    async def test_never_takes_what_is_held_for_orders(self, context: ImportContext) -> None:
        await an_upload(context, a_file(["SEVILLA-1,10,,set"]))
        await work_off(context)
        async with context.database.transaction() as db:
            variant = (await catalog.variants_by_sku(db, ["SEVILLA-1"]))["SEVILLA-1"]
            await inventory.hold(db, order_id=uuid7(), wanted={variant: 4}, expires_at=NOON)

        import_id = await an_upload(context, a_file(["SEVILLA-1,3,,set"]))
        await work_off(context)

        async with context.database.reading() as db:
            (error,) = await imports.error_rows(db, import_id)
        assert (error.code, error.message) == (
            "held_for_orders", "4 units are held for orders that wait",
        )  # fmt: skip
        assert await stock(context, "SEVILLA-1") == [10]

    @pytest.mark.parametrize("step", range(1, 15))
    async def test_is_taken_in_once_wherever_a_worker_dies(
        self, context: ImportContext, step: int
    ) -> None:
        import_id = await an_upload(context, a_file(["SEVILLA-1,5,,add", "NOBODY,1,,add"]))
        crash = Crash(step)
        dying = ImportContext(
            crash.database(context.database), crash.part(context.blobs),
            context.now,
        )  # fmt: skip

        with pytest.raises(Killed):
            await work_off(dying)
        await work_off(context)

        found = await the_import(context, import_id)
        assert (found.status, found.rows_done, found.rows_failed) == ("done", 1, 1)
        assert await stock(context, "SEVILLA-1") == [5]

    async def test_shows_how_far_it_is_while_it_runs(self, context: ImportContext) -> None:
        import_id = await an_upload(context, GOOD)
        (read,) = await waiting(context.database, "imports")
        await read_stock_file(context, read)
        messages = await waiting(context.database, "imports")

        await take_stock_chunk(context, next(m for m in messages if m.body.get("chunk") == 2))

        found = await the_import(context, import_id)
        assert (found.status, found.rows_total, found.rows_done) == ("running", 600, 100)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"%PDF-1.7 not a table", "the file is a PDF document, not a table"),
            (None, "the file did not arrive: upload it again"),
            (GOOD, f"the file has {len(GOOD)} bytes; at most 1000 are taken"),
        ],
        ids=["pdf", "nothing", "too large"],
    )
    async def test_that_is_something_else_fails_with_a_sentence(
        self, context: ImportContext, data: bytes | None, reason: str
    ) -> None:
        import_id = await an_upload(context, data)
        strict = ImportContext(context.database, context.blobs, context.now, max_bytes=1000)

        await work_off(strict, times=2)

        found = await the_import(context, import_id)
        assert (found.status, found.rows_done) == ("failed", 0)
        assert str(found.error).startswith(reason)


class TestUndoing:
    async def test_moves_everything_back_and_once(self, context: ImportContext) -> None:
        await an_upload(context, a_file(["SEVILLA-1,10,,set"]))
        await work_off(context)
        import_id = await an_upload(context, GOOD)
        await work_off(context)

        async with context.database.transaction() as db:
            await imports.undo_stock(db, import_id, actor="boss", now=NOON)
        await work_off(context, times=3)

        assert (await the_import(context, import_id)).status == "undone"
        assert await stock(context, "SEVILLA-1", "SEVILLA-2", "SEVILLA-600") == [10, 0, 0]
        await assert_balanced(context)

    async def test_leaves_what_was_sold_since_and_says_so(self, context: ImportContext) -> None:
        import_id = await an_upload(context, a_file(["SEVILLA-1,10,,set", "SEVILLA-2,5,,set"]))
        await work_off(context)
        async with context.database.transaction() as db:
            variant = (await catalog.variants_by_sku(db, ["SEVILLA-1"]))["SEVILLA-1"]
            await inventory.hold(db, order_id=uuid7(), wanted={variant: 1}, expires_at=NOON)
            await imports.undo_stock(db, import_id, actor="boss", now=NOON)
        await work_off(context)

        async with context.database.reading() as db:
            (error,) = await imports.error_rows(db, import_id)
        assert (error.row, error.code, error.values["sku"]) == (2, "not_undone", "SEVILLA-1")
        assert await stock(context, "SEVILLA-1", "SEVILLA-2") == [10, 0]

    async def test_is_refused_before_the_end_and_the_second_time(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, a_file(["SEVILLA-1,10,,set"]))
        async with context.database.transaction() as db:
            with pytest.raises(imports.WrongImportStatus):
                await imports.undo_stock(db, import_id, actor="boss", now=NOON)
        await work_off(context)
        async with context.database.transaction() as db:
            await imports.undo_stock(db, import_id, actor="boss", now=NOON)

        async with context.database.transaction() as db:
            with pytest.raises(imports.WrongImportStatus):
                await imports.undo_stock(db, import_id, actor="boss", now=NOON)


class TestTheMessage:
    @pytest.mark.parametrize(
        "body", [{"import_id": "x"}, {"import_id": None}, {"chunk": "1"}, {"chunk": -1}]
    )
    async def test_is_refused_when_it_makes_no_sense(
        self, context: ImportContext, body: dict[str, Any]
    ) -> None:
        with pytest.raises(UnreadableMessage):
            await take_stock_chunk(context, envelope_of(StockChunk(uuid7(), 0), **body))

    async def test_of_a_chunk_that_is_not_there_fails_for_a_person_to_see(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, GOOD)
        await work_off(context)

        with pytest.raises(BlobMissing):
            await take_stock_chunk(context, envelope_of(StockChunk(import_id, 99)))


class TestLists:
    async def test_are_made_anew_only_where_a_word_changes(
        self, context: ImportContext, announced: list[Change]
    ) -> None:
        announced.clear()
        for quantity in (5, 9, 0, 0):
            await an_upload(context, a_file([f"SEVILLA-1,{quantity},,set"]))
            await work_off(context)

        products = [change.kind for change in announced if change.kind == "product"]
        assert len(products) == 2  # sold out -> there -> sold out
