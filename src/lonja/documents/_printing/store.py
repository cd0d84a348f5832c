"""All SQL of prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.documents._kind import PrintKind, PrintStatus
from lonja.kernel.db import first, rows, run

_COLUMNS = "id, kind, subjects, language, status, blob, sha256, size, error, actor, created_at"


@dataclass(frozen=True, slots=True)
class Print:
    """A PDF: of one legal document (its id in `subjects`), or of orders."""

    id: UUID
    kind: PrintKind
    subjects: Sequence[UUID]
    language: str
    status: PrintStatus
    blob: str | None
    sha256: str | None
    size: int | None
    error: str | None
    actor: str
    created_at: datetime


async def insert(
    db: AsyncConnection,
    *,
    print_id: UUID,
    kind: PrintKind,
    subjects: Sequence[UUID],
    language: str,
    actor: str,
    now: datetime,
) -> bool:
    """False where the id, or a print of that document, is there already."""
    return bool(
        await run(
            db,
            "INSERT INTO prints (id, kind, subjects, language, actor, created_at, looked_at) VALUES"
            " (%(id)s, %(kind)s, %(subjects)s, %(language)s, %(actor)s, %(now)s, %(now)s)"
            " ON CONFLICT DO NOTHING",
            id=print_id,
            kind=kind,
            subjects=list(subjects),
            language=language,
            actor=actor,
            now=now,
        )
    )


async def get(db: AsyncConnection, print_id: UUID) -> Print | None:
    return await first(db, Print, f"SELECT {_COLUMNS} FROM prints WHERE id = %(id)s", id=print_id)


async def of_document(db: AsyncConnection, document_id: UUID) -> Print | None:
    return await first(
        db,
        Print,
        f"SELECT {_COLUMNS} FROM prints WHERE kind = 'document' AND subjects = %(subjects)s",
        subjects=[document_id],
    )


async def mark_ready(
    db: AsyncConnection, print_id: UUID, *, blob: str, sha256: str, size: int, now: datetime
) -> None:
    """The first of two workers wins; what a legal document looks like is never replaced."""
    await run(
        db,
        "UPDATE prints SET status = 'ready', blob = %(blob)s, sha256 = %(sha256)s, size = %(size)s,"
        " ready_at = %(now)s, error = NULL WHERE id = %(id)s AND status <> 'ready'",
        id=print_id,
        blob=blob,
        sha256=sha256,
        size=size,
        now=now,
    )


async def mark_failed(db: AsyncConnection, print_id: UUID, *, error: str) -> None:
    await run(
        db,
        "UPDATE prints SET status = 'failed', error = %(error)s"
        " WHERE id = %(id)s AND status = 'waiting'",
        id=print_id,
        error=error,
    )


async def again(db: AsyncConnection, print_id: UUID, *, now: datetime) -> bool:
    return bool(
        await run(
            db,
            "UPDATE prints SET status = 'waiting', error = NULL, looked_at = %(now)s"
            " WHERE id = %(id)s AND status = 'failed'",
            id=print_id,
            now=now,
        )
    )


async def take_stale(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "UPDATE prints SET looked_at = %(now)s WHERE id IN (SELECT id FROM prints"
        " WHERE status = 'waiting' AND looked_at < %(before)s ORDER BY looked_at, id"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED) RETURNING id",
        before=before,
        now=now,
        limit=limit,
    )


async def fail_older(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    return await run(
        db,
        "UPDATE prints SET status = 'failed', error = 'given_up' WHERE id IN (SELECT id FROM prints"
        " WHERE status = 'waiting' AND created_at < %(before)s ORDER BY created_at, id"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED)",
        before=before,
        limit=limit,
    )


async def take_old(db: AsyncConnection, *, before: datetime, limit: int) -> list[str]:
    """Remove prints that are no legal documents; the names of their blobs."""
    return await rows(
        db,
        str,
        "WITH gone AS (DELETE FROM prints WHERE id IN (SELECT id FROM prints"
        " WHERE kind <> 'document' AND created_at < %(before)s ORDER BY created_at, id"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED) RETURNING blob)"
        " SELECT blob FROM gone WHERE blob IS NOT NULL ORDER BY blob LIMIT %(limit)s",
        before=before,
        limit=limit,
    )
