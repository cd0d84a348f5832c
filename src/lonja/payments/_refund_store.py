"""All SQL of refunds, and of the ledger as accounting reads it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.kernel.money import Money
from lonja.payments._moving import MoveKind
from lonja.payments._port import RefundRequest
from lonja.payments._refunding import (
    REFUND_WAITING,
    RefundLine,
    RefundReason,
    RefundSource,
    RefundStatus,
    RefundTo,
)

MOST_REFUNDS = 500

_REFUND = (
    "SELECT r.id, r.order_id, r.attempt_id, r.source, r.status, r.amount_minor, r.currency, r.reason,"
    " r.restock, CASE WHEN r.is_exchanged THEN 'exchange' WHEN EXISTS"
    " (SELECT FROM payment_attempts a WHERE (a.order_id, a.id) = (r.order_id, r.attempt_id)"
    "  AND a.account_id IS NOT NULL AND a.origin_order_id IS NULL) THEN 'payment' ELSE coalesce(r.asked ->> 'to', 'payment')"
    " END AS to,"
    " r.actor, r.failure, r.by_hand, r.requested_at, r.sent_at, r.settled_at,"
    " coalesce((SELECT jsonb_agg(jsonb_build_object('line', l.line, 'quantity', l.quantity,"
    "  'amount_minor', l.amount_minor) ORDER BY l.line) FROM refund_lines l"
    "  WHERE l.order_id = r.order_id AND l.refund_id = r.id), '[]') AS lines"
    " FROM refunds r"
)
_REFUNDS = f"{_REFUND} WHERE r.order_id = %(order)s"


def gateway_key(order_id: UUID, refund_id: UUID) -> UUID:
    return uuid5(order_id, str(refund_id))


@dataclass(frozen=True, slots=True)
class Refund:
    id: UUID
    order_id: UUID
    attempt_id: UUID
    source: RefundSource
    status: RefundStatus
    amount_minor: int
    currency: str
    reason: RefundReason
    restock: bool
    to: RefundTo
    actor: str
    failure: str | None
    by_hand: bool
    requested_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    lines: tuple[RefundLine, ...]

    @property
    def amount(self) -> Money:
        return Money(self.currency, self.amount_minor)

    @property
    def request(self) -> RefundRequest:
        """Its key holds for every order: callers choose ids, and two orders may get the same."""
        return RefundRequest(gateway_key(self.order_id, self.id), self.amount)


@dataclass(frozen=True, slots=True)
class Captured:
    attempt_id: UUID
    amount_minor: int
    disputed_minor: int
    is_balance: bool


@dataclass(frozen=True, slots=True)
class Stale:
    order_id: UUID
    id: UUID


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
    is_exchanged: bool,
    asked: dict[str, Any],
    actor: str,
    lines: Sequence[RefundLine],
    now: datetime,
) -> None:
    await run(
        db,
        "WITH made AS (INSERT INTO refunds (order_id, id, attempt_id, source, amount_minor,"
        " currency, reason, restock, is_exchanged, asked, actor, requested_at, looked_at) VALUES (%(order)s,"
        " %(id)s, %(attempt)s, %(source)s, %(amount)s, %(currency)s, %(reason)s, %(restock)s,"
        " %(is_exchanged)s, %(asked)s::jsonb, %(actor)s, %(now)s, %(now)s))"
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
        is_exchanged=is_exchanged,
        asked=json.dumps(asked),
        actor=actor,
        now=now,
        lines=[line.line for line in lines],
        quantities=[line.quantity for line in lines],
        amounts=[line.amount_minor for line in lines],
    )


async def get(db: AsyncConnection, order_id: UUID, refund_id: UUID) -> Refund | None:
    return await first(db, Refund, f"{_REFUNDS} AND r.id = %(id)s", order=order_id, id=refund_id)


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Refund]:
    return await rows(
        db,
        Refund,
        f"{_REFUNDS} ORDER BY r.requested_at, r.id LIMIT %(limit)s",
        order=order_id,
        limit=MOST_REFUNDS,
    )


async def asked(db: AsyncConnection, order_id: UUID, refund_id: UUID) -> dict[str, Any] | None:
    """The caller's request under this id."""
    return await first(
        db,
        dict,
        "SELECT asked FROM refunds WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=refund_id,
    )


