"""All SQL of files of lists."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.exports._status import ExportStatus
from lonja.kernel.db import first, one, rows, run

_COLUMNS = (
    "id, list, format, asked, file_name, status, rows, size_bytes, created_at, created_by,"
    " ended_at, expires_at"
)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """`rows` are those that it has by now, without the headings."""

    id: UUID
    list: str
    format: str
    asked: Mapping[str, Any]
    file_name: str
    status: ExportStatus
    rows: int
    size_bytes: int | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    expires_at: datetime


async def insert(
    db: AsyncConnection,
    export_id: UUID,
    *,
    name: str,
    file_format: str,
    asked: Mapping[str, Any],
    file_name: str,
    actor: str,
    now: datetime,
    expires_at: datetime,
    look_at: datetime,
) -> bool:
    """False where the id is known already."""
    return bool(
        await run(
            db,
            "INSERT INTO export_files (id, list, format, asked, file_name, created_at, created_by,"
            " expires_at, look_at) VALUES (%(id)s, %(list)s, %(format)s, %(asked)s::jsonb,"
            " %(file_name)s, %(now)s, %(actor)s, %(expires_at)s, %(look_at)s)"
            " ON CONFLICT DO NOTHING",
            id=export_id,
            list=name,
            format=file_format,
            asked=json.dumps(dict(asked)),
            file_name=file_name,
            now=now,
            actor=actor,
            expires_at=expires_at,
            look_at=look_at,
        )
    )


async def get(db: AsyncConnection, export_id: UUID) -> ExportFile | None:
    return await first(
        db, ExportFile, f"SELECT {_COLUMNS} FROM export_files WHERE id = %(id)s", id=export_id
    )


async def count_made(db: AsyncConnection, actor: str) -> int:
    """How many are being made for somebody; nobody else asks for one at the same moment."""
    await run(db, "SELECT pg_advisory_xact_lock(hashtext(%(key)s))", key=f"exports {actor}")
    return await one(
        db,
        int,
        "SELECT count(*) FROM export_files WHERE created_by = %(actor)s AND status = 'making'",
        actor=actor,
    )


async def of_person(
    db: AsyncConnection,
    actor: str,
    *,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[ExportFile]:
    """Newest first, without those that are over."""
    at, export_id = after or (None, None)
    return await rows(
        db,
        ExportFile,
        f"SELECT {_COLUMNS} FROM export_files WHERE created_by = %(actor)s AND expires_at > %(now)s"
        " AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(id)s))"
        " ORDER BY created_at DESC, id DESC LIMIT %(limit)s",
        actor=actor,
        now=now,
        at=at,
        id=export_id,
        limit=limit,
    )


async def progress(db: AsyncConnection, export_id: UUID, count: int, *, look_at: datetime) -> None:
    await run(
        db,
        "UPDATE export_files SET rows = %(rows)s, look_at = %(look_at)s"
        " WHERE id = %(id)s AND status = 'making'",
        id=export_id,
        rows=count,
        look_at=look_at,
    )


async def end(
    db: AsyncConnection,
    export_id: UUID,
    *,
    status: ExportStatus,
    now: datetime,
    count: int | None = None,
    size_bytes: int | None = None,
) -> bool:
    """Of one that is being made; False where it is over already."""
    return bool(
        await run(
            db,
            "UPDATE export_files SET status = %(status)s, rows = coalesce(%(rows)s, rows),"
            " size_bytes = %(size)s, ended_at = %(now)s, look_at = NULL"
            " WHERE id = %(id)s AND status = 'making'",
            id=export_id,
            status=status,
            rows=count,
            size=size_bytes,
            now=now,
        )
    )


async def make_again(db: AsyncConnection, export_id: UUID, *, look_at: datetime) -> None:
    """One that had failed."""
    await run(
        db,
        "UPDATE export_files SET status = 'making', ended_at = NULL, rows = 0,"
        " look_at = %(look_at)s WHERE id = %(id)s AND status = 'failed'",
        id=export_id,
        look_at=look_at,
    )


async def fail_older(db: AsyncConnection, *, before: datetime, now: datetime, limit: int) -> int:
    return await run(
        db,
        "UPDATE export_files SET status = 'failed', ended_at = %(now)s, look_at = NULL WHERE id IN"
        " (SELECT id FROM export_files WHERE look_at <= %(now)s AND created_at < %(before)s"
        " ORDER BY look_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)",
        before=before,
        now=now,
        limit=limit,
    )


async def take_stalled(
    db: AsyncConnection, *, now: datetime, next_at: datetime, limit: int
) -> list[UUID]:
    """Those that nobody goes on with; each comes up again at `next_at`."""
    return await rows(
        db,
        UUID,
        "UPDATE export_files SET look_at = %(next_at)s WHERE id IN (SELECT id FROM export_files"
        " WHERE look_at <= %(now)s ORDER BY look_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING id",
        now=now,
        next_at=next_at,
        limit=limit,
    )


async def over(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM export_files WHERE expires_at <= %(now)s ORDER BY expires_at, id"
        " LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


async def expire(db: AsyncConnection, export_id: UUID, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE export_files SET expires_at = %(now)s WHERE id = %(id)s AND expires_at > %(now)s",
        id=export_id,
        now=now,
    )


async def delete(db: AsyncConnection, ids: list[UUID]) -> None:
    await run(db, "DELETE FROM export_files WHERE id = ANY(%(ids)s)", ids=ids)
