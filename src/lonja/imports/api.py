"""The door to files that come in: stock files by the queue, and what became of every file."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.imports import _store
from lonja.imports._clock import (
    STALLED_AFTER,
    UPLOAD_LIFE,
    give_up_import,
    give_up_undo,
    wait_for_import_again,
    wake_imports,
)
from lonja.imports._files.guarding import guarded
from lonja.imports._files.sniffing import FileRefused, FileTooLarge
from lonja.imports._messages import (
    ProductsChunk,
    ProductsFile,
    SheetChunk,
    SheetFile,
    SheetUndo,
    StockChunk,
    StockFile,
    StockUndo,
)
from lonja.imports._status import ENDED, ImportStatus
from lonja.imports._stock.files import Cut, StockLine, cut, dump, load
from lonja.imports._stock.rows import RowError, StockRow
from lonja.imports._stock.rows import read_row as read_stock_row
from lonja.imports._store import Import
from lonja.inventory import api as inventory
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce

__all__ = [
    "ENDED",
    "Cut",
    "FileRefused",
    "FileTooLarge",
    "Import",
    "ImportStatus",
    "ProductsChunk",
    "ProductsFile",
    "RowError",
    "SheetChunk",
    "SheetFile",
    "SheetUndo",
    "StockChunk",
    "StockFile",
    "StockLine",
    "StockRow",
    "StockUndo",
    "WrongImportStatus",
    "begin_stock",
    "chunk_blob",
    "cut",
    "dump",
    "error_rows",
    "errors_as_csv",
    "fail",
    "finish",
    "finish_undo",
    "get",
    "give_up_import",
    "give_up_undo",
    "list_imports",
    "load",
    "read_stock_row",
    "start",
    "start_stock",
    "take_chunk",
    "undo_chunk",
    "undo_stock",
    "uploaded",
    "wait_for_import_again",
    "wake_imports",
]

FILE_NAME_CHARACTERS: Final = 200
CSV_ROWS: Final = 1_000
_CELLS: Final = {
    "stock": ("sku", "quantity", "location", "mode"),
    "products": ("column",),
    "sales": (),
}


class WrongImportStatus(Conflict):
    code: ClassVar[str] = "wrong_import_status"


async def start_stock(
    db: AsyncConnection, *, file_name: str, dry_run: bool = False, actor: str, now: datetime
) -> Import:
    """Make room for a stock file; the browser then uploads it to `blob` in `uploads`.

    A dry run judges each row against the stock of that moment and writes none.
    """
    facts = {"dry_run": dry_run}
    return await start(db, kind="stock", file_name=file_name, facts=facts, actor=actor, now=now)


async def start(
    db: AsyncConnection,
    *,
    kind: str,
    file_name: str,
    facts: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> Import:
    """Make room for a file of any kind; `facts` are what only its kind knows."""
    name = " ".join(file_name.replace("\0", "").split())[:FILE_NAME_CHARACTERS]
    if not name:
        raise Invalid("the file has no name", field="file_name")
    import_id = uuid7()
    await _store.insert_import(
        db,
        import_id=import_id,
        kind=kind,
        file_name=name,
        blob=f"imports/{import_id}/file",
        facts=facts,
        actor=actor,
        now=now,
        look_at=now + UPLOAD_LIFE,
    )
    await audit.record(
        db, at=now, actor=actor, action="import_started", subject=f"import:{import_id}", kind=kind,
        file=name,
    )  # fmt: skip
    return await get(db, import_id)


async def uploaded(db: AsyncConnection, import_id: UUID, *, now: datetime) -> None:
    """The file is there: read it. Saying it twice queues it once."""
    found = await get(db, import_id)
    if await _store.queue(db, import_id, look_at=now + STALLED_AFTER):
        of_kind = ProductsFile if found.kind == "products" else StockFile
        await outbox.put(db, (SheetFile if "centre" in found.facts else of_kind)(import_id))
        announce(db, Change("import", str(import_id)))


async def begin_stock(db: AsyncConnection, import_id: UUID, found: Cut, *, now: datetime) -> None:
    """The file is cut: queue its chunks."""
    chunks = len(found.chunks)
    facts = {
        "chunks": chunks,
        "unknown_columns": found.unknown_columns,
        "sheet": found.sheet,
        "encoding": found.encoding,
    }
    if await _store.begin(
        db, import_id, rows_total=found.rows, facts=facts, look_at=now + STALLED_AFTER
    ):
        await outbox.put_all(db, [StockChunk(import_id, number) for number in range(chunks)])
        announce(db, Change("import", str(import_id)))


async def fail(db: AsyncConnection, import_id: UUID, *, error: FileRefused, now: datetime) -> None:
    """The file as a whole is refused; nothing of it was taken."""
    await _store.fail(db, import_id, code=error.code, error=error.detail, now=now)
    announce(db, Change("import", str(import_id)))


def chunk_blob(import_id: UUID, chunk: int) -> str:
    return f"imports/{import_id}/{chunk:05}.jsonl"


async def take_chunk(
    db: AsyncConnection,
    import_id: UUID,
    chunk: int,
    lines: Sequence[StockLine],
    *,
    actor: str,
    now: datetime,
    dry_run: bool = False,
) -> bool:
    """Write a chunk's good rows into the ledger and keep its bad ones; False if they are there."""
    if not await _store.claim_chunk(db, import_id, chunk, now=now):
        return False
    await _store.look_later(db, import_id, at=now + STALLED_AFTER)
    good = [line for line in lines if isinstance(line, StockRow)]
    errors = [line for line in lines if isinstance(line, RowError)]
    variants = await catalog.variants_by_written_sku(db, sorted({row.sku for row in good}))
    places = _places(await inventory.locations(db))
    known: list[StockRow] = []
    for row in good:
        fault = _unknown(row, variants, places)
        errors += [] if fault is None else [fault]
        known += [row] if fault is None else []
    counted = [
        inventory.Counted(variants[row.sku], places[row.location], row.quantity, row.mode == "set")
        for row in known
    ]
    results = await inventory.take_in(
        db, counted, import_id=import_id, actor=actor, now=now, dry_run=dry_run
    )
    for row, refusal in zip(known, results, strict=True):
        if refusal is not None:
            errors.append(_error(row, refusal.code, refusal.message))
    await _store.count_chunk(
        db, import_id, chunk, done=len(lines) - len(errors), failed=len(errors)
    )
    await _store.insert_errors(db, import_id, errors)
    announce(db, Change("import", str(import_id)))
    return True


