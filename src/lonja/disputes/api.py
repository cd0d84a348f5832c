"""The door to disputes: written as the gateway has them; they never move an order themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.disputes import _store
from lonja.disputes._deciding import (
    HOLDING,
    OPEN,
    REMIND_DAYS,
    DisputeStatus,
    is_given_back,
    is_taken,
    reminder,
)
from lonja.disputes._store import Dispute, Found
from lonja.payments.api import VendorDispute

__all__ = [
    "OPEN",
    "REMIND_DAYS",
    "Change",
    "Dispute",
    "DisputeStatus",
    "Found",
    "holds_order",
    "is_given_back",
    "is_taken",
    "list_closed",
    "list_open",
    "mark_reminded",
    "of_order",
    "record",
    "reminder",
    "take_open",
]

LOOK_EVERY: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is None for one that is new."""

    before: DisputeStatus | None
    now: Dispute

    @property
    def has_changed(self) -> bool:
        return self.before is not self.now.status


async def record(
    db: AsyncConnection,
    *,
    order_id: UUID,
    order_number: str,
    attempt_id: UUID,
    gateway: str,
    seen: VendorDispute,
    now: datetime,
) -> Change:
    """Write a dispute as the gateway has it; the order is locked."""
    dispute_id = uuid5(attempt_id, f"{gateway}:{seen.vendor_id}")
    before = await _store.get(db, order_id, dispute_id)
    status = DisputeStatus(seen.status)
    await _store.write(
        db,
        {
            "order": order_id,
            "id": dispute_id,
            "attempt": attempt_id,
            "number": order_number,
            "gateway": gateway,
            "vendor": seen.vendor_id,
            "status": status,
            "reason": seen.reason[:100],
            "amount": seen.amount.minor,
            "currency": seen.amount.currency,
            "opened_at": seen.opened_at,
            "due_at": seen.due_at,
            "closed_at": None if status in OPEN else now,
            "now": now,
        },
    )
    after = await _store.get(db, order_id, dispute_id)
    assert after is not None, "it was just written"
    return Change(before.status if before else None, after)


async def of_order(db: AsyncConnection, order_id: UUID) -> list[Dispute]:
    """Oldest first."""
    return await _store.of_order(db, order_id)


async def holds_order(db: AsyncConnection, order_id: UUID) -> bool:
    """Whether a bank is deciding about a payment of this order."""
    return await _store.has_one(db, order_id, list(HOLDING))


async def list_open(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Dispute]:
    """Those that must be answered soonest come first."""
    return await _store.list_open(db, statuses=list(OPEN), after=after, limit=limit)


async def list_closed(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Dispute]:
    """Newest first."""
    return await _store.list_closed(db, statuses=list(OPEN), after=after, limit=limit)


async def take_open(db: AsyncConnection, *, now: datetime, limit: int) -> list[Found]:
    """Open ones whose gateway is to be asked again: an event may have been lost."""
    return await _store.take_open(
        db, statuses=list(OPEN), before=now - LOOK_EVERY, now=now, limit=limit
    )


async def mark_reminded(db: AsyncConnection, dispute: Dispute, *, days: int) -> None:
    await _store.mark_reminded(db, order_id=dispute.order_id, dispute_id=dispute.id, days=days)
