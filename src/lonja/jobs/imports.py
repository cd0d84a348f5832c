"""What an import needs of its surroundings, and its file while it is read."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Final

from psycopg import AsyncConnection

from lonja.adapters.web_pictures import WebPictures
from lonja.imports.api import FileRefused, FileTooLarge
from lonja.imports.pictures import PictureSource, PictureUnavailable
from lonja.kernel import clock, limits, outbox
from lonja.kernel.blobs import BlobMissing, Blobs, BlobTooLarge
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope

PICTURES_WITHIN_S: Final = 240.0
"""The function that brings a chunk in has ten minutes."""


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The dependencies of an import."""

    database: Database
    blobs: Blobs
    now: Callable[[], datetime] = clock.now
    max_bytes: int = limits.UPLOAD_BYTES
    pictures: PictureSource = field(default_factory=WebPictures)


async def saved(context: ImportContext, blob: str, folder: Path) -> Path:
    path = folder / "file"
    try:
        await context.blobs.save("uploads", blob, path, max_bytes=context.max_bytes)
    except BlobMissing as error:
        raise FileRefused("the file did not arrive: upload it again") from error
    except BlobTooLarge as error:
        raise FileTooLarge(
            f"the file has {error.size} bytes; at most {context.max_bytes} are taken"
        ) from error
    return path


@dataclass(frozen=True, slots=True)
class Patience:
    """Pictures until a moment; slow hosts cost a file its pictures, never its products."""

    pictures: PictureSource
    until: float

    async def download(self, address: str) -> bytes:
        try:
            async with asyncio.timeout(self.until - monotonic()):
                return await self.pictures.download(address)
        except TimeoutError as error:
            raise PictureUnavailable("the pictures before it took too long") from error


async def first_time(
    db: AsyncConnection, context: ImportContext, envelope: Envelope, message: outbox.Message
) -> bool:
    return await outbox.first_time(
        db,
        consumer=message.type,
        message_id=envelope.id,
        subject=message.subject,
        now=context.now(),
    )
