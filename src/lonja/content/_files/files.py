"""Uploaded files, on the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from psycopg import AsyncConnection

from lonja.content._files import store
from lonja.content._files.file import File, FileUse, UnknownFile


async def add_file(db: AsyncConnection, file: File, *, actor: str, now: datetime) -> None:
    """It may be named from now on; a repeat changes nothing."""
    await store.add(db, file, actor=actor, now=now)


async def files(db: AsyncConnection, blobs: Sequence[str]) -> Mapping[str, File]:
    """Those of these that were uploaded, by their blob."""
    return {one.blob: one for one in await store.named(db, blobs)} if blobs else {}


async def check_files(db: AsyncConnection, named: Iterable[tuple[str, str, FileUse]]) -> None:
    """Raise for the first of these fields whose file was not uploaded for its use."""
    asked = list(named)
    known = await files(db, [blob for _, blob, _ in asked])
    for field, blob, use in asked:
        if blob not in known or known[blob].use != use:
            raise UnknownFile("this is no file that was uploaded here", field=field)
