"""All SQL of refunds."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import Row, first, rows, run
from lonja.payments._refunding import REFUND_WAITING, RefundLine

MOST_REFUNDS = 500


async def insert(
    db: AsyncConnection,
    *,
    order_id: UUID,
    refund_id: UUID,
    attempt_id: UUID,
    source: str,
    amount_minor: int,
    currency: str,
    reason: str,
    restock: bool,
    asked: dict[str, Any],
    actor: str,
    lines: Sequence[RefundLine],
    now: datetime,
) -> None:
    await run(
        db,
        "WITH made AS (INSERT INTO refunds (order_id, id, attempt_id, source, amount_minor,"
        " currency, reason, restock, asked, actor, requested_at, looked_at) VALUES (%(order)s,"
        " %(id)s, %(attempt)s, %(source)s, %(amount)s, %(currency)s, %(reason)s, %(restock)s,"
        " %(asked)s::jsonb, %(actor)s, %(now)s, %(now)s))"
        " INSERT INTO refund_lines (order_id, refund_id, line, quantity, amount_minor)"
        " SELECT %(order)s, %(id)s, l.line, l.quantity, l.amount"
        " FROM unnest(%(lines)s::int[], %(quantities)s::int[], %(amounts)s::bigint[])"
        " AS l(line, quantity, amount)",
        order=order_id,
        id=refund_id,
        attempt=attempt_id,
        source=source,
        amount=amount_minor,
        currency=currency,
        reason=reason,
        restock=restock,
        asked=json.dumps(asked),
        actor=actor,
        now=now,
        lines=[line.line for line in lines],
        quantities=[line.quantity for line in lines],
        amounts=[line.amount_minor for line in lines],
    )


async def get(db: AsyncConnection, order_id: UUID, refund_id: UUID) -> Row | None:
    return await first(
        db,
        "SELECT * FROM refunds WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=refund_id,
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> Sequence[Row]:
    return await rows(
        db,
        "SELECT * FROM refunds WHERE order_id = %(order)s ORDER BY requested_at, id LIMIT %(limit)s",
        order=order_id,
        limit=MOST_REFUNDS,
    )


async def lines_of_order(db: AsyncConnection, order_id: UUID) -> Sequence[Row]:
    return await rows(
        db,
        "SELECT refund_id, line, quantity, amount_minor FROM refund_lines"
        " WHERE order_id = %(order)s ORDER BY refund_id, line",
        order=order_id,
    )


async def captured(db: AsyncConnection, order_id: UUID) -> Sequence[Row]:
    """What the ledger says came in, by attempt."""
    return await rows(
        db,
        "SELECT attempt_id, sum(amount_minor)::bigint AS amount_minor FROM payment_moves"
        " WHERE order_id = %(order)s AND kind IN ('captured', 'late_captured')"
        " AND attempt_id IS NOT NULL GROUP BY attempt_id ORDER BY attempt_id",
        order=order_id,
    )


async def attempt(db: AsyncConnection, order_id: UUID, attempt_id: UUID) -> Row | None:
    return await first(
        db,
        "SELECT * FROM payment_attempts WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=attempt_id,
    )


async def move(
    db: AsyncConnection,
    *,
    order_id: UUID,
    refund_id: UUID,
    status: str,
    vendor_id: str | None,
    failure: str | None,
    by_hand: bool,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE refunds SET status = %(status)s, looked_at = %(now)s,"
        " vendor_id = coalesce(%(vendor)s, vendor_id), failure = %(failure)s,"
        " by_hand = by_hand OR %(by_hand)s,"
        " sent_at = CASE WHEN %(status)s = 'sent' THEN coalesce(sent_at, %(now)s) ELSE sent_at END,"
        " settled_at = CASE WHEN %(status)s IN ('succeeded', 'failed', 'cancelled') THEN %(now)s"
        " ELSE settled_at END WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=refund_id,
        status=status,
        vendor=vendor_id,
        failure=failure,
        by_hand=by_hand,
        now=now,
    )


async def book(
    db: AsyncConnection, *, order_id: UUID, refund_id: UUID, move_id: UUID, kind: str, now: datetime
) -> None:
    """Write the refund's money into the ledger; the same move twice is one row."""
    await run(
        db,
        "INSERT INTO payment_moves (order_id, id, attempt_id, kind, amount_minor, currency,"
        " vendor_id, at) SELECT order_id, %(move)s, attempt_id, %(kind)s, amount_minor, currency,"
        " coalesce(vendor_id, id::text), %(now)s"
        " FROM refunds WHERE order_id = %(order)s AND id = %(id)s ON CONFLICT DO NOTHING",
        order=order_id,
        id=refund_id,
        move=move_id,
        kind=kind,
        now=now,
    )


async def put_off(
    db: AsyncConnection, *, order_id: UUID, refund_id: UUID, looked_at: datetime
) -> None:
    await run(
        db,
        "UPDATE refunds SET looked_at = %(looked_at)s WHERE order_id = %(order_id)s"
        " AND id = %(refund_id)s AND looked_at < %(looked_at)s",
        order_id=order_id,
        refund_id=refund_id,
        looked_at=looked_at,
    )


async def stale(
    db: AsyncConnection, *, before: datetime, pending_before: datetime, now: datetime, limit: int
) -> Sequence[Row]:
    """Take refunds that waited too long for a look; they count as looked at from `now` on."""
    return await rows(
        db,
        "UPDATE refunds SET looked_at = %(now)s WHERE (order_id, id) IN (SELECT order_id, id"
        " FROM refunds WHERE status = ANY(%(waiting)s) AND looked_at <="
        " CASE WHEN status = 'pending' THEN %(pending)s::timestamptz ELSE %(before)s::timestamptz END"
        " ORDER BY looked_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) RETURNING order_id, id",
        waiting=[str(status) for status in REFUND_WAITING],
        pending=pending_before,
        before=before,
        now=now,
        limit=limit,
    )
