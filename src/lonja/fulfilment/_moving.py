"""Where a shipment stands, which way it may go, and what its order's status follows from. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar, Final, Literal

from lonja.kernel.errors import Conflict


class ShipmentStatus(StrEnum):
    PENDING = "pending"
    PICKED = "picked"
    PACKED = "packed"
    READY_FOR_PICKUP = "ready_for_pickup"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED_TO_SENDER = "returned_to_sender"
    CANCELLED = "cancelled"


_S = ShipmentStatus

SHIPMENT_MOVES: Final[dict[ShipmentStatus, frozenset[ShipmentStatus]]] = {
    # A small shop picks, packs and ships with one press of a button.
    _S.PENDING: frozenset({_S.PICKED, _S.PACKED, _S.READY_FOR_PICKUP, _S.SHIPPED, _S.CANCELLED}),
    _S.PICKED: frozenset({_S.PENDING, _S.PACKED, _S.READY_FOR_PICKUP, _S.SHIPPED, _S.CANCELLED}),
    _S.PACKED: frozenset({_S.PENDING, _S.READY_FOR_PICKUP, _S.SHIPPED, _S.CANCELLED}),
    # Its buyer comes for it, or nobody does.
    _S.READY_FOR_PICKUP: frozenset({_S.PENDING, _S.SHIPPED, _S.CANCELLED}),
    _S.SHIPPED: frozenset({_S.DELIVERED, _S.RETURNED_TO_SENDER}),
    _S.DELIVERED: frozenset(),
    _S.RETURNED_TO_SENDER: frozenset(),
    _S.CANCELLED: frozenset(),
}
OPEN: Final = frozenset({_S.PENDING, _S.PICKED, _S.PACKED, _S.READY_FOR_PICKUP})
"""Still in the warehouse: its content may change."""
GONE: Final = frozenset({_S.SHIPPED, _S.DELIVERED})

type Standing = Literal["confirmed", "partly_shipped", "shipped", "delivered"]


class WrongShipmentStatus(Conflict):
    """The request does not fit the parcel's status, which is `facts["status"]`."""

    code: ClassVar[str] = "wrong_shipment_status"


def require_shipment(status: ShipmentStatus, to: ShipmentStatus) -> None:
    """Raise `WrongShipmentStatus` unless the parcel may go there."""
    if to not in SHIPMENT_MOVES[status]:
        raise WrongShipmentStatus(
            f"a parcel that is {status} cannot become {to}", status=str(status)
        )


def standing(*, left: int, shipped: int, statuses: Iterable[ShipmentStatus]) -> Standing:
    """How far a paid order is: `left` of its units are still to be sent, `shipped` have left."""
    if not shipped:
        return "confirmed"
    if left:
        return "partly_shipped"
    gone = [status for status in statuses if status in GONE]
    return "delivered" if all(one is _S.DELIVERED for one in gone) else "shipped"
