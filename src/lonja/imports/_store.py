"""All SQL of files that are taken in by the queue, their chunks and their refused rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.imports._products.rows import RowProblem
from lonja.imports._status import ImportStatus
from lonja.imports._stock.rows import RowError
from lonja.kernel.copying import copy_rows
from lonja.kernel.db import Row, first, rows, run

_IMPORT: Final = (
    "SELECT i.id, i.kind, i.file_name, i.blob, i.status, i.rows_total, i.facts, i.error,"
    " i.created_at, i.created_by, i.ended_at,"
    " coalesce(c.done, i.rows_done) AS rows_done, coalesce(c.failed, i.rows_failed) AS rows_failed"
    " FROM imports i LEFT JOIN LATERAL (SELECT sum(rows_done)::int AS done,"
    " sum(rows_failed)::int AS failed FROM import_chunks WHERE import_id = i.id) c ON true"
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
) -> None:
    await run(
        db,
        "INSERT INTO imports (id, kind, file_name, blob, status, facts, created_at, created_by)"
        " VALUES (%(id)s, %(kind)s, %(file_name)s, %(blob)s, 'uploading', %(facts)s, %(now)s,"
        " %(actor)s)",
        id=import_id,
        kind=kind,
        file_name=file_name,
        blob=blob,
        facts=Jsonb(dict(facts)),
        now=now,
        actor=actor,
    )


async def get(db: AsyncConnection, import_id: UUID) -> Row | None:
    return await first(db, f"{_IMPORT} WHERE i.id = %(id)s", id=import_id)


async def list_imports(
    db: AsyncConnection, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Row]:
    at, import_id = before or (None, None)
    return await rows(
        db,
        f"{_IMPORT} WHERE %(at)s::timestamptz IS NULL OR (i.created_at, i.id) < (%(at)s, %(id)s)"
        " ORDER BY i.created_at DESC, i.id DESC LIMIT %(limit)s",
        at=at,
        id=import_id,
        limit=limit,
    )


async def move(
    db: AsyncConnection, import_id: UUID, *, was: ImportStatus, to: ImportStatus
) -> bool:
    """Change the status; False where it is no longer `was`."""
    return bool(
        await run(
            db,
            "UPDATE imports SET status = %(to)s WHERE id = %(id)s AND status = %(was)s",
            id=import_id,
            was=was,
            to=to,
        )
    )


async def begin(
    db: AsyncConnection, import_id: UUID, *, rows_total: int, facts: dict[str, Any]
) -> bool:
    return bool(
        await run(
            db,
            "UPDATE imports SET status = 'running', rows_total = %(rows)s,"
            " facts = facts || %(facts)s WHERE id = %(id)s AND status = 'queued'",
            id=import_id,
            rows=rows_total,
            facts=Jsonb(facts),
        )
    )


async def fail(
    db: AsyncConnection, import_id: UUID, *, code: str, error: str, now: datetime
) -> None:
    await run(
        db,
        "UPDATE imports SET status = 'failed', error = %(error)s, ended_at = %(now)s,"
        " facts = facts || %(facts)s WHERE id = %(id)s AND status = 'queued'",
        id=import_id,
        error=error,
        facts=Jsonb({"code": code}),
        now=now,
    )


async def has_chunk(db: AsyncConnection, import_id: UUID, chunk: int) -> bool:
    found = await first(
        db,
        "SELECT 1 FROM import_chunks WHERE import_id = %(id)s AND chunk = %(chunk)s",
        id=import_id,
        chunk=chunk,
    )
    return found is not None


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
            "UPDATE imports i SET status = 'done', ended_at = %(now)s, rows_done = c.done,"
            " rows_failed = c.failed FROM (SELECT count(*) AS chunks, sum(rows_done) AS done,"
            " sum(rows_failed) AS failed FROM import_chunks WHERE import_id = %(id)s) c"
            " WHERE i.id = %(id)s AND i.status = 'running'"
            " AND c.chunks = (i.facts ->> 'chunks')::int",
            id=import_id,
            now=now,
        )
    )


async def ask_undo(db: AsyncConnection, import_id: UUID, *, actor: str) -> bool:
    return bool(
        await run(
            db,
            "UPDATE imports SET facts = facts || %(facts)s WHERE id = %(id)s"
            " AND status = 'done' AND kind = 'stock' AND NOT facts ? 'undone_by'",
            id=import_id,
            facts=Jsonb({"undone_by": actor}),
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
            "UPDATE imports SET status = 'undone' WHERE id = %(id)s AND status = 'done'"
            " AND NOT EXISTS (SELECT 1 FROM import_chunks WHERE import_id = %(id)s"
            " AND undone_at IS NULL)",
            id=import_id,
        )
    )


async def insert_errors(db: AsyncConnection, import_id: UUID, errors: Sequence[RowError]) -> None:
    await copy_rows(
        db,
        "import_errors",
        ("import_id", "row", "code", "message", "values"),
        ((import_id, e.row, e.code, e.message, Jsonb(dict(e.values))) for e in errors),
    )


async def insert_problems(
    db: AsyncConnection, import_id: UUID, problems: Sequence[RowProblem]
) -> None:
    """One a row: the first error, or else the first note."""
    found: dict[int, RowProblem] = {}
    for one in sorted(problems, key=lambda problem: (problem.row, not problem.is_error)):
        found.setdefault(one.row, one)
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
        codes=[one.code for one in found.values()],
        messages=[one.message for one in found.values()],
        errors=[one.is_error for one in found.values()],
        columns=[one.column for one in found.values()],
    )


async def insert_kept(
    db: AsyncConnection, import_id: UUID, kept: Sequence[tuple[int, str]], *, message: str
) -> None:
    """Rows whose stock could not be taken back; they may have no error row or one already."""
    await run(
        db,
        "INSERT INTO import_errors (import_id, row, code, message, values)"
        " SELECT %(id)s, row, 'not_undone', %(message)s, jsonb_build_object('sku', sku)"
        " FROM unnest(%(rows)s::int[], %(skus)s::text[]) AS t(row, sku) ON CONFLICT DO NOTHING",
        id=import_id,
        rows=[row for row, _ in kept],
        skus=[sku for _, sku in kept],
        message=message,
    )


async def errors(
    db: AsyncConnection, import_id: UUID, *, after_row: int, limit: int
) -> Sequence[Row]:
    return await rows(
        db,
        "SELECT row, code, message, is_error, values FROM import_errors WHERE import_id = %(id)s"
        " AND row > %(after)s ORDER BY row LIMIT %(limit)s",
        id=import_id,
        after=after_row,
        limit=limit,
    )
