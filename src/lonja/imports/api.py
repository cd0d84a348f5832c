"""The door to files that come in: what became of every file, of whatever kind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.imports import _store
from lonja.imports._clock import (
    STALLED_AFTER,
    UPLOAD_LIFE,
    give_up_import,
    give_up_undo,
    wait_for_import_again,
    wake_imports,
)
from lonja.imports._files.sniffing import FileRefused, FileTooLarge
from lonja.imports._finding import RowError
from lonja.imports._messages import SheetChunk, SheetFile, SheetUndo
from lonja.imports._old.store import count_ended, forget_ended
from lonja.imports._status import ENDED, ImportStatus
from lonja.imports._stock.rows import StockRow
from lonja.imports._stock.rows import read_row as read_stock_row
from lonja.imports._store import Import
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce

__all__ = [
    "ENDED",
    "FileRefused",
    "FileTooLarge",
    "Import",
    "ImportStatus",
    "RowError",
    "SheetChunk",
    "SheetFile",
    "SheetUndo",
    "StockRow",
    "WrongImportStatus",
    "chunk_blob",
    "count_ended",
    "error_rows",
    "fail",
    "finish",
    "finish_undo",
    "forget_ended",
    "get",
    "give_up_import",
    "give_up_undo",
    "list_imports",
    "read_stock_row",
    "start",
    "uploaded",
    "wait_for_import_again",
    "wake_imports",
]

FILE_NAME_CHARACTERS: Final = 200
CSV_ROWS: Final = 1_000


class WrongImportStatus(Conflict):
    code: ClassVar[str] = "wrong_import_status"


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
    await get(db, import_id)
    if await _store.queue(db, import_id, look_at=now + STALLED_AFTER):
        await outbox.put(db, SheetFile(import_id))
        announce(db, Change("import", str(import_id)))


async def fail(db: AsyncConnection, import_id: UUID, *, error: FileRefused, now: datetime) -> None:
    """The file as a whole is refused; nothing of it was taken."""
    await _store.fail(db, import_id, code=error.code, error=error.detail, now=now)
    announce(db, Change("import", str(import_id)))


def chunk_blob(import_id: UUID, chunk: int) -> str:
    return f"imports/{import_id}/{chunk:05}.jsonl"


async def finish(db: AsyncConnection, import_id: UUID, *, now: datetime) -> None:
    """Close the import once its last chunk is in; called after each, and harmless before."""
    if await _store.finish(db, import_id, now=now):
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
