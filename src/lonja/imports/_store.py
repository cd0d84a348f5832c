"""All SQL of files that are imported by the queue, their chunks and their refused rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.imports._finding import Refusal, RowError
from lonja.imports._status import ImportStatus
from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class Import:
    """`rows_done` and `rows_failed` grow while it runs; `facts` hold what only its kind knows."""

    id: UUID
    kind: str
    file_name: str
    blob: str | None
    status: ImportStatus
    rows_total: int
    rows_done: int
    rows_failed: int
    facts: Mapping[str, Any]
    error: str | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    things_new: int = 0
    things_changed: int = 0
    things_same: int = 0


@dataclass(frozen=True, slots=True)
class StalledImport:
    id: UUID
    kind: str
    status: ImportStatus
    created_at: datetime
    facts: dict[str, Any]
    taken: list[int]
    undone: list[int]


_IMPORT: Final = (
    "SELECT i.id, i.kind, i.file_name, i.blob, i.status, i.rows_total, i.facts, i.error,"
    " i.created_at, i.created_by, i.ended_at,"
    " coalesce(c.done, i.rows_done) AS rows_done, coalesce(c.failed, i.rows_failed) AS rows_failed,"
    " coalesce(c.new, 0) AS things_new, coalesce(c.changed, 0) AS things_changed,"
    " coalesce(c.same, 0) AS things_same FROM imports i LEFT JOIN LATERAL (SELECT sum(rows_done)::int AS done,"
    " sum(rows_failed)::int AS failed, sum(things_new)::int AS new,"
    " sum(things_changed)::int AS changed, sum(things_same)::int AS same"
    " FROM import_chunks WHERE import_id = i.id) c ON true"
)


async def insert_import(
    db: AsyncConnection,
    *,
    import_id: UUID,
    kind: str,
    file_name: str,
    blob: str,
    facts: Mapping[str, Any],
    actor: str,
    now: datetime,
    look_at: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO imports (id, kind, file_name, blob, status, facts, created_at, created_by,"
        " look_at) VALUES (%(id)s, %(kind)s, %(file_name)s, %(blob)s, 'uploading', %(facts)s,"
        " %(now)s, %(actor)s, %(look_at)s)",
        id=import_id,
        kind=kind,
        file_name=file_name,
        blob=blob,
        facts=Jsonb(dict(facts)),
        now=now,
        actor=actor,
        look_at=look_at,
    )


async def get(db: AsyncConnection, import_id: UUID) -> Import | None:
    return await first(db, Import, f"{_IMPORT} WHERE i.id = %(id)s", id=import_id)


async def list_imports(
    db: AsyncConnection, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Import]:
    at, import_id = before or (None, None)
    return await rows(
        db,
        Import,
        f"{_IMPORT} WHERE %(at)s::timestamptz IS NULL OR (i.created_at, i.id) < (%(at)s, %(id)s)"
        " ORDER BY i.created_at DESC, i.id DESC LIMIT %(limit)s",
        at=at,
        id=import_id,
        limit=limit,
    )


async def queue(db: AsyncConnection, import_id: UUID, *, look_at: datetime) -> bool:
    """False where it is no longer waiting for its file."""
    return bool(
        await run(
            db,
            "UPDATE imports SET status = 'queued', look_at = %(look_at)s"
            " WHERE id = %(id)s AND status = 'uploading'",
            id=import_id,
            look_at=look_at,
        )
    )


async def begin(
    db: AsyncConnection,
    import_id: UUID,
    *,
    rows_total: int,
    facts: dict[str, Any],
    look_at: datetime,
) -> bool:
    return bool(
        await run(
            db,
            "UPDATE imports SET status = 'running', rows_total = %(rows)s,"
            " facts = facts || %(facts)s, look_at = %(look_at)s"
            " WHERE id = %(id)s AND status = 'queued'",
            id=import_id,
            rows=rows_total,
            facts=Jsonb(facts),
            look_at=look_at,
        )
    )


async def look_later(db: AsyncConnection, import_id: UUID, *, at: datetime) -> None:
    """Record that it is in progress; its clock need not check before `at`."""
    await run(
        db,
        "UPDATE imports SET look_at = %(at)s WHERE id = %(id)s AND look_at IS NOT NULL",
        id=import_id,
        at=at,
    )


async def take_stalled(
    db: AsyncConnection, *, now: datetime, next_at: datetime, limit: int
) -> list[StalledImport]:
    """Imports whose clock is over, with the chunks that are in, and those that are taken back."""
    return await rows(
        db,
        StalledImport,
        "WITH due AS (UPDATE imports SET look_at = %(next_at)s WHERE id IN (SELECT id FROM imports"
        " WHERE look_at <= %(now)s ORDER BY look_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING id, kind, status, created_at, facts)"
        " SELECT due.*, array(SELECT chunk FROM import_chunks WHERE import_id = due.id) AS taken,"
        " array(SELECT chunk FROM import_chunks WHERE import_id = due.id"
        "  AND undone_at IS NOT NULL) AS undone FROM due",
        now=now,
        next_at=next_at,
        limit=limit,
    )


async def end_waiting(
    db: AsyncConnection, import_id: UUID, *, code: str, error: str, now: datetime
) -> bool:
    """Nothing more of it comes in; what is in stays."""
    return bool(
        await run(
            db,
            "UPDATE imports SET status = 'failed', error = %(error)s, ended_at = %(now)s,"
            " look_at = NULL, facts = facts || %(facts)s"
            " WHERE id = %(id)s AND status IN ('uploading', 'queued', 'matching', 'running', 'checked')",
            id=import_id,
            error=error,
            facts=Jsonb({"code": code}),
            now=now,
        )
    )


async def wait_again(db: AsyncConnection, import_id: UUID, *, code: str, look_at: datetime) -> None:
    """One that ended with this code: at the beginning, or among its chunks."""
    await run(
        db,
        "UPDATE imports SET status = CASE WHEN facts ? 'chunks' THEN 'running' ELSE 'queued' END,"
        " error = NULL, ended_at = NULL, look_at = %(look_at)s, facts = facts - 'code'"
        " WHERE id = %(id)s AND status = 'failed' AND facts ->> 'code' = %(code)s",
        id=import_id,
        code=code,
        look_at=look_at,
    )


async def forget_undo(db: AsyncConnection, import_id: UUID) -> bool:
    """Allow it to be requested again; chunks that are undone stay so."""
    return bool(
        await run(
            db,
            "UPDATE imports SET facts = facts - 'undone_by', look_at = NULL"
            " WHERE id = %(id)s AND status = 'done' AND facts ? 'undone_by'",
            id=import_id,
        )
    )


async def fail(
    db: AsyncConnection, import_id: UUID, *, code: str, error: str, now: datetime
) -> None:
    await run(
        db,
        "UPDATE imports SET status = 'failed', error = %(error)s, ended_at = %(now)s,"
        " look_at = NULL, facts = facts || %(facts)s WHERE id = %(id)s AND status = 'queued'",
        id=import_id,
        error=error,
        facts=Jsonb({"code": code}),
        now=now,
    )


async def has_chunk(db: AsyncConnection, import_id: UUID, chunk: int) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM import_chunks WHERE import_id = %(id)s AND chunk = %(chunk)s)",
        id=import_id,
        chunk=chunk,
    )


async def claim_chunk(db: AsyncConnection, import_id: UUID, chunk: int, *, now: datetime) -> bool:
    """Written in the transaction of the chunk's effects; False where it is in already."""
    return bool(
        await run(
            db,
            "INSERT INTO import_chunks (import_id, chunk, done_at)"
            " VALUES (%(id)s, %(chunk)s, %(now)s) ON CONFLICT DO NOTHING",
            id=import_id,
            chunk=chunk,
            now=now,
        )
    )