def _places(locations: Sequence[inventory.Location]) -> dict[str, str]:
    """The names of a location in files, in lower case → its code; an empty name is the first one."""
    if not locations:
        return {}
    names = {one.name.casefold(): one.code for one in locations}
    codes = {one.code.casefold(): one.code for one in locations}
    return names | codes | {"": locations[0].code}


def _unknown(
    row: StockRow, variants: Mapping[str, UUID], places: Mapping[str, str]
) -> RowError | None:
    if row.sku not in variants:
        return _error(row, "unknown_sku", f"the shop has no SKU {row.sku!r}")
    if not places:
        return _error(row, "unknown_location", "the shop has no location yet")
    if row.location not in places:
        return _error(row, "unknown_location", f"the shop has no location {row.location!r}")
    return None


def _error(row: StockRow, code: str, message: str) -> RowError:
    values = {"sku": row.sku, "quantity": str(row.quantity), "mode": row.mode}
    return RowError(row.row, code, message, values | {"location": row.location})


async def finish(db: AsyncConnection, import_id: UUID, *, now: datetime) -> None:
    """Close the import once its last chunk is in; called after each, and harmless before."""
    if await _store.finish(db, import_id, now=now):
        announce(db, Change("import", str(import_id)))


async def undo_stock(db: AsyncConnection, import_id: UUID, *, actor: str, now: datetime) -> None:
    """Queue the way back: movements in the other direction, never a deletion."""
    found = await get(db, import_id)
    if not await _store.ask_undo(db, import_id, actor=actor, look_at=now + STALLED_AFTER):
        raise WrongImportStatus("only a stock file that is done can be undone, and only once")
    await audit.record(
        db, at=now, actor=actor, action="import_undone", subject=f"import:{import_id}"
    )
    chunks = range(int(found.facts["chunks"]))
    await outbox.put_all(db, [StockUndo(import_id, number) for number in chunks])
    announce(db, Change("import", str(import_id)))


async def undo_chunk(
    db: AsyncConnection,
    import_id: UUID,
    chunk: int,
    lines: Sequence[StockLine],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Reverse what this chunk's variants were moved by the file; what is sold since stays."""
    good = [line for line in lines if isinstance(line, StockRow)]
    variants = await catalog.variants_by_written_sku(db, sorted({row.sku for row in good}))
    kept = set(
        await inventory.take_back(
            db, sorted(set(variants.values())), import_id=import_id, actor=actor, now=now
        )
    )
    rows = [(row.row, row.sku) for row in good if variants.get(row.sku) in kept]
    await _store.insert_kept(
        db, import_id, rows, message="sold or held since: this row was not undone"
    )
    await _store.mark_chunk_undone(db, import_id, chunk, now=now)
    await _store.look_later(db, import_id, at=now + STALLED_AFTER)
    announce(db, Change("import", str(import_id)))


async def finish_undo(db: AsyncConnection, import_id: UUID) -> None:
    """Close the undoing once its last chunk is taken back; called after each.

    In a transaction of its own: that of a chunk does not see what others are committing.
    """
    if await _store.finish_undo(db, import_id):
        announce(db, Change("import", str(import_id)))


async def get(db: AsyncConnection, import_id: UUID) -> Import:
    found = await _store.get(db, import_id)
    if found is None:
        raise NotFound("there is no such import")
    return found


async def list_imports(
    db: AsyncConnection, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[Import]:
    """Newest first, of every kind."""
    return await _store.list_imports(db, before=before, limit=limit)


async def error_rows(
    db: AsyncConnection, import_id: UUID, *, after_row: int = 0, limit: int = 100
) -> list[RowError]:
    return await _store.errors(db, import_id, after_row=after_row, limit=limit)


async def errors_as_csv(
    db: AsyncConnection, import_id: UUID, *, after_row: int = 0
) -> tuple[bytes, int | None]:
    """Refused rows as a piece of a CSV file that a spreadsheet opens, and the row to continue after.

    In pieces, because a download may be slow, and no connection waits for it.
    """
    target = io.StringIO()
    names = _CELLS[(await get(db, import_id)).kind]
    if after_row == 0:
        target.write("\ufeff" + ",".join(("row", "code", "message", *names)) + "\r\n")
    found = await error_rows(db, import_id, after_row=after_row, limit=CSV_ROWS)
    for error in found:
        cells = [error.values.get(name, "") for name in names]
        texts = map(guarded, (error.message, *cells))
        csv.writer(target).writerow([error.row, error.code, *texts])
    more = found[-1].row if len(found) == CSV_ROWS else None
    return target.getvalue().encode(), more
