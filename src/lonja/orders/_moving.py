"""Where an order stands, and which way it may go. Pure; a move outside the table is a fault of ours."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final

from lonja.kernel.errors import Conflict


class OrderStatus(StrEnum):
    """The column's CHECK, both APIs, the SPA's type and every list of words follow this."""

    PLACED = "placed"
    PAYING = "paying"
    PAYMENT_ACTION_REQUIRED = "payment_action_required"
    PAYMENT_PENDING = "payment_pending"
    PAYMENT_FAILED = "payment_failed"
    CONFIRMED = "confirmed"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


_S = OrderStatus

MOVES: Final[dict[OrderStatus, frozenset[OrderStatus]]] = {
    _S.PLACED: frozenset({_S.PAYING, _S.CANCELLED}),
    _S.PAYING: frozenset(
        {
            _S.PAYING,
            _S.CONFIRMED,
            _S.PAYMENT_FAILED,
            _S.PAYMENT_ACTION_REQUIRED,
            _S.PAYMENT_PENDING,
            _S.CANCELLED,
        }
    ),
    _S.PAYMENT_ACTION_REQUIRED: frozenset(
        {_S.PAYING, _S.CONFIRMED, _S.PAYMENT_FAILED, _S.PAYMENT_PENDING, _S.CANCELLED}
    ),
    # Days: a debit on its way, a transfer that is awaited.
    _S.PAYMENT_PENDING: frozenset({_S.CONFIRMED, _S.PAYMENT_FAILED, _S.CANCELLED}),
    # Confirmed: the money of a payment that was refused arrives while the stock is still held.
    _S.PAYMENT_FAILED: frozenset({_S.PLACED, _S.CONFIRMED, _S.CANCELLED}),
    _S.CONFIRMED: frozenset({_S.PARTLY_SHIPPED, _S.SHIPPED, _S.CANCELLED}),
    # Shipped or delivered as well when the rest of it is cancelled; back when a parcel comes back.
    _S.PARTLY_SHIPPED: frozenset({_S.SHIPPED, _S.DELIVERED, _S.CONFIRMED}),
    _S.SHIPPED: frozenset({_S.DELIVERED, _S.PARTLY_SHIPPED, _S.CONFIRMED}),
    _S.DELIVERED: frozenset(),
    _S.CANCELLED: frozenset(),
}

WAITING: Final = frozenset(
    {_S.PLACED, _S.PAYING, _S.PAYMENT_ACTION_REQUIRED, _S.PAYMENT_PENDING, _S.PAYMENT_FAILED}
)
"""Not decided yet: stock may be held, a payment may be on its way."""

TO_SHIP: Final = frozenset(status for status, to in MOVES.items() if _S.SHIPPED in to)
"""Paid, and some of it still here: what the shop has to pack."""


class ImpossibleMove(AssertionError):
    """Somebody moved an order without asking whether it may go there."""


class WrongStatus(Conflict):
    """The request does not fit the order's status.

    `facts["status"]` is that status; `facts["reason"]`, if a verb gave it, why it does not fit.
    """

    code: ClassVar[str] = "wrong_order_status"


def may_move(status: str, to: str) -> bool:
    return to in MOVES[_S(status)]


def why_not(status: str, to: str) -> str | None:
    """None when the order may go there, or a stable code that says why it may not."""
    if may_move(status, to):
        return None
    if status in {_S.CANCELLED, _S.DELIVERED}:
        return f"already_{status}"
    if status == _S.SHIPPED or (status == _S.PARTLY_SHIPPED and to == _S.CANCELLED):
        return "already_shipped"
    return "not_shipped" if to == _S.DELIVERED else "not_paid"


def require(status: str, to: str) -> None:
    """Raise `WrongStatus`, with its reason, unless the order may go there."""
    reason = why_not(status, to)
    if reason is not None:
        raise WrongStatus(
            f"an order that is {status} cannot become {to}", status=str(status), reason=reason
        )


def require_may_leave(status: str, *, held_at: datetime | None) -> None:
    """Raise `WrongStatus`, with its reason, unless goods of the order may be packed and sent now."""
    require(status, OrderStatus.SHIPPED)
    if held_at is not None:
        raise WrongStatus("this order is on hold", status=str(status), reason="on_hold")


def check_move(status: str, to: str) -> None:
    if not may_move(status, to):
        raise ImpossibleMove(f"an order never goes from {status} to {to}")