async def count_chunk(
    db: AsyncConnection, import_id: UUID, chunk: int, *, done: int, failed: int
) -> None:
    await run(
        db,
        "UPDATE import_chunks SET rows_done = %(done)s, rows_failed = %(failed)s"
        " WHERE import_id = %(id)s AND chunk = %(chunk)s",
        id=import_id,
        chunk=chunk,
        done=done,
        failed=failed,
    )


async def finish(db: AsyncConnection, import_id: UUID, *, now: datetime) -> bool:
    """Done when every chunk is; True for the one caller that finished it."""
    return bool(
        await run(
            db,
            "UPDATE imports i SET status = 'done', ended_at = %(now)s, look_at = NULL,"
            " rows_done = c.done,"
            " rows_failed = c.failed FROM (SELECT count(*) AS chunks, sum(rows_done) AS done,"
            " sum(rows_failed) AS failed FROM import_chunks WHERE import_id = %(id)s) c"
            " WHERE i.id = %(id)s AND i.status = 'running'"
            " AND c.chunks = (i.facts ->> 'chunks')::int",
            id=import_id,
            now=now,
        )
    )


async def ask_undo(db: AsyncConnection, import_id: UUID, *, actor: str, look_at: datetime) -> bool:
    return bool(
        await run(
            db,
            "UPDATE imports SET facts = facts || %(facts)s, look_at = %(look_at)s"
            " WHERE id = %(id)s"
            " AND status = 'done' AND facts ? 'columns' AND NOT facts ? 'undone_by'"
            " AND NOT coalesce((facts ->> 'dry_run')::boolean, false)",
            id=import_id,
            facts=Jsonb({"undone_by": actor}),
            look_at=look_at,
        )
    )


