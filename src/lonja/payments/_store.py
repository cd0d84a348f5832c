"""All SQL of payments."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import Row, first, rows, run


async def insert_attempt(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    method: str,
    token: bytes,
    amount_minor: int,
    currency: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO payment_attempts"
        " (order_id, id, method, token, amount_minor, currency, created_at)"
        " VALUES (%(order)s, %(id)s, %(method)s, %(token)s, %(amount)s, %(currency)s, %(now)s)",
        order=order_id,
        id=attempt_id,
        method=method,
        token=token,
        amount=amount_minor,
        currency=currency,
        now=now,
    )


async def live_attempt(db: AsyncConnection, order_id: UUID) -> Row | None:
    """The attempt that may still bring money, or that has; settled ones are history."""
    return await first(
        db,
        "SELECT * FROM payment_attempts WHERE order_id = %(order)s AND status IN"
        " ('open', 'needs_action', 'authorised', 'captured') ORDER BY created_at DESC, id DESC"
        " LIMIT 1",
        order=order_id,
    )


async def attempts(db: AsyncConnection, order_id: UUID) -> Sequence[Row]:
    return await rows(
        db,
        "SELECT id, method, status, reason, next_step, amount_minor, currency, created_at,"
        " settled_at, captured_at FROM payment_attempts WHERE order_id = %(order)s"
        " ORDER BY created_at, id LIMIT 100",
        order=order_id,
    )


async def settle(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    before: Sequence[str],
    status: str,
    reason: str | None,
    next_step: dict[str, str] | None,
    move_id: UUID | None,
    now: datetime,
) -> bool:
    """Move an attempt from one of `before` to `status`; the token goes when it is settled.

    With a `move_id` its money moved, too, and the ledger says so.
    """
    return bool(
        await run(
            db,
            "WITH settled AS (UPDATE payment_attempts SET status = %(status)s, reason = %(reason)s,"
            " next_step = %(step)s::jsonb,"
            " token = CASE WHEN %(status)s = 'needs_action' THEN token END,"
            " settled_at = CASE WHEN %(status)s = 'needs_action' THEN settled_at ELSE %(now)s END,"
            " captured_at = CASE WHEN %(status)s = 'captured' THEN %(now)s ELSE captured_at END"
            " WHERE order_id = %(order)s AND id = %(id)s AND status = ANY(%(before)s)"
            " RETURNING amount_minor, currency), moved AS (INSERT INTO payment_moves"
            " (order_id, id, attempt_id, kind, amount_minor, currency, at)"
            " SELECT %(order)s, %(move)s, %(id)s, %(status)s, amount_minor, currency, %(now)s"
            " FROM settled WHERE %(move)s::uuid IS NOT NULL) SELECT FROM settled",
            order=order_id,
            id=attempt_id,
            before=list(before),
            status=status,
            reason=reason,
            step=None if next_step is None else json.dumps(next_step),
            move=move_id,
            now=now,
        )
    )


async def uncaptured(db: AsyncConnection, *, before: datetime, limit: int) -> Sequence[Row]:
    return await rows(
        db,
        "SELECT order_id FROM payment_attempts WHERE status = 'authorised'"
        " AND settled_at <= %(before)s ORDER BY settled_at, order_id LIMIT %(limit)s",
        before=before,
        limit=limit,
    )
