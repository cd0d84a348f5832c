"""Files whose columns a person matches: read, matched, tried, written, and taken back as one act.

Which kinds there are and what their rows mean is not known here: a piece of a file comes back
from the shop as counts, changes and refused rows, which are kept here.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.imports import _sheet_store, _store
from lonja.imports._clock import STALLED_AFTER
from lonja.imports._files.guarding import guarded, unguarded
from lonja.imports._files.markup import plain_text
from lonja.imports._files.pieces import (
    NO_CODE,
    Group,
    cut,
    headings_of,
    load_groups,
    reading,
)
from lonja.imports._files.reasons import REASON, reason_in
from lonja.imports._finding import Refusal
from lonja.imports._messages import SheetChunk, SheetFile, SheetUndo
from lonja.imports._sheet_store import StoredChange
from lonja.imports._status import ImportStatus
from lonja.imports.api import CSV_ROWS, Import, WrongImportStatus, get, start
from lonja.kernel import audit, outbox
from lonja.kernel.transaction import Change, announce

__all__ = [
    "NO_CODE",
    "SAMPLE_CHARACTERS",
    "SAMPLE_ROWS",
    "UNKNOWN",
    "Group",
    "Piece",
    "Refusal",
    "StoredChange",
    "add_notes",
    "begin",
    "changes",
    "changes_of_chunk",
    "count_piece",
    "cut",
    "finish",
    "forget_person",
    "go",
    "guarded",
    "headings_of",
    "is_in",
    "load_groups",
    "match",
    "plain_text",
    "reading",
    "recognised",
    "refused_as_csv",
    "remembered",
    "start_sheet",
    "taken_back",
    "undo",
    "unguarded",
]

UNKNOWN: Final = "unknown"
SALES: Final = "sales"
PERSON_HAS: Final = timedelta(days=7)
"""How long a file waits for the person who sent it."""
SAMPLE_ROWS: Final = 5
SAMPLE_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of the rows of one chunk."""

    rows: int
    new: int
    changed: int
    same: int
    changes: Sequence[StoredChange]
    refusals: Sequence[Refusal]


async def start_sheet(
    db: AsyncConnection, *, file_name: str, encoding: str = "auto", actor: str, now: datetime
) -> Import:
    """Make room for a file of any kind; what it is its headings will say."""
    facts = {"encoding_asked": encoding, "dry_run": True}
    return await start(db, kind=UNKNOWN, file_name=file_name, facts=facts, actor=actor, now=now)


async def remembered(
    db: AsyncConnection, headings: Sequence[str]
) -> tuple[str, Sequence[str]] | None:
    """The kind and the columns that were chosen for such a file the last time."""
    digest = headings_of(headings)
    kind = await _sheet_store.remembered_kind(db, digest)
    if kind is None:
        return None
    found = await _sheet_store.mapping(db, kind, digest)
    return (kind, found.columns) if found else None


async def recognised(
    db: AsyncConnection, import_id: UUID, *, kind: str, facts: Mapping[str, Any], now: datetime
) -> None:
    """The headings are read: a person now says which column is which."""
    if await _sheet_store.move(
        db,
        import_id,
        to=ImportStatus.MATCHING,
        among=[ImportStatus.QUEUED],
        facts=facts,
        kind=kind or UNKNOWN,
        look_at=now + PERSON_HAS,
    ):
        announce(db, Change("import", str(import_id)))


async def match(
    db: AsyncConnection,
    import_id: UUID,
    *,
    kind: str,
    columns: Sequence[str],
    currency: str,
    language: str,
    clears_empty: bool = False,
    now: datetime,
) -> None:
    """Which column is which: try the file so, without changing anything. May be said again."""
    found = await get(db, import_id)
    facts = {
        "columns": list(columns),
        "currency": currency,
        "language": language,
        "clears_empty": clears_empty,
        "dry_run": True,
        "since": now.isoformat(),
    }
    if not await _sheet_store.move(
        db,
        import_id,
        to=ImportStatus.QUEUED,
        among=[ImportStatus.MATCHING, ImportStatus.CHECKED],
        facts=facts,
        kind=kind,
        look_at=now + STALLED_AFTER,
    ):
        raise WrongImportStatus("the columns of this file are not waiting to be matched")
    await _sheet_store.forget_results(db, import_id)
    digest = headings_of(found.facts["headings"])
    await _sheet_store.remember(db, kind, digest, columns, now=now)
    await outbox.put(db, SheetFile(import_id))
    announce(db, Change("import", str(import_id)))


