"""The door to payments: attempts, and the ledger of money that moved.

An order has many attempts, at most one live and at most one captured; the database holds both.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.payments import _store
from lonja.payments._gateway import (
    Answer,
    Authorised,
    Charge,
    Declined,
    Gateway,
    Gateways,
    NeedsAction,
)
from lonja.payments._port import (
    Captured,
    Closed,
    Field,
    Instructions,
    Method,
    Pending,
    Redirect,
    Reference,
    RefundAnswer,
    RefundFailed,
    RefundNeedsPerson,
    RefundPending,
    RefundRequest,
    RefundSucceeded,
    Signal,
    Step,
    Unknown,
    VendorIds,
)
from lonja.payments._refunding import (
    REFUND_MOVES,
    REFUND_WAITING,
    Books,
    Given,
    ImpossibleRefundMove,
    LineLeft,
    NothingToRefund,
    RefundExceedsCapture,
    RefundExceedsLine,
    RefundIdTaken,
    RefundLine,
    RefundNotPositive,
    RefundOverLimit,
    RefundPlan,
    RefundReason,
    RefundRequested,
    RefundSource,
    RefundStatus,
    SoldLine,
    WrongRefundStatus,
    check_limit,
    lines_left,
    plan_refund,
    why_no_refund,
)
from lonja.payments._refunds import (
    Refund,
    SendRefund,
    UnknownRefund,
    add_refund,
    books,
    is_refund_repeat,
    move_refund,
    refund,
    refund_way,
    refunds,
    take_stale_refunds,
)
from lonja.payments._sealing import TokenSeal

__all__ = [
    "REFUND_MOVES",
    "REFUND_WAITING",
    "Answer",
    "Attempt",
    "Authorised",
    "Books",
    "Captured",
    "Charge",
    "Closed",
    "Declined",
    "Field",
    "Gateway",
    "Gateways",
    "Given",
    "ImpossibleRefundMove",
    "Instructions",
    "LineLeft",
    "Method",
    "NeedsAction",
    "NothingToRefund",
    "Pending",
    "Redirect",
    "Reference",
    "Refund",
    "RefundAnswer",
    "RefundExceedsCapture",
    "RefundExceedsLine",
    "RefundFailed",
    "RefundIdTaken",
    "RefundLine",
    "RefundNeedsPerson",
    "RefundNotPositive",
    "RefundOverLimit",
    "RefundPending",
    "RefundPlan",
    "RefundReason",
    "RefundRequest",
    "RefundRequested",
    "RefundSource",
    "RefundStatus",
    "RefundSucceeded",
    "SendRefund",
    "Signal",
    "SoldLine",
    "Step",
    "TokenSeal",
    "Unknown",
    "UnknownMethod",
    "UnknownRefund",
    "VendorIds",
    "WrongRefundStatus",
    "add_refund",
    "attempts",
    "authorised",
    "books",
    "captured",
    "check_limit",
    "declined",
    "is_refund_repeat",
    "lines_left",
    "live_attempt",
    "move_refund",
    "needs_action",
    "open_attempt",
    "plan_refund",
    "refund",
    "refund_way",
    "refunds",
    "take_stale_refunds",
    "uncaptured_orders",
    "voided",
    "why_no_refund",
]


class UnknownMethod(Invalid):
    code: ClassVar[str] = "unknown_payment_method"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`token` is the encrypted one, None once settled; `next_url` is where a buyer must go."""

    id: UUID
    method: str
    status: str
    reason: str | None
    next_url: str | None
    amount: Money
    token: bytes | None
    created_at: datetime
    settled_at: datetime | None
    captured_at: datetime | None


async def open_attempt(
    db: AsyncConnection,
    *,
    order_id: UUID,
    method: str,
    sealed_token: bytes,
    amount: Money,
    now: datetime,
) -> UUID:
    """A new attempt for an order without a live one (the database refuses a second)."""
    attempt_id = uuid7()
    await _store.insert_attempt(
        db,
        order_id=order_id,
        attempt_id=attempt_id,
        method=method,
        token=sealed_token,
        amount_minor=amount.minor,
        currency=amount.currency,
        now=now,
    )
    return attempt_id


async def live_attempt(db: AsyncConnection, order_id: UUID) -> Attempt | None:
    row = await _store.live_attempt(db, order_id)
    return None if row is None else _attempt(row, row.token)


async def attempts(db: AsyncConnection, order_id: UUID) -> list[Attempt]:
    return [_attempt(row, None) for row in await _store.attempts(db, order_id)]


async def authorised(
    db: AsyncConnection, *, order_id: UUID, attempt: Attempt, now: datetime
) -> bool:
    """False when it was so already."""
    return await _settle(
        db, order_id, attempt.id, ("open", "needs_action"), "authorised", moves=True, now=now
    )


async def declined(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, reason: str, now: datetime
) -> bool:
    return await _settle(
        db, order_id, attempt_id, ("open", "needs_action"), "declined", reason=reason, now=now
    )


async def needs_action(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, url: str, now: datetime
) -> bool:
    return await _settle(
        db, order_id, attempt_id, ("open",), "needs_action", next_step={"url": url}, now=now
    )


async def captured(db: AsyncConnection, *, order_id: UUID, attempt: Attempt, now: datetime) -> bool:
    return await _settle(db, order_id, attempt.id, ("authorised",), "captured", moves=True, now=now)


async def voided(db: AsyncConnection, *, order_id: UUID, attempt: Attempt, now: datetime) -> bool:
    """The attempt will bring no money: its order is gone, or it was given up."""
    live = ("open", "needs_action", "authorised")
    moves = attempt.status == "authorised"
    return await _settle(db, order_id, attempt.id, live, "voided", moves=moves, now=now)


async def uncaptured_orders(db: AsyncConnection, *, before: datetime, limit: int) -> list[UUID]:
    """Orders whose money is reserved but was not taken, for too long."""
    return [row.order_id for row in await _store.uncaptured(db, before=before, limit=limit)]


async def _settle(
    db: AsyncConnection,
    order_id: UUID,
    attempt_id: UUID,
    before: tuple[str, ...],
    status: str,
    *,
    reason: str | None = None,
    next_step: dict[str, str] | None = None,
    moves: bool = False,
    now: datetime,
) -> bool:
    return await _store.settle(
        db,
        order_id=order_id,
        attempt_id=attempt_id,
        before=before,
        status=status,
        reason=reason,
        next_step=next_step,
        move_id=uuid7() if moves else None,
        now=now,
    )


def _attempt(row: Any, token: bytes | None) -> Attempt:
    return Attempt(
        id=row.id,
        method=row.method,
        status=row.status,
        reason=row.reason,
        next_url=(row.next_step or {}).get("url"),
        amount=Money(row.currency, row.amount_minor),
        token=None if token is None else bytes(token),
        created_at=row.created_at,
        settled_at=row.settled_at,
        captured_at=row.captured_at,
    )