async def captured(db: AsyncConnection, order_id: UUID) -> list[Captured]:
    """What the ledger says came in, and what buyers' banks took back of it, by attempt."""
    return await rows(
        db,
        Captured,
        "SELECT m.attempt_id,"
        " coalesce(sum(m.amount_minor) FILTER (WHERE m.kind IN ('captured', 'late_captured')), 0)"
        "::bigint AS amount_minor,"
        " coalesce(sum(CASE m.kind WHEN 'disputed' THEN m.amount_minor WHEN 'dispute_reinstated'"
        " THEN -m.amount_minor ELSE 0 END), 0)::bigint AS disputed_minor,"
        " bool_or(a.account_id IS NOT NULL) AS is_balance FROM payment_moves m"
        " JOIN payment_attempts a ON a.order_id = m.order_id AND a.id = m.attempt_id"
        " WHERE m.order_id = %(order)s AND m.kind IN ('captured', 'late_captured', 'disputed',"
        " 'dispute_reinstated') GROUP BY m.attempt_id ORDER BY m.attempt_id",
        order=order_id,
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


async def book_dispute(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID,
    move_id: UUID,
    kind: str,
    amount: Money,
    vendor_id: str,
    now: datetime,
) -> bool:
    """What a bank took, or gave back, once for each dispute."""
    return bool(
        await run(
            db,
            "INSERT INTO payment_moves (order_id, id, attempt_id, kind, amount_minor, currency,"
            " vendor_id, at) VALUES (%(order)s, %(move)s, %(attempt)s, %(kind)s, %(amount)s,"
            " %(currency)s, %(vendor)s, %(now)s) ON CONFLICT DO NOTHING",
            order=order_id,
            move=move_id,
            attempt=attempt_id,
            kind=kind,
            amount=amount.minor,
            currency=amount.currency,
            vendor=vendor_id,
            now=now,
        )
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
) -> list[Stale]:
    """Take refunds that waited too long for a look; they count as looked at from `now` on."""
    return await rows(
        db,
        Stale,
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


async def by_hand(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Refund]:
    """Those that need a person, oldest first."""
    after_at, after_id = after or (None, None)
    return await rows(
        db,
        Refund,
        f"{_REFUND} WHERE r.status = 'needs_person' AND (%(after_at)s::timestamptz IS NULL"
        " OR (r.requested_at, r.id) > (%(after_at)s, %(after_id)s))"
        " ORDER BY r.requested_at, r.id LIMIT %(limit)s",
        after_at=after_at,
        after_id=after_id,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class MoneyOf:
    currency: str
    paid_minor: int
    refunded_minor: int


async def money_of(db: AsyncConnection, order_ids: Sequence[UUID]) -> list[MoneyOf]:
    return await rows(
        db,
        MoneyOf,
        "SELECT currency,"
        " coalesce(sum(amount_minor) FILTER (WHERE kind IN ('captured', 'late_captured')), 0)"
        "::bigint AS paid_minor,"
        " coalesce(sum(CASE kind WHEN 'refunded' THEN amount_minor WHEN 'refund_failed'"
        " THEN -amount_minor ELSE 0 END), 0)::bigint AS refunded_minor"
        " FROM payment_moves WHERE order_id = ANY(%(ids)s) GROUP BY currency ORDER BY currency",
        ids=list(order_ids),
    )


@dataclass(frozen=True, slots=True)
class Posted:
    """A movement of money as accounting needs it; `late` money paid no order."""

    id: UUID
    order_id: UUID
    kind: MoveKind
    method: str
    late: bool
    amount_minor: int
    currency: str
    at: datetime


async def posted(
    db: AsyncConnection, *, since: datetime, until: datetime, after: UUID | None, limit: int
) -> list[Posted]:
    return await rows(
        db,
        Posted,
        "SELECT m.id, m.order_id, m.kind, CASE WHEN r.is_exchanged THEN 'exchange'"
        " WHEN r.id IS NOT NULL AND o.id IS NOT NULL THEN o.method WHEN a.account_id IS NULL"
        " AND r.asked ->> 'to' IN ('gift_card', 'store_credit') THEN r.asked ->> 'to'"
        " ELSE coalesce(a.method, '') END AS method,"
        " coalesce(a.late, false) AS late, m.amount_minor, m.currency, m.at"
        " FROM payment_moves AS m LEFT JOIN payment_attempts AS a"
        " ON (a.order_id, a.id) = (m.order_id, m.attempt_id)"
        # What an exchange paid with goes back the way that its goods were paid.
        " LEFT JOIN payment_attempts AS o ON (o.order_id, o.id) = (a.origin_order_id, a.account_id)"
        " LEFT JOIN refunds AS r ON (r.order_id, r.id) = (m.order_id, m.id)"
        " WHERE m.at >= %(since)s AND m.at < %(until)s"
        " AND m.kind IN ('captured', 'late_captured', 'refunded', 'refund_failed')"
        " AND (%(after)s::uuid IS NULL OR m.id > %(after)s)"
        " ORDER BY m.id LIMIT %(limit)s",
        since=since,
        until=until,
        after=after,
        limit=limit,
    )