async def mark_chunk_undone(
    db: AsyncConnection, import_id: UUID, chunk: int, *, now: datetime
) -> None:
    await run(
        db,
        "UPDATE import_chunks SET undone_at = %(now)s WHERE import_id = %(id)s"
        " AND chunk = %(chunk)s AND undone_at IS NULL",
        id=import_id,
        chunk=chunk,
        now=now,
    )


async def finish_undo(db: AsyncConnection, import_id: UUID) -> bool:
    return bool(
        await run(
            db,
            "UPDATE imports SET status = 'undone', look_at = NULL"
            " WHERE id = %(id)s AND status = 'done' AND facts ? 'undone_by'"
            " AND NOT EXISTS (SELECT 1 FROM import_chunks WHERE import_id = %(id)s"
            " AND undone_at IS NULL)",
            id=import_id,
        )
    )


async def insert_notes(db: AsyncConnection, import_id: UUID, problems: Sequence[Refusal]) -> None:
    """One a row: the first error, or else the first note."""
    found: dict[int, Refusal] = {}
    for problem in sorted(problems, key=lambda problem: (problem.row, not problem.is_error)):
        found.setdefault(problem.row, problem)
    await run(
        db,
        "INSERT INTO import_errors (import_id, row, code, message, is_error, values)"
        " SELECT %(id)s, row, code, message, is_error, jsonb_build_object('column', col)"
        " FROM unnest(%(rows)s::int[], %(codes)s::text[], %(messages)s::text[],"
        " %(errors)s::bool[], %(columns)s::text[]) AS t(row, code, message, is_error, col)"
        " ON CONFLICT (import_id, row) DO UPDATE SET code = excluded.code,"
        " message = excluded.message, is_error = true, values = excluded.values"
        " WHERE excluded.is_error AND NOT import_errors.is_error",
        id=import_id,
        rows=list(found),
        codes=[problem.code for problem in found.values()],
        messages=[problem.message for problem in found.values()],
        errors=[problem.is_error for problem in found.values()],
        columns=[problem.column for problem in found.values()],
    )


async def errors(
    db: AsyncConnection, import_id: UUID, *, after_row: int, limit: int
) -> list[RowError]:
    return await rows(
        db,
        RowError,
        "SELECT row, code, message, is_error, values FROM import_errors WHERE import_id = %(id)s"
        " AND row > %(after)s ORDER BY row LIMIT %(limit)s",
        id=import_id,
        after=after_row,
        limit=limit,
    )
