"""The SQL of what staff add to orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run


@dataclass(frozen=True, slots=True)
class OrderNote:
    id: UUID
    text: str
    at: datetime
    actor: str


async def set_hold(
    db: AsyncConnection,
    order_id: UUID,
    *,
    since: datetime | None,
    reason: str | None,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE orders SET held_at = %(since)s, hold_reason = %(reason)s, updated_at = %(now)s"
        " WHERE id = %(id)s",
        id=order_id,
        since=since,
        reason=reason,
        now=now,
    )


async def set_tags(
    db: AsyncConnection, order_id: UUID, tags: Sequence[str], *, now: datetime
) -> None:
    """The order's tags; those that are new to the shop are offered from now on."""
    await run(
        db,
        "WITH known AS (INSERT INTO order_tags (name) SELECT unnest(%(tags)s::text[])"
        " ON CONFLICT DO NOTHING)"
        " UPDATE orders SET tags = %(tags)s::text[], updated_at = %(now)s WHERE id = %(id)s",
        id=order_id,
        tags=list(tags),
        now=now,
    )


async def tag_names(db: AsyncConnection, limit: int) -> list[str]:
    return await rows(
        db, str, "SELECT name FROM order_tags ORDER BY name LIMIT %(limit)s", limit=limit
    )


async def set_assignee(
    db: AsyncConnection, order_id: UUID, assignee_id: UUID | None, *, now: datetime
) -> None:
    await run(
        db,
        "UPDATE orders SET assignee_id = %(assignee)s, updated_at = %(now)s WHERE id = %(id)s",
        id=order_id,
        assignee=assignee_id,
        now=now,
    )


async def set_archived(
    db: AsyncConnection, order_id: UUID, *, since: datetime | None, now: datetime
) -> None:
    await run(
        db,
        "UPDATE orders SET archived_at = %(since)s, updated_at = %(now)s WHERE id = %(id)s",
        id=order_id,
        since=since,
        now=now,
    )


async def insert_note(
    db: AsyncConnection, order_id: UUID, note_id: UUID, *, text: str, actor: str, now: datetime
) -> bool:
    """False where there is a note of this id already."""
    return bool(
        await run(
            db,
            "INSERT INTO order_notes (order_id, id, text, at, actor)"
            " VALUES (%(order)s, %(id)s, %(text)s, %(now)s, %(actor)s) ON CONFLICT DO NOTHING",
            order=order_id,
            id=note_id,
            text=text,
            now=now,
            actor=actor,
        )
    )


async def delete_note(db: AsyncConnection, order_id: UUID, note_id: UUID) -> bool:
    return bool(
        await run(
            db,
            "DELETE FROM order_notes WHERE order_id = %(order)s AND id = %(id)s",
            order=order_id,
            id=note_id,
        )
    )


async def notes(db: AsyncConnection, order_id: UUID, limit: int) -> list[OrderNote]:
    return await rows(
        db,
        OrderNote,
        "SELECT id, text, at, actor FROM order_notes WHERE order_id = %(id)s"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        id=order_id,
        limit=limit,
    )
