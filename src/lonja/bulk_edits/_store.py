"""All SQL of bulk edits."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.bulk_edits._status import BulkEditStatus
from lonja.kernel.db import first, rows, run

_COLUMNS = (
    "id, change, status, items, done, changed, refused, undone, kept, created_at, created_by,"
    " undone_by, ended_at"
)


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """`kept`: fields that an undo left, because somebody changed them since."""

    id: UUID
    change: Mapping[str, Any]
    status: BulkEditStatus
    items: int
    done: int
    changed: int
    refused: int
    undone: int
    kept: int
    created_at: datetime
    created_by: str
    undone_by: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    product_id: UUID
    changes: Mapping[str, Any]
    refusal: str | None
    kept: Sequence[str]


async def insert(
    db: AsyncConnection,
    edit_id: UUID,
    product_ids: Sequence[UUID],
    change: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
    look_at: datetime,
) -> bool:
    """False where it is there already."""
    is_new = await run(
        db,
        "INSERT INTO bulk_edits (id, change, status, items, created_at, created_by, look_at)"
        " VALUES (%(id)s, %(change)s::jsonb, 'running', %(items)s, %(now)s, %(actor)s, %(look_at)s)"
        " ON CONFLICT DO NOTHING",
        id=edit_id,
        change=json.dumps(change),
        items=len(product_ids),
        now=now,
        actor=actor,
        look_at=look_at,
    )
    if is_new:
        await run(
            db,
            "INSERT INTO bulk_edit_items (edit_id, product_id)"
            " SELECT %(id)s, product_id FROM unnest(%(ids)s::uuid[]) AS product_id",
            id=edit_id,
            ids=list(product_ids),
        )
    return bool(is_new)


async def get(db: AsyncConnection, edit_id: UUID) -> BulkEdit | None:
    return await first(
        db, BulkEdit, f"SELECT {_COLUMNS} FROM bulk_edits WHERE id = %(id)s", id=edit_id
    )


async def lock(db: AsyncConnection, edit_id: UUID) -> BulkEdit | None:
    return await first(
        db, BulkEdit, f"SELECT {_COLUMNS} FROM bulk_edits WHERE id = %(id)s FOR UPDATE", id=edit_id
    )


async def latest(db: AsyncConnection, *, limit: int) -> list[BulkEdit]:
    return await rows(
        db,
        BulkEdit,
        f"SELECT {_COLUMNS} FROM bulk_edits ORDER BY created_at DESC, id DESC LIMIT %(limit)s",
        limit=limit,
    )


async def next_items(db: AsyncConnection, edit_id: UUID, *, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT product_id FROM bulk_edit_items WHERE edit_id = %(id)s AND done_at IS NULL"
        " ORDER BY product_id LIMIT %(limit)s",
        id=edit_id,
        limit=limit,
    )


async def next_undone(db: AsyncConnection, edit_id: UUID, *, limit: int) -> list[Item]:
    return await rows(
        db,
        Item,
        "SELECT product_id, changes, refusal, kept FROM bulk_edit_items WHERE edit_id = %(id)s"
        " AND done_at IS NOT NULL AND undone_at IS NULL AND changes <> '{}'::jsonb"
        " ORDER BY product_id LIMIT %(limit)s",
        id=edit_id,
        limit=limit,
    )


async def noted(db: AsyncConnection, edit_id: UUID, *, limit: int) -> list[Item]:
    """What was refused, and what an undo left as somebody else made it."""
    return await rows(
        db,
        Item,
        "SELECT product_id, changes, refusal, kept FROM bulk_edit_items WHERE edit_id = %(id)s"
        " AND (refusal IS NOT NULL OR kept <> '[]'::jsonb) ORDER BY product_id LIMIT %(limit)s",
        id=edit_id,
        limit=limit,
    )


async def mark_done(
    db: AsyncConnection,
    edit_id: UUID,
    found: Sequence[tuple[UUID, Mapping[str, Any], str | None]],
    *,
    now: datetime,
    look_at: datetime,
) -> None:
    """Each product with its changes and why it was refused."""
    await run(
        db,
        "UPDATE bulk_edit_items i SET done_at = %(now)s, changes = n.changes::jsonb,"
        " refusal = n.refusal FROM unnest(%(ids)s::uuid[], %(changes)s::text[],"
        " %(refusals)s::text[]) AS n(product_id, changes, refusal)"
        " WHERE i.edit_id = %(id)s AND i.product_id = n.product_id",
        id=edit_id,
        ids=[product_id for product_id, _, _ in found],
        changes=[json.dumps(changes) for _, changes, _ in found],
        refusals=[refusal for _, _, refusal in found],
        now=now,
    )
    await run(
        db,
        "UPDATE bulk_edits SET done = done + %(done)s, changed = changed + %(changed)s,"
        " refused = refused + %(refused)s, look_at = %(look_at)s WHERE id = %(id)s",
        id=edit_id,
        done=len(found),
        changed=sum(bool(changes) for _, changes, _ in found),
        refused=sum(refusal is not None for _, _, refusal in found),
        look_at=look_at,
    )


async def mark_undone(
    db: AsyncConnection,
    edit_id: UUID,
    found: Sequence[tuple[UUID, Sequence[str]]],
    *,
    now: datetime,
    look_at: datetime,
) -> None:
    """Each product with the fields that stay as somebody else made them."""
    await run(
        db,
        "UPDATE bulk_edit_items i SET undone_at = %(now)s, kept = n.kept::jsonb"
        " FROM unnest(%(ids)s::uuid[], %(kept)s::text[]) AS n(product_id, kept)"
        " WHERE i.edit_id = %(id)s AND i.product_id = n.product_id",
        id=edit_id,
        ids=[product_id for product_id, _ in found],
        kept=[json.dumps(list(kept)) for _, kept in found],
        now=now,
    )
    await run(
        db,
        "UPDATE bulk_edits SET undone = undone + %(undone)s, kept = kept + %(kept)s,"
        " look_at = %(look_at)s WHERE id = %(id)s",
        id=edit_id,
        undone=len(found),
        kept=sum(len(kept) for _, kept in found),
        look_at=look_at,
    )


async def set_status(
    db: AsyncConnection,
    edit_id: UUID,
    status: BulkEditStatus,
    *,
    among: Sequence[BulkEditStatus],
    now: datetime,
    look_at: datetime | None,
    undone_by: str | None = None,
) -> bool:
    """False where it was not in one of these states."""
    return bool(
        await run(
            db,
            "UPDATE bulk_edits SET status = %(status)s, look_at = %(look_at)s,"
            " ended_at = CASE WHEN %(look_at)s::timestamptz IS NULL THEN %(now)s ELSE ended_at END,"
            " undone_by = coalesce(%(undone_by)s, undone_by)"
            " WHERE id = %(id)s AND status = ANY(%(among)s)",
            id=edit_id,
            status=status,
            among=[str(one) for one in among],
            now=now,
            look_at=look_at,
            undone_by=undone_by,
        )
    )


async def take_stalled(
    db: AsyncConnection, *, now: datetime, next_at: datetime, limit: int
) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "UPDATE bulk_edits SET look_at = %(next_at)s WHERE id IN (SELECT id FROM bulk_edits"
        " WHERE look_at <= %(now)s ORDER BY look_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING id",
        now=now,
        next_at=next_at,
        limit=limit,
    )
