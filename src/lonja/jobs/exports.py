"""Files of lists that are made in the background, and their end."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from lonja.bootstrap import Shop
from lonja.exports import api as exports
from lonja.exports.api import ExportFile, ExportStatus, MakeExport
from lonja.kernel import clock
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope
from lonja.sheets import api as sheets
from lonja.shop import api as shop

AT_ONCE: Final = 200
TOLD_EVERY: Final = 20
"""Pages between two words on how far a file is."""


@dataclass(frozen=True, slots=True)
class ExportContext:
    """The dependencies of making a file."""

    database: Database
    blobs: Blobs
    now: Callable[[], datetime] = clock.now


async def make(place: Shop, envelope: Envelope) -> None:
    await make_file(ExportContext(place.database, place.blobs), envelope)


async def make_file(context: ExportContext, envelope: Envelope) -> None:
    """Whole, on this machine's disk first: a worker that dies leaves nothing, and another begins anew."""
    message = MakeExport.read(envelope)
    async with context.database.reading() as db:
        one = await exports.export(db, message.export_id)
        if one.status is not ExportStatus.MAKING or one.expires_at <= context.now():
            return
    with tempfile.TemporaryDirectory(prefix="lonja-export-") as folder:
        path = Path(folder) / "file"
        count = await _write(context, one, path)
        await context.blobs.write_file(
            "exports",
            exports.blob_name(one.id),
            path,
            content_type=sheets.MEDIA_TYPES[one.format],
        )
        size = path.stat().st_size
    async with context.database.transaction() as db:
        await exports.ready(db, one.id, count=count, size_bytes=size, now=context.now())


async def _write(context: ExportContext, one: ExportFile, path: Path) -> int:
    """How many rows it has."""
    asked = sheets.asked_from_json(one.asked)
    async with context.database.reading() as db:
        facts = await shop.current(db)
        filters = await sheets.filters_of(db, one.list, asked, facts, now=context.now())
    found = sheets.pieces(
        context.database.reading,
        one.list,
        sheets.setting_of(facts, asked),
        filters,
        hide=asked.hide,
        file_format="xlsx" if one.format == "xlsx" else "csv",
    )
    count = pages = 0
    with path.open("wb") as target:
        async for rows, piece in found:
            await asyncio.to_thread(target.write, piece)
            count, pages = count + rows, pages + 1
            if pages % TOLD_EVERY == 0:
                async with context.database.transaction() as db:
                    await exports.progress(db, one.id, count, now=context.now())
    return count


async def look(place: Shop) -> int:
    async with place.database.transaction() as db:
        return await exports.wake(db, now=clock.now(), limit=AT_ONCE)


async def erase_over(database: Database, blobs: Blobs, *, now: datetime) -> int:
    """Files whose links have ended go, and are forgotten once they are gone; how many."""
    async with database.reading() as db:
        ids = await exports.over(db, now=now, limit=AT_ONCE)
    for one in ids:
        await blobs.delete("exports", exports.blob_name(one))
    async with database.transaction() as db:
        await exports.forget(db, ids)
    return len(ids)
