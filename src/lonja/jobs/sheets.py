"""Files whose columns a person matched: read, cut, tried or written piece by piece, taken back."""

import asyncio
import contextlib
import tempfile
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.imports import api as imports
from lonja.imports import centre
from lonja.imports.api import FileRefused, Import, SheetChunk, SheetFile, SheetUndo
from lonja.imports.centre import NO_CODE, Group, Piece, Refusal, StoredChange
from lonja.jobs.imports import ImportContext, first_time, saved
from lonja.jobs.sheet_pictures import add_pictures
from lonja.kernel import limits
from lonja.kernel.outbox import Envelope
from lonja.sheets import api as sheets
from lonja.sheets.api import (
    Act,
    Fault,
    FieldChange,
    Kind,
    Line,
    RowsWrong,
    Setting,
    Taken,
    ThingChange,
)
from lonja.shop import api as shop

CHUNK_BYTES: Final = 2 * limits.UPLOAD_BYTES
"""A chunk as text may be longer than it was in the file."""
_LEFT_OUT: Final = Fault(0, "", "left_out", "left out with the other rows of the same thing")


class _Tried(Exception):
    """A dry run is rolled back as a whole, and only its result is kept."""

    def __init__(self, taken: Taken) -> None:
        super().__init__("tried")
        self.taken = taken


class _InAlready(Exception):
    """Somebody else brought the chunk in meanwhile: what was written for it is rolled back."""


async def sheet_file(place: Shop, envelope: Envelope) -> None:
    await read_sheet_file(ImportContext(place.database, place.blobs), envelope)


async def sheet_chunk(place: Shop, envelope: Envelope) -> None:
    await take_sheet_chunk(ImportContext(place.database, place.blobs), envelope)


async def sheet_undo(place: Shop, envelope: Envelope) -> None:
    await undo_sheet_chunk(ImportContext(place.database, place.blobs), envelope)


async def read_sheet_file(context: ImportContext, envelope: Envelope) -> None:
    """Its headings first; cut it once its columns are matched. Written again, chunks are the same."""
    message = SheetFile.read(envelope)
    async with context.database.reading() as db:
        found = await imports.get(db, message.import_id)
    if found.status is not imports.ImportStatus.QUEUED:
        return
    assert found.blob is not None, "an import without a place for its file"
    with tempfile.TemporaryDirectory(prefix="lonja-import-") as folder:
        try:
            path = await saved(context, found.blob, Path(folder))
            if "columns" in found.facts:
                rows, chunks, seen = await _cut(context, found, path)
            else:
                head = await asyncio.to_thread(_head, path, found.facts["encoding_asked"])
        except FileRefused as error:
            async with context.database.transaction() as db:
                if await first_time(db, context, envelope, message):
                    await imports.fail(db, found.id, error=error, now=context.now())
            return
    async with context.database.transaction() as db:
        if not await first_time(db, context, envelope, message):
            return
        if "columns" in found.facts:
            await centre.begin(
                db, found.id, rows=rows, chunks=chunks, facts=seen, now=context.now()
            )
        else:
            await _recognise(db, context, found, head)


def _head(path: Path, encoding: str) -> dict[str, Any]:
    """The headings and the first rows, for the eyes of who matches the columns."""
    with centre.reading(path, encoding) as read:
        rows = [cells for _, cells in islice(read.rows, centre.SAMPLE_ROWS)]
        shown = [[cell[: centre.SAMPLE_CHARACTERS] for cell in cells] for cells in rows]
        return {
            "headings": list(read.headings),
            "sample": shown,
            "sheet_name": read.seen.sheet,
            "encoding": read.seen.encoding,
        }


async def _recognise(
    db: AsyncConnection, context: ImportContext, found: Import, head: Mapping[str, Any]
) -> None:
    facts = await shop.current(db)
    setting = Setting(facts, facts.currency, facts.language)
    known = await centre.remembered(db, head["headings"])
    kind = known[0] if known else sheets.recognise(head["headings"], setting)
    more = {
        "source": sheets.source_of(head["headings"]),
        "is_remembered": known is not None,
        "proposed": list(known[1]) if known else [],
    }
    await centre.recognised(db, found.id, kind=kind, facts={**head, **more}, now=context.now())


