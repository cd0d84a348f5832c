"""Where an order stands for who looks after money, and for who looks after parcels. Pure.

Two statuses beside the order's own, as shops are used to: each follows from facts of the order, so
that neither can say what the other facts do not.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from lonja.orders._moving import WAITING, OrderStatus


class PaymentStanding(StrEnum):
    """By what the ledger says came in and went back, beside what the order costs."""

    DUE = "due"
    FAILED = "failed"
    AUTHORISED = "authorised"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class FulfilmentStanding(StrEnum):
    UNFULFILLED = "unfulfilled"
    ON_HOLD = "on_hold"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


_P, _F = PaymentStanding, FulfilmentStanding

_FULFILMENT: Final = {
    OrderStatus.PARTLY_SHIPPED: _F.PARTLY_SHIPPED,
    OrderStatus.SHIPPED: _F.SHIPPED,
    OrderStatus.DELIVERED: _F.DELIVERED,
    OrderStatus.CANCELLED: _F.CANCELLED,
}


def payment_standing(
    status: OrderStatus,
    *,
    total_minor: int,
    authorised_minor: int,
    captured_minor: int,
    refunded_minor: int,
    is_imported: bool = False,
) -> PaymentStanding:
    """`authorised_minor` is reserved and neither taken nor given up; what went back counts net.

    An imported order was paid where it was sold: of its money we know nothing.
    """
    if refunded_minor > 0:
        return _P.REFUNDED if refunded_minor >= captured_minor else _P.PARTLY_REFUNDED
    if captured_minor > 0:
        return _P.PAID if captured_minor >= total_minor else _P.PARTLY_PAID
    if status == OrderStatus.CANCELLED:
        return _P.VOIDED
    if status == OrderStatus.PAYMENT_FAILED:
        return _P.FAILED
    if authorised_minor > 0:
        return _P.AUTHORISED
    is_decided = status not in WAITING
    return _P.PAID if is_decided and (is_imported or total_minor == 0) else _P.DUE


def fulfilment_standing(status: OrderStatus, *, held_at: datetime | None) -> FulfilmentStanding:
    """Held is what would else be packed: what has left is no longer held up."""
    found = _FULFILMENT.get(status, _F.UNFULFILLED)
    if held_at is not None and found in {_F.UNFULFILLED, _F.PARTLY_SHIPPED}:
        return _F.ON_HOLD
    return found
