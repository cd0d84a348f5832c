"""Pictures: an upload is checked and cut to the sizes that the shop's pages ask for."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from psycopg import AsyncConnection

from lonja.adapters import pictures
from lonja.adapters.pictures import Encoded, PictureRefused
from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.catalog.api import PictureFault, PictureStatus, PictureWork
from lonja.kernel import clock, outbox
from lonja.kernel.blobs import FOR_EVER, BlobMissing, Blobs, BlobTooLarge
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope

CONSUMER: Final = "make_renditions"
AT_ONCE: Final = max(1, (os.cpu_count() or 2) // 2)
"""Pictures decoded at the same time in one process: memory and processors are bounded."""

TO_CUT: Final = frozenset({PictureStatus.PROCESSING, PictureStatus.READY})
"""One that is shown already may lack its smaller sizes: the demo's do, until they are made."""


@dataclass(frozen=True, slots=True)
class PictureContext:
    """The dependencies of the picture jobs."""

    database: Database
    blobs: Blobs
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))


_turns = asyncio.Semaphore(AT_ONCE)


async def picture(shop: Shop, envelope: Envelope) -> None:
    await make_renditions(PictureContext(shop.database, shop.blobs, _turns), envelope)


async def make_renditions(context: PictureContext, envelope: Envelope) -> None:
    """Check and cut one picture. Blobs have names made of the picture's id, so twice is once."""
    media_id = catalog.MakeRenditions.read(envelope).media_id
    async with context.database.reading() as db:
        work = await catalog.picture_work(db, media_id)
    if work is None or work.status not in TO_CUT or work.rendered:
        return
    try:
        async with context.turns:
            data = await _source(context.blobs, work)
            full, smaller = await asyncio.to_thread(_cut, data)
    except PictureRefused as error:
        if not work.raw:  # it is on the page already: staff must look, the shop keeps it
            raise
        await _refuse(context, envelope, work, error.fault)
        return
    blob = await _write(context.blobs, work, full, name="full") if work.raw else work.blob
    made = [
        (one.format, one.width, await _write(context.blobs, work, one, name=str(one.width)))
        for one in smaller
    ]
    async with context.database.transaction() as db:
        if await _first_time(db, envelope, work):
            await catalog.picture_ready(
                db, work, blob=blob, width=full.width, height=full.height, renditions=made
            )
    if work.raw:
        await context.blobs.delete("uploads", work.blob)
    async with context.database.reading() as db:
        unused = await catalog.unused_blobs(db, [blob, *(name for _, _, name in made)])
    for name in unused:  # it was removed meanwhile
        await context.blobs.delete("media", name)


async def deleted_picture(shop: Shop, envelope: Envelope) -> None:
    await delete_blobs(shop.database, shop.blobs, envelope)


async def delete_blobs(database: Database, blobs: Blobs, envelope: Envelope) -> None:
    """Nobody reads a removed picture any more, unless another product shows it. Twice is once."""
    message = catalog.DeleteBlobs.read(envelope)
    async with database.reading() as db:
        unused = await catalog.unused_blobs(db, message.blobs)
    for name in unused:
        await blobs.delete("media", name)
    await blobs.delete("uploads", message.upload)


async def _source(blobs: Blobs, work: PictureWork) -> bytes:
    try:
        return await blobs.read(
            "uploads" if work.raw else "media", work.blob, max_bytes=pictures.UPLOAD_BYTES
        )
    except BlobMissing as error:
        raise PictureRefused(
            "the file did not arrive: upload it again", PictureFault.NEVER_CAME
        ) from error
    except BlobTooLarge as error:
        raise PictureRefused(
            f"the file has {error.size} bytes; at most {pictures.UPLOAD_BYTES} are taken",
            PictureFault.TOO_MANY_BYTES,
        ) from error


def _cut(data: bytes) -> tuple[Encoded, Sequence[Encoded]]:
    picture = pictures.read_picture(data)
    return pictures.full_size(picture), list(pictures.renditions(picture))


async def _write(blobs: Blobs, work: PictureWork, one: Encoded, *, name: str) -> str:
    blob = f"pictures/{work.id}/{name}.{one.format}"
    await blobs.write(
        "media", blob, one.data, content_type=one.content_type, cache_control=FOR_EVER
    )
    return blob


async def _refuse(
    context: PictureContext, envelope: Envelope, work: PictureWork, fault: PictureFault
) -> None:
    """The clerk reads why; what was uploaded is thrown away."""
    async with context.database.transaction() as db:
        if await _first_time(db, envelope, work):
            await catalog.picture_failed(db, work, error=fault)
    await context.blobs.delete("uploads", work.blob)


async def _first_time(db: AsyncConnection, envelope: Envelope, work: PictureWork) -> bool:
    return await outbox.first_time(
        db, consumer=CONSUMER, message_id=envelope.id, subject=str(work.id), now=clock.now()
    )
