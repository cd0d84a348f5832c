"""All SQL of codes and of the batches that they are made in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.promotions._batch import Batch, BatchStatus


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    promotion_id: UUID
    batch_id: UUID | None
    max_uses: int | None
    used: int
    version: int
    created_at: datetime


_CODE = (
    "SELECT code, promotion_id, batch_id, max_uses, used, version, created_at FROM promotion_codes"
)


async def get(db: AsyncConnection, code: str, *, lock: bool = False) -> Code | None:
    return await first(
        db, Code, _CODE + " WHERE code = %(code)s" + (" FOR UPDATE" if lock else ""), code=code
    )


async def list_codes(
    db: AsyncConnection, promotion_id: UUID, *, query: str, after: str | None, limit: int
) -> list[Code]:
    """By code; `query` is what a code begins with."""
    return await rows(
        db,
        Code,
        _CODE + " WHERE promotion_id = %(id)s AND starts_with(code, %(query)s)"
        " AND (%(after)s::text IS NULL OR code > %(after)s) ORDER BY code LIMIT %(limit)s",
        id=promotion_id,
        query=query,
        after=after,
        limit=limit,
    )


async def of_batch(
    db: AsyncConnection, batch_id: UUID, *, after: str | None, limit: int
) -> list[Code]:
    return await rows(
        db,
        Code,
        _CODE + " WHERE batch_id = %(id)s AND (%(after)s::text IS NULL OR code > %(after)s)"
        " ORDER BY code LIMIT %(limit)s",
        id=batch_id,
        after=after,
        limit=limit,
    )


async def insert(
    db: AsyncConnection,
    codes: Sequence[str],
    *,
    promotion_id: UUID,
    batch_id: UUID | None,
    max_uses: int | None,
    now: datetime,
) -> int:
    """Those that are not taken, by this promotion or another; how many."""
    return await run(
        db,
        "INSERT INTO promotion_codes (code, promotion_id, batch_id, max_uses, created_at)"
        " SELECT code, %(promotion)s, %(batch)s, %(max_uses)s, %(now)s"
        " FROM unnest(%(codes)s::text[]) AS n(code) ON CONFLICT DO NOTHING",
        codes=list(codes),
        promotion=promotion_id,
        batch=batch_id,
        max_uses=max_uses,
        now=now,
    )


async def set_max_uses(db: AsyncConnection, code: str, max_uses: int | None) -> None:
    await run(
        db,
        "UPDATE promotion_codes SET max_uses = %(max_uses)s, version = version + 1"
        " WHERE code = %(code)s",
        code=code,
        max_uses=max_uses,
    )


async def delete(db: AsyncConnection, code: str) -> None:
    await run(db, "DELETE FROM promotion_codes WHERE code = %(code)s", code=code)


async def was_used(db: AsyncConnection, code: str) -> bool:
    """Also by an order that gave it back."""
    sql = "SELECT EXISTS (SELECT FROM promotion_uses WHERE code = %(code)s)"
    return (await rows(db, bool, sql, code=code))[0]


_BATCH = (
    "SELECT id, promotion_id, prefix, wanted, made, max_uses, status, created_at, created_by"
    " FROM code_batches"
)


async def insert_batch(db: AsyncConnection, batch: Batch) -> None:
    await run(
        db,
        "INSERT INTO code_batches (id, promotion_id, prefix, wanted, made, max_uses, status,"
        " created_at, created_by, updated_at) VALUES (%(id)s, %(promotion)s, %(prefix)s, %(wanted)s,"
        " 0, %(max_uses)s, %(status)s, %(now)s, %(by)s, %(now)s)",
        id=batch.id,
        promotion=batch.promotion_id,
        prefix=batch.prefix,
        wanted=batch.wanted,
        max_uses=batch.max_uses,
        status=batch.status,
        now=batch.created_at,
        by=batch.created_by,
    )


async def batch(db: AsyncConnection, batch_id: UUID, *, lock: bool = False) -> Batch | None:
    return await first(
        db, Batch, _BATCH + " WHERE id = %(id)s" + (" FOR UPDATE" if lock else ""), id=batch_id
    )


async def batches(db: AsyncConnection, promotion_id: UUID, *, limit: int) -> list[Batch]:
    return await rows(
        db,
        Batch,
        _BATCH + " WHERE promotion_id = %(id)s ORDER BY created_at DESC, id DESC LIMIT %(limit)s",
        id=promotion_id,
        limit=limit,
    )


async def progress(
    db: AsyncConnection, batch_id: UUID, *, made: int, status: BatchStatus, now: datetime
) -> None:
    await run(
        db,
        "UPDATE code_batches SET made = %(made)s, status = %(status)s, updated_at = %(now)s"
        " WHERE id = %(id)s",
        id=batch_id,
        made=made,
        status=status,
        now=now,
    )


async def take_stalled(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> list[UUID]:
    """Batches that nobody went on with since `before`, marked as seen now."""
    return await rows(
        db,
        UUID,
        "UPDATE code_batches SET updated_at = %(now)s WHERE id IN (SELECT id FROM code_batches"
        " WHERE status = 'making' AND updated_at < %(before)s ORDER BY updated_at"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED) RETURNING id",
        before=before,
        now=now,
        limit=limit,
    )