async def _cut(
    context: ImportContext, found: Import, path: Path
) -> tuple[int, int, dict[str, Any]]:
    """Put the chunks beside the file; how many rows and chunks there are."""
    async with context.database.reading() as db:
        kind = await _kind_of(db, found)
    rows = number = 0
    columns = found.facts["columns"]
    with centre.reading(path, found.facts["encoding_asked"]) as read:
        chunks = centre.cut(
            read,
            lambda cells: kind.key_of(_named(columns, cells)),
            is_grouped=kind.is_grouped,
            may_repeat=lambda cells: kind.may_repeat(_named(columns, cells)),
            chunk_rows=kind.chunk_rows,
        )
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            await context.blobs.write(
                "uploads",
                imports.chunk_blob(found.id, number),
                chunk[1],
                content_type="application/jsonl",
            )
            rows, number = rows + chunk[0], number + 1
        return rows, number, {"encoding": read.seen.encoding}


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    texts = [centre.unguarded(cell.replace(NO_CODE, "")) for cell in cells]
    return dict(sheets.named(columns, texts))


async def _kind_of(db: AsyncConnection, found: Import) -> Kind:
    facts = await shop.current(db)
    setting = Setting(
        facts,
        found.facts["currency"],
        found.facts["language"],
        clears_empty=bool(found.facts.get("clears_empty")),
    )
    return sheets.kind_called(found.kind, setting)


async def take_sheet_chunk(context: ImportContext, envelope: Envelope) -> None:
    """Try one chunk or bring it in; the worker of the last one closes the import."""
    message = SheetChunk.read(envelope)
    async with context.database.reading() as db:
        found = await imports.get(db, message.import_id)
        is_in = await centre.is_in(db, found.id, message.chunk)
    if found.status is imports.ImportStatus.RUNNING and not is_in:
        await _do(context, envelope, message, found)
    if found.kind == "products" and not found.facts["dry_run"]:
        await _add_pictures(context, found, await _groups(context, found, message.chunk))
    async with context.database.transaction() as db:
        await centre.finish(db, found.id, now=context.now())


async def _do(
    context: ImportContext, envelope: Envelope, message: SheetChunk, found: Import
) -> None:
    """All of it or nothing. A message that comes again after its dry run, when the file is being
    brought in, is none of those that bring it in: what it wrote would be counted nowhere.
    """
    groups = await _groups(context, found, message.chunk)
    with contextlib.suppress(_InAlready):
        try:
            async with context.database.transaction() as db:
                if not await first_time(db, context, envelope, message):
                    return
                taken = await _take(db, context, found, groups)
                _keep_or_not(found, taken)
                await _count(db, context, found, message.chunk, groups, taken)
        except _Tried as tried:
            async with context.database.transaction() as db:
                if await first_time(db, context, envelope, message):
                    await _count(db, context, found, message.chunk, groups, tried.taken)


async def _add_pictures(context: ImportContext, found: Import, groups: Sequence[Group]) -> None:
    """Those of the chunk's products, begun before or not: a worker that died goes on with the rest."""
    async with context.database.reading() as db:
        kind = await _kind_of(db, found)
        await kind.prepare(db)
    columns = found.facts["columns"]
    wanted = {}
    for group in groups:
        lines = [Line(row, _named(columns, cells)) for row, cells in group.rows]
        with contextlib.suppress(RowsWrong):
            one = kind.read(lines, [])
            if one.pictures and not group.fault:
                wanted[one.key] = one.pictures
    await add_pictures(context, found, wanted)


def _keep_or_not(found: Import, taken: Taken) -> None:
    if found.facts["dry_run"]:
        raise _Tried(taken)


async def _groups(context: ImportContext, found: Import, chunk: int) -> list[Group]:
    name = imports.chunk_blob(found.id, chunk)
    content = await context.blobs.read("uploads", name, max_bytes=CHUNK_BYTES)
    return await asyncio.to_thread(centre.load_groups, content)


