"""All SQL of uploaded files."""

from collections.abc import Sequence
from datetime import datetime

from psycopg import AsyncConnection

from lonja.content._files.file import File
from lonja.kernel.db import rows, run


async def add(db: AsyncConnection, file: File, *, actor: str, now: datetime) -> None:
    await run(
        db,
        "INSERT INTO content_files (blob, use, content_type, width, height, added_at, added_by)"
        " VALUES (%(blob)s, %(use)s, %(content_type)s, %(width)s, %(height)s, %(now)s, %(actor)s)"
        " ON CONFLICT (blob) DO NOTHING",
        blob=file.blob,
        use=file.use,
        content_type=file.content_type,
        width=file.width,
        height=file.height,
        now=now,
        actor=actor,
    )


async def named(db: AsyncConnection, blobs: Sequence[str]) -> list[File]:
    return await rows(
        db,
        File,
        "SELECT blob, use, content_type, width, height FROM content_files"
        " WHERE blob = ANY(%(blobs)s) ORDER BY blob",
        blobs=list(blobs),
    )
