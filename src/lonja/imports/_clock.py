"""Imports that wait too long: their messages are put again, or they end."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.imports import _store
from lonja.imports._messages import SheetChunk, SheetFile, SheetUndo
from lonja.imports._status import ImportStatus
from lonja.kernel import outbox
from lonja.kernel.transaction import Change, announce

STALLED_AFTER: Final = timedelta(minutes=20)
"""Longer than the function of a chunk may take; a chunk that comes in begins it anew."""
UPLOAD_LIFE: Final = timedelta(days=1)
IMPORT_LIFE: Final = timedelta(days=1)
GAVE_UP: Final = "gave_up"
"""The code of an import that ended because one of its messages failed for good."""
NEVER_CAME: Final = "upload_missing"
LEFT_WAITING: Final = "left_waiting"
_WORDS: Final = {
    GAVE_UP: "a part of the file could not be brought in; what came in stays",
    NEVER_CAME: "the file did not arrive: upload it again",
    LEFT_WAITING: "nobody went on with it for a week: upload the file again",
}


async def wake_imports(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Put the messages that stalled imports still need, and end those of yesterday; how many."""
    stalled = await _store.take_stalled(db, now=now, next_at=now + STALLED_AFTER, limit=limit)
    for one in stalled:
        if one.status is ImportStatus.UPLOADING:
            await _end(db, one.id, code=NEVER_CAME, now=now)
        elif one.status in {ImportStatus.MATCHING, ImportStatus.CHECKED}:
            await _end(db, one.id, code=LEFT_WAITING, now=now)
        elif one.status is not ImportStatus.DONE and now - _since(one) > IMPORT_LIFE:
            await _end(db, one.id, code=GAVE_UP, now=now)
        else:
            await outbox.put_all(db, _missing(one))
    return len(stalled)


def _since(one: _store.StalledImport) -> datetime:
    """When a person last said go on."""
    said = one.facts.get("since")
    return datetime.fromisoformat(said) if said else one.created_at


def _missing(one: _store.StalledImport) -> list[outbox.Message]:
    if one.status is ImportStatus.QUEUED:
        return [SheetFile(one.id)]
    chunks = range(int(one.facts["chunks"]))
    if one.status is ImportStatus.DONE:
        return [SheetUndo(one.id, number) for number in chunks if number not in one.undone]
    return [SheetChunk(one.id, number) for number in chunks if number not in one.taken]


async def give_up_import(db: AsyncConnection, import_id: UUID, *, now: datetime) -> None:
    """A message of it failed for good: it ends as failed, and what came in stays."""
    await _end(db, import_id, code=GAVE_UP, now=now)


async def wait_for_import_again(db: AsyncConnection, import_id: UUID, *, now: datetime) -> None:
    """The message that had failed is sent again."""
    await _store.wait_again(db, import_id, code=GAVE_UP, look_at=now + STALLED_AFTER)
    announce(db, Change("import", str(import_id)))


async def give_up_undo(db: AsyncConnection, import_id: UUID) -> None:
    """A chunk could not be taken back: staff may ask for it again."""
    if await _store.forget_undo(db, import_id):
        announce(db, Change("import", str(import_id)))


async def _end(db: AsyncConnection, import_id: UUID, *, code: str, now: datetime) -> None:
    if await _store.end_waiting(db, import_id, code=code, error=_WORDS[code], now=now):
        announce(db, Change("import", str(import_id)))
