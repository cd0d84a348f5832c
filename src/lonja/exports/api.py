"""The door to files of lists that are made in the background."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.exports import _store
from lonja.exports._messages import MakeExport
from lonja.exports._status import ExportStatus
from lonja.exports._store import ExportFile
from lonja.kernel import outbox
from lonja.kernel.errors import Conflict, NotFound
from lonja.kernel.transaction import Change, announce

__all__ = [
    "LIFE",
    "MOST_AT_ONCE",
    "ExportFile",
    "ExportNotReady",
    "ExportOver",
    "ExportReused",
    "ExportStatus",
    "MakeExport",
    "TooManyExports",
    "UnknownExport",
    "ask",
    "blob_name",
    "blob_of",
    "erase",
    "export",
    "exports_of",
    "fail",
    "forget",
    "over",
    "progress",
    "ready",
    "wait_again",
    "wake",
]

LIFE: Final = timedelta(days=7)
"""A file may name customers, and can be made again."""
MOST_AT_ONCE: Final = 5
STALLED_AFTER: Final = timedelta(minutes=10)
GIVEN_UP: Final = timedelta(days=1)


class UnknownExport(NotFound):
    """There is none of this id, or it is a colleague's."""

    code: ClassVar[str] = "unknown_export"


class ExportOver(NotFound):
    """Its link has ended: export the list again."""

    code: ClassVar[str] = "export_over"


class ExportNotReady(Conflict):
    """`facts["status"]`: making, or failed."""

    code: ClassVar[str] = "export_not_ready"


class ExportReused(Conflict):
    """The id stands for another file."""

    code: ClassVar[str] = "export_reused"


class TooManyExports(Conflict):
    """`facts["most"]` are made for one person at a time."""

    code: ClassVar[str] = "too_many_exports"


async def ask(
    db: AsyncConnection,
    export_id: UUID,
    *,
    name: str,
    file_format: str,
    asked: Mapping[str, Any],
    file_name: str,
    actor: str,
    now: datetime,
) -> bool:
    """Have the file made; the same id again makes no other, and the answer is False.

    `asked` is what JSON can say.
    """
    if known := await _store.get(db, export_id):
        _check_same(known, name=name, file_format=file_format, asked=asked, actor=actor)
        return False
    if await _store.count_made(db, actor) >= MOST_AT_ONCE:
        raise TooManyExports(f"{MOST_AT_ONCE} files at a time: wait for one", most=MOST_AT_ONCE)
    is_new = await _store.insert(
        db,
        export_id,
        name=name,
        file_format=file_format,
        asked=asked,
        file_name=file_name,
        actor=actor,
        now=now,
        expires_at=now + LIFE,
        look_at=now + STALLED_AFTER,
    )
    if not is_new:
        raise ExportReused("this id stands for another file")
    await outbox.put(db, MakeExport(export_id))
    _changed(db, export_id)
    return True


def _check_same(
    known: ExportFile, *, name: str, file_format: str, asked: Mapping[str, Any], actor: str
) -> None:
    said = (name, file_format, dict(asked), actor)
    if (known.list, known.format, dict(known.asked), known.created_by) != said:
        raise ExportReused("this id stands for another file")


async def export(db: AsyncConnection, export_id: UUID) -> ExportFile:
    found = await _store.get(db, export_id)
    if found is None:
        raise UnknownExport("there is no such file")
    return found


async def exports_of(
    db: AsyncConnection,
    actor: str,
    *,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[ExportFile]:
    """What somebody asked for and is still there, newest first."""
    return await _store.of_person(db, actor, now=now, after=after, limit=limit)


def blob_of(one: ExportFile, *, now: datetime) -> str:
    """Where it is in `exports`; refused while it is not, and once it is over."""
    if one.expires_at <= now:
        raise ExportOver("this link has ended: export the list again")
    if one.status is not ExportStatus.READY:
        raise ExportNotReady("the file is not ready", status=str(one.status))
    return blob_name(one.id)


def blob_name(export_id: UUID) -> str:
    return f"lists/{export_id}"


async def progress(db: AsyncConnection, export_id: UUID, count: int, *, now: datetime) -> None:
    """It has so many rows by now."""
    await _store.progress(db, export_id, count, look_at=now + STALLED_AFTER)
    _changed(db, export_id)


async def ready(
    db: AsyncConnection, export_id: UUID, *, count: int, size_bytes: int, now: datetime
) -> None:
    """The file is there. Made by two workers it is the same file."""
    await _store.end(
        db, export_id, status=ExportStatus.READY, now=now, count=count, size_bytes=size_bytes
    )
    _changed(db, export_id)


async def fail(db: AsyncConnection, export_id: UUID, *, now: datetime) -> None:
    """Its message failed for good."""
    await _store.end(db, export_id, status=ExportStatus.FAILED, now=now)
    _changed(db, export_id)


async def wait_again(db: AsyncConnection, export_id: UUID, *, now: datetime) -> None:
    """The message that had failed is sent again."""
    await _store.make_again(db, export_id, look_at=now + STALLED_AFTER)
    _changed(db, export_id)


async def wake(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Files that nobody goes on with get their message again; after a day they have failed."""
    failed = await _store.fail_older(db, before=now - GIVEN_UP, now=now, limit=limit)
    stalled = await _store.take_stalled(db, now=now, next_at=now + STALLED_AFTER, limit=limit)
    await outbox.put_all(db, [MakeExport(one) for one in stalled])
    return failed + len(stalled)


async def erase(db: AsyncConnection, export_id: UUID, *, now: datetime) -> None:
    """Its link ends now; the timer takes the file itself."""
    await _store.expire(db, export_id, now=now)
    _changed(db, export_id)


async def over(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    """Those whose links have ended: their blobs go first, then they are forgotten."""
    return await _store.over(db, now=now, limit=limit)


async def forget(db: AsyncConnection, ids: Sequence[UUID]) -> None:
    await _store.delete(db, list(ids))


def _changed(db: AsyncConnection, export_id: UUID) -> None:
    announce(db, Change("export", str(export_id)))