async def begin(
    db: AsyncConnection,
    import_id: UUID,
    *,
    rows: int,
    chunks: int,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """The file is cut: try each chunk."""
    known = {"chunks": chunks, **facts}
    if await _store.begin(db, import_id, rows_total=rows, facts=known, look_at=now + STALLED_AFTER):
        await outbox.put_all(db, [SheetChunk(import_id, number) for number in range(chunks)])
        announce(db, Change("import", str(import_id)))


async def go(db: AsyncConnection, import_id: UUID, *, actor: str, now: datetime) -> None:
    """The dry run was as wished: do it."""
    found = await get(db, import_id)
    if not await _sheet_store.move(
        db,
        import_id,
        to=ImportStatus.RUNNING,
        among=[ImportStatus.CHECKED],
        facts={"dry_run": False, "since": now.isoformat()},
        kind=None,
        look_at=now + STALLED_AFTER,
    ):
        raise WrongImportStatus("only a file that was checked can be imported, and only once")
    await _sheet_store.forget_results(db, import_id)
    await audit.record(
        db, at=now, actor=actor, action="import_confirmed", subject=f"import:{import_id}",
        kind=found.kind, file=found.file_name,
    )  # fmt: skip
    chunks = range(int(found.facts["chunks"]))
    await outbox.put_all(db, [SheetChunk(import_id, number) for number in chunks])
    announce(db, Change("import", str(import_id)))


async def is_in(db: AsyncConnection, import_id: UUID, chunk: int) -> bool:
    return await _store.has_chunk(db, import_id, chunk)


async def count_piece(
    db: AsyncConnection, import_id: UUID, chunk: int, piece: Piece, *, now: datetime
) -> bool:
    """Keep what became of a chunk; False where it is in already, and nothing is kept."""
    if not await _store.claim_chunk(db, import_id, chunk, now=now):
        return False
    failed = len({one.row for one in piece.refusals if one.is_error})
    await _store.look_later(db, import_id, at=now + STALLED_AFTER)
    await _store.count_chunk(db, import_id, chunk, done=piece.rows - failed, failed=failed)
    await _sheet_store.count_things(
        db, import_id, chunk, new=piece.new, changed=piece.changed, same=piece.same
    )
    await _sheet_store.insert_changes(db, import_id, chunk, piece.changes)
    by_row: dict[int, Refusal] = {}
    for one in sorted(piece.refusals, key=lambda one: (one.row, not one.is_error)):
        by_row.setdefault(one.row, one)
    await _sheet_store.insert_refused(
        db,
        import_id,
        [
            (
                one.row,
                one.code,
                one.message,
                one.is_error,
                {"column": one.column}
                if one.cells is None
                else {"column": one.column, "cells": list(one.cells)},
            )
            for one in by_row.values()
        ],
    )
    announce(db, Change("import", str(import_id)))
    return True


async def add_notes(db: AsyncConnection, import_id: UUID, notes: Sequence[Refusal]) -> None:
    """What was found once the rows were in; a row that has a reason already keeps it."""
    await _store.insert_notes(db, import_id, notes)


async def finish(db: AsyncConnection, import_id: UUID, *, now: datetime) -> None:
    """Close the dry run, or the import, once its last chunk is in; harmless before."""
    if await _sheet_store.finish_check(
        db, import_id, look_at=now + PERSON_HAS
    ) or await _store.finish(db, import_id, now=now):
        announce(db, Change("import", str(import_id)))


async def undo(db: AsyncConnection, import_id: UUID, *, actor: str, now: datetime) -> None:
    """Queue the way back: each field as it was, where nobody changed it since."""
    found = await get(db, import_id)
    if not await _store.ask_undo(db, import_id, actor=actor, look_at=now + STALLED_AFTER):
        raise WrongImportStatus("only an import that is done can be undone, and only once")
    await audit.record(
        db, at=now, actor=actor, action="import_undone", subject=f"import:{import_id}"
    )
    chunks = range(int(found.facts["chunks"]))
    await outbox.put_all(db, [SheetUndo(import_id, number) for number in chunks])
    announce(db, Change("import", str(import_id)))


async def changes_of_chunk(db: AsyncConnection, import_id: UUID, chunk: int) -> list[StoredChange]:
    """The last row first: what was made last goes first."""
    return await _sheet_store.changes_of_chunk(db, import_id, chunk)


async def changes(
    db: AsyncConnection, import_id: UUID, *, after_row: int = 0, limit: int = 50
) -> list[StoredChange]:
    """In the order of the file."""
    return await _sheet_store.changes(db, import_id, after_row=after_row, limit=limit)


async def refused_as_csv(
    db: AsyncConnection, found: Import, *, after_row: int, language: str
) -> tuple[bytes, int | None]:
    """Refused rows with the columns of their file and the reason, and the row to continue after.

    Rows whose cells were not kept, as those of past sales, are named by their number.
    """
    target = io.StringIO()
    headings = list(found.facts.get("headings", ()))  # none before they are read
    lines = csv.writer(target)
    if after_row == 0:
        target.write("\ufeff")
        first = [*map(guarded, headings)] if found.kind != SALES else ["row", "code"]
        lines.writerow([*first, REASON.get(language, REASON["en"])])
    errors = await _store.errors(db, found.id, after_row=after_row, limit=CSV_ROWS)
    for error in errors:
        if cells := error.values.get("cells"):
            safe = [guarded(unguarded(cell.replace(NO_CODE, ""))) for cell in cells]
            padded = [*safe, *[""] * (len(headings) - len(safe))]
            lines.writerow([*padded, guarded(reason_in(language, error.code, error.message))])
        elif found.kind == SALES:
            lines.writerow([error.row, error.code, guarded(error.message)])
    return target.getvalue().encode(), errors[-1].row if len(errors) == CSV_ROWS else None


async def forget_person(db: AsyncConnection, email: str) -> int:
    """Somebody is erased: rows of files that name them go. The files themselves go in 90 days."""
    return await _sheet_store.forget_person(db, email.strip().lower())


async def taken_back(
    db: AsyncConnection,
    import_id: UUID,
    chunk: int,
    kept: Mapping[int, Sequence[str]],
    *,
    now: datetime,
) -> None:
    """A chunk is undone, but for what was changed since."""
    if kept:
        await _sheet_store.keep(db, import_id, kept)
    await _store.mark_chunk_undone(db, import_id, chunk, now=now)
    await _store.look_later(db, import_id, at=now + STALLED_AFTER)
    announce(db, Change("import", str(import_id)))