async def _take(
    db: AsyncConnection, context: ImportContext, found: Import, groups: Sequence[Group]
) -> Taken:
    kind = await _kind_of(db, found)
    columns = found.facts["columns"]
    faults = [_fault_of(group, columns, len(found.facts["headings"])) for group in groups]
    places = [at for at, fault in enumerate(faults) if not fault]
    lines = [[Line(row, _named(columns, cells)) for row, cells in groups[at].rows] for at in places]
    act = Act(found.id, found.created_by, context.now())
    taken = await sheets.take(db, kind, lines, act)
    taken.refused = {places[at] for at in taken.refused}
    for at, fault in enumerate(faults):
        if fault:
            taken.refused.add(at)
            taken.faults.append(Fault(groups[at].rows[0][0], "", fault, _WORDS[fault]))
    return taken


_CODES: Final = frozenset({"sku", "handle", "slug", "barcode", "parent"})


def _fault_of(group: Group, columns: Sequence[str], width: int) -> str:
    """Why none of its rows can be taken, before it is known what they say."""
    if group.fault:
        return group.fault
    for _, cells in group.rows:
        if len(cells) > width:
            return "too_many_cells"
        pairs = list(zip(columns, cells, strict=False))
        if any(code in _CODES and cell.startswith(NO_CODE) for code, cell in pairs):
            return "sku_is_no_text"
        if group.has_formula and any(code and not cell for code, cell in pairs):
            return "formula_without_result"
    return ""


_WORDS: Final = {
    "sku_is_no_text": "the spreadsheet keeps this code as a date or a fraction: format it as text",
    "formula_without_result": "a formula here has no result: open the file, save it, upload it again",
    "too_many_cells": "the row has more cells than there are headings: a separator too many?",
    "key_missing": "the row does not say what it is about",
    "repeated": "an earlier row speaks of the same thing already",
}


async def _count(
    db: AsyncConnection,
    context: ImportContext,
    found: Import,
    chunk: int,
    groups: Sequence[Group],
    taken: Taken,
) -> None:
    """Raise `_InAlready` where another message has brought the chunk in."""
    piece = Piece(
        rows=sum(len(group.rows) for group in groups),
        new=taken.new,
        changed=taken.changed,
        same=taken.same,
        changes=[_stored(one) for one in taken.changes],
        refusals=_refusals(groups, taken),
    )
    if not await centre.count_piece(db, found.id, chunk, piece, now=context.now()):
        raise _InAlready


def _refusals(groups: Sequence[Group], taken: Taken) -> list[Refusal]:
    """Each row of what was refused, with its reason; and the notes of what came in."""
    by_row: dict[int, Fault] = {}
    for one in sorted(taken.faults, key=lambda one: (one.row, not one.is_error)):
        by_row.setdefault(one.row, one)
    found = []
    for at, group in enumerate(groups):
        for row, cells in group.rows:
            fault = by_row.get(row)
            if at in taken.refused:
                why = fault if fault is not None and fault.is_error else _LEFT_OUT
                found.append(Refusal(row, why.code, why.message, why.column, cells))
            elif fault is not None:
                found.append(Refusal(row, fault.code, fault.message, fault.column))
    return found


def _stored(one: ThingChange) -> StoredChange:
    changes = [[change.field, change.before, change.after] for change in one.changes]
    return StoredChange(one.row, one.key, one.is_new, changes)


async def undo_sheet_chunk(context: ImportContext, envelope: Envelope) -> None:
    message = SheetUndo.read(envelope)
    async with context.database.transaction() as db:
        if await first_time(db, context, envelope, message):
            found = await imports.get(db, message.import_id)
            kind = await _kind_of(db, found)
            made = await centre.changes_of_chunk(db, found.id, message.chunk)
            act = Act(found.id, str(found.facts["undone_by"]), context.now())
            kept = await sheets.take_back(db, kind, [_thing(one) for one in made], act)
            await centre.taken_back(db, found.id, message.chunk, kept, now=context.now())
    async with context.database.transaction() as db:
        await imports.finish_undo(db, message.import_id)


def _thing(one: StoredChange) -> ThingChange:
    changes = tuple(FieldChange(*change) for change in one.changes)
    return ThingChange(one.row, one.key, one.is_new, changes)
