"""All SQL of disputes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.disputes._deciding import DisputeStatus
from lonja.kernel.db import first, one, rows, run
from lonja.kernel.money import Money

MOST_OF_AN_ORDER = 50
_NO_DATE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Dispute:
    order_id: UUID
    id: UUID
    attempt_id: UUID
    order_number: str
    gateway: str
    vendor_id: str
    status: DisputeStatus
    reason: str
    amount_minor: int
    currency: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    reminded: list[int]

    @property
    def due_by(self) -> datetime:
        """Where nothing is to be answered, after everything that is."""
        return self.due_at or self.opened_at + _NO_DATE

    @property
    def amount(self) -> Money:
        return Money(self.currency, self.amount_minor)


@dataclass(frozen=True, slots=True)
class Found:
    order_id: UUID
    attempt_id: UUID


_DISPUTE = (
    "order_id, id, attempt_id, order_number, gateway, vendor_id, status, reason, amount_minor,"
    " currency, opened_at, due_at, closed_at, reminded"
)


async def get(db: AsyncConnection, order_id: UUID, dispute_id: UUID) -> Dispute | None:
    return await first(
        db,
        Dispute,
        f"SELECT {_DISPUTE} FROM disputes WHERE order_id = %(order)s AND id = %(id)s",
        order=order_id,
        id=dispute_id,
    )


async def write(db: AsyncConnection, values: Mapping[str, Any]) -> None:
    """What the bank says now; when it was opened and what staff were told stay."""
    await run(
        db,
        "INSERT INTO disputes (order_id, id, attempt_id, order_number, gateway, vendor_id,"
        " status, reason, amount_minor, currency, opened_at, due_at, closed_at, looked_at) VALUES (%(order)s,"
        " %(id)s, %(attempt)s, %(number)s, %(gateway)s, %(vendor)s, %(status)s, %(reason)s, %(amount)s,"
        " %(currency)s, %(opened_at)s, %(due_at)s, %(closed_at)s, %(now)s)"
        " ON CONFLICT (order_id, id) DO UPDATE SET status = excluded.status,"
        " reason = excluded.reason, due_at = excluded.due_at,"
        " closed_at = coalesce(disputes.closed_at, excluded.closed_at),"
        " looked_at = excluded.looked_at",
        **values,
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Dispute]:
    return await rows(
        db,
        Dispute,
        f"SELECT {_DISPUTE} FROM disputes WHERE order_id = %(order)s ORDER BY opened_at, id"
        " LIMIT %(limit)s",
        order=order_id,
        limit=MOST_OF_AN_ORDER,
    )


async def has_one(db: AsyncConnection, order_id: UUID, statuses: list[str]) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM disputes WHERE order_id = %(order)s"
        " AND status = ANY(%(statuses)s))",
        order=order_id,
        statuses=statuses,
    )


async def list_open(
    db: AsyncConnection,
    *,
    statuses: list[str],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Dispute]:
    at, last = after or (None, None)
    return await rows(
        db,
        Dispute,
        f"SELECT {_DISPUTE} FROM disputes WHERE status = ANY(%(statuses)s)"
        " AND (%(at)s::timestamptz IS NULL"
        " OR (coalesce(due_at, opened_at + interval '365 days'), id) > (%(at)s, %(last)s::uuid))"
        " ORDER BY coalesce(due_at, opened_at + interval '365 days'), id LIMIT %(limit)s",
        statuses=statuses,
        at=at,
        last=last,
        limit=limit,
    )


async def list_closed(
    db: AsyncConnection,
    *,
    statuses: list[str],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Dispute]:
    at, last = after or (None, None)
    return await rows(
        db,
        Dispute,
        f"SELECT {_DISPUTE} FROM disputes WHERE NOT status = ANY(%(statuses)s)"
        " AND (%(at)s::timestamptz IS NULL OR (opened_at, id) < (%(at)s, %(last)s::uuid))"
        " ORDER BY opened_at DESC, id DESC LIMIT %(limit)s",
        statuses=statuses,
        at=at,
        last=last,
        limit=limit,
    )


async def take_open(
    db: AsyncConnection, *, statuses: list[str], before: datetime, now: datetime, limit: int
) -> list[Found]:
    """Open ones that nobody looked at since `before`; they count as looked at from now on."""
    return await rows(
        db,
        Found,
        "UPDATE disputes SET looked_at = %(now)s WHERE (order_id, id) IN (SELECT order_id, id"
        " FROM disputes WHERE status = ANY(%(statuses)s) AND looked_at <= %(before)s"
        " ORDER BY looked_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING order_id, attempt_id",
        statuses=statuses,
        before=before,
        now=now,
        limit=limit,
    )


async def mark_reminded(
    db: AsyncConnection, *, order_id: UUID, dispute_id: UUID, days: int
) -> None:
    await run(
        db,
        "UPDATE disputes SET reminded = array_append(reminded, %(days)s)"
        " WHERE order_id = %(order)s AND id = %(id)s AND NOT %(days)s = ANY(reminded)",
        order=order_id,
        id=dispute_id,
        days=days,
    )
