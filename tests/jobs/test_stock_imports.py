"""A file of stock by the queue: what is held for orders, what dies half-way, what makes no sense."""

import csv
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.support.messages import Crash, Killed, envelope_of
from tests.support.sheets import (
    a_file,
    an_upload,
    counts,
    errors_of,
    go,
    import_centre,
    imported,
    match,
    the_import,
    undo,
    work_off,
)
from tests.support.shop import NOON

from lonja.catalog import api as catalog
from lonja.imports import centre
from lonja.imports.api import SheetChunk
from lonja.inventory import api as inventory
from lonja.jobs.imports import ImportContext
from lonja.jobs.sheets import take_sheet_chunk
from lonja.kernel.blobs import BlobMissing
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import UnreadableMessage
from lonja.kernel.transaction import Change

pytestmark = pytest.mark.anyio

HEADER = "sku,quantity,location,mode"


@pytest.fixture
async def context(database: Database, storage_connection: str) -> AsyncIterator[ImportContext]:
    async with import_centre(database, storage_connection) as opened:
        yield opened


async def variant_of(context: ImportContext, sku: str) -> Any:
    async with context.database.reading() as db:
        return (await catalog.variants_by_sku(db, [sku]))[sku]


async def stock(context: ImportContext, sku: str) -> int:
    variant = await variant_of(context, sku)
    async with context.database.reading() as db:
        return sum((await inventory.stock_at(db, [variant])).get(variant, {}).values())


class TestAStockFile:
    async def test_never_takes_what_is_held_for_orders(self, context: ImportContext) -> None:
        await imported(context, a_file(HEADER, "SEVILLA-1,10,,set"))
        variant = await variant_of(context, "SEVILLA-1")
        async with context.database.transaction() as db:
            await inventory.hold(db, order_id=uuid7(), wanted={variant: 4}, expires_at=NOON)

        done = await imported(context, a_file(HEADER, "SEVILLA-1,3,,set"))

        assert await errors_of(context, done) == [(2, "held_for_orders")]
        assert await stock(context, "SEVILLA-1") == 10

    async def test_keeps_its_bad_rows_and_takes_the_good_ones(self, context: ImportContext) -> None:
        rows = [
            "sevilla-1,1,MADRID,set", "NOBODY,1,madrid,set", "SEVILLA-2,many,madrid,set",
            "SEVILLA-2,1,atlantis,set", "SEVILLA-3,-5,,add", "SEVILLA-2,4,,",
        ]  # fmt: skip

        done = await imported(context, a_file(HEADER, *rows))

        assert counts(done) == (0, 2, 0, 4)
        assert await errors_of(context, done) == [
            (3, "unknown_sku"), (4, "quantity_not_whole"), (5, "unknown_location"),
            (6, "below_zero"),
        ]  # fmt: skip

    @pytest.mark.parametrize("step", range(1, 9))
    async def test_is_taken_in_once_wherever_a_worker_dies(
        self, context: ImportContext, step: int
    ) -> None:
        import_id = await an_upload(context, a_file(HEADER, "SEVILLA-1,5,,add", "NOBODY,1,,add"))
        await match(context, import_id)
        async with context.database.transaction() as db:
            await centre.go(db, import_id, actor="clerk", now=NOON)
        crash = Crash(step)
        dying = ImportContext(
            crash.database(context.database), crash.part(context.blobs), context.now
        )

        with pytest.raises(Killed):
            await work_off(dying)
        await work_off(context)

        found = await the_import(context, import_id)
        assert (found.status, counts(found)) == ("done", (0, 1, 0, 1))
        assert await stock(context, "SEVILLA-1") == 5

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"%PDF-1.7 not a table", "the file is a PDF document, not a table"),
            (b"sku,quantity\n" + b"A,1\n" * 500, "the file has 2013 bytes; at most 1000 are taken"),
        ],
        ids=["pdf", "too large"],
    )
    async def test_that_is_something_else_fails_with_a_sentence(
        self, context: ImportContext, data: bytes, reason: str
    ) -> None:
        strict = ImportContext(context.database, context.blobs, context.now, max_bytes=1000)

        import_id = await an_upload(strict, data)

        found = await the_import(context, import_id)
        assert (found.status, found.rows_done) == ("failed", 0)
        assert str(found.error).startswith(reason)

    async def test_hands_no_formula_back_in_any_spreadsheets_eyes(
        self, context: ImportContext
    ) -> None:
        """A Spanish Excel cuts cells at semicolons, whatever the file says."""
        call = "=cmd|' /C calc'!A0"
        rows = [f"{call},1,,set", f'"a;{call};",1,,set', f'"a;""{call};",1,,set', "+x,-4,,set"]
        done = await imported(context, a_file(HEADER, *rows))

        async with context.database.reading() as db:
            text, _ = await centre.refused_as_csv(db, done, after_row=0, language="en")

        lines = text.decode("utf-8-sig").splitlines()[1:]
        cells = [
            cell.lstrip('"')
            for cut_at in ",;"
            for row in csv.reader(lines, delimiter=cut_at)
            for cell in row
        ]
        assert len(lines) == 4
        assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}] in ([], ["-4"])


class TestUndoing:
    async def test_leaves_what_was_sold_since_and_says_so(self, context: ImportContext) -> None:
        done = await imported(context, a_file(HEADER, "SEVILLA-1,10,,set", "SEVILLA-2,5,,set"))
        variant = await variant_of(context, "SEVILLA-1")
        async with context.database.transaction() as db:
            await inventory.hold(db, order_id=uuid7(), wanted={variant: 1}, expires_at=NOON)

        await undo(context, done.id)

        async with context.database.reading() as db:
            kept = [(one.row, one.kept) for one in await centre.changes(db, done.id) if one.kept]
        assert kept == [(2, ["quantity"])]
        assert [await stock(context, sku) for sku in ("SEVILLA-1", "SEVILLA-2")] == [10, 0]


class TestTheMessage:
    @pytest.mark.parametrize(
        "body", [{"import_id": "x"}, {"import_id": None}, {"chunk": "1"}, {"chunk": -1}]
    )
    async def test_is_refused_when_it_makes_no_sense(
        self, context: ImportContext, body: dict[str, Any]
    ) -> None:
        with pytest.raises(UnreadableMessage):
            await take_sheet_chunk(context, envelope_of(SheetChunk(uuid7(), 0), **body))

    async def test_of_a_chunk_that_is_not_there_fails_for_a_person_to_see(
        self, context: ImportContext
    ) -> None:
        import_id = await an_upload(context, a_file(HEADER, "SEVILLA-1,5,,add"))
        await match(context, import_id)
        async with context.database.transaction() as db:
            await centre.go(db, import_id, actor="clerk", now=NOON)

        with pytest.raises(BlobMissing):
            await take_sheet_chunk(context, envelope_of(SheetChunk(import_id, 99)))


class TestLists:
    async def test_are_made_anew_only_where_a_word_changes(
        self, context: ImportContext, announced: list[Change]
    ) -> None:
        import_ids = []
        announced.clear()
        for quantity in (5, 9, 0):
            import_id = await an_upload(context, a_file(HEADER, f"SEVILLA-1,{quantity},,set"))
            await match(context, import_id)
            import_ids.append((await go(context, import_id)).id)

        products = [change.kind for change in announced if change.kind == "product"]
        assert len(products) == 2  # sold out -> there -> sold out
