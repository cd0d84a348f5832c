"""A transfer or a purchase: what it asks for, how far it is, what may be received of it. Pure.

Its units are, at every moment, still to come, received, lost (missing or damaged), or called off: those of
a transfer went back to where they came from, those of a purchase are not coming.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from lonja.kernel.errors import Conflict, Invalid, NotFound

MAX_LINES: Final = 1_000
MAX_LINE_UNITS: Final = 1_000_000
MAX_COST_MINOR: Final = 1_000_000_000_000


class StockOrderKind(StrEnum):
    TRANSFER = "transfer"
    PURCHASE = "purchase"


class StockOrderStatus(StrEnum):
    """Closed: it has ended, and not all came as it was sent."""

    DRAFT = "draft"
    SENT = "sent"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ON_THE_WAY: Final = frozenset({StockOrderStatus.SENT, StockOrderStatus.PARTLY_RECEIVED})


class LossReason(StrEnum):
    MISSING = "missing"
    DAMAGED = "damaged"
    WRONG = "wrong"


class UnknownStockOrder(NotFound):
    code: ClassVar[str] = "unknown_stock_order"


class StockOrderChanged(Conflict):
    """Somebody changed it meanwhile; `facts["version"]` is what it is now."""

    code: ClassVar[str] = "stock_order_changed"


class StockOrderNotDraft(Conflict):
    """It was sent or called off before; `facts["status"]` says how far it is."""

    code: ClassVar[str] = "stock_order_not_draft"


class StockOrderNotSent(Conflict):
    """Nothing of it is on its way; `facts["status"]` says how far it is."""

    code: ClassVar[str] = "stock_order_not_sent"


class StockOrderEmpty(Conflict):
    code: ClassVar[str] = "stock_order_empty"


class StockOrderReused(Conflict):
    """The id stands for a stock order of another kind."""

    code: ClassVar[str] = "stock_order_reused"


class MoreThanSent(Conflict):
    """`facts["lines"]` has each `sku`, how many are `left` to come, and how many were `asked`; `skus` says it."""

    code: ClassVar[str] = "more_than_sent"


class ReceiptReused(Conflict):
    """Answered as a repeat, it would say that goods came which did not."""

    code: ClassVar[str] = "receipt_reused"


class NotEnoughToSend(Conflict):
    """`facts["lines"]` has each `sku`, how many are `there` and free, how many were `asked`; `skus` says it."""

    code: ClassVar[str] = "not_enough_to_send"


@dataclass(frozen=True, slots=True)
class StockOrder:
    """`origin` is a location, and empty of a purchase; `currency` is what its costs are in."""

    id: UUID
    kind: StockOrderKind
    number: str
    origin: str
    destination: str
    supplier_id: UUID | None
    currency: str | None
    status: StockOrderStatus
    expected_on: date | None
    note: str
    version: int
    created_at: datetime
    created_by: str
    sent_at: datetime | None
    ended_at: datetime | None

    def is_late(self, today: date) -> bool:
        return (
            self.status in ON_THE_WAY and self.expected_on is not None and self.expected_on < today
        )


@dataclass(frozen=True, slots=True)
class StockOrderLine:
    variant_id: UUID
    quantity: int
    received: int
    lost: int
    called_off: int
    cost_minor: int | None

    @property
    def left(self) -> int:
        """Still to come; more than was ordered may have come of a purchase."""
        return max(0, self.quantity - self.received - self.lost - self.called_off)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as it shall be; `quantity` 0 takes it away, a cost that is not given stays."""

    variant_id: UUID
    quantity: int
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of a line in one part: so many are good, so many are lost, and why."""

    variant_id: UUID
    received: int
    lost: int = 0
    reason: LossReason | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        reason = value["reason"]
        return cls(
            UUID(value["variant_id"]),
            value["received"],
            value["lost"],
            LossReason(reason) if reason else None,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "variant_id": str(self.variant_id),
            "received": self.received,
            "lost": self.lost,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """One part of a stock order, as it came."""

    id: UUID
    at: datetime
    actor: str
    lines: Sequence[Mapping[str, Any]]

    @property
    def arrived(self) -> list[Arrived]:
        return [Arrived.from_json(one) for one in self.lines]


def check_wanted(wanted: Sequence[Wanted]) -> None:
    for one in wanted:
        if not 0 <= one.quantity <= MAX_LINE_UNITS:
            raise Invalid(f"between 0 and {MAX_LINE_UNITS} units", field="quantity")
        if one.cost_minor is not None and not 0 <= one.cost_minor <= MAX_COST_MINOR:
            raise Invalid("a cost is zero or more", field="cost_minor")
    if len({one.variant_id for one in wanted}) != len(wanted):
        raise Invalid("each variant once", field="lines")


def check_arrived(
    kind: StockOrderKind, lines: Mapping[UUID, StockOrderLine], arrived: Sequence[Arrived]
) -> list[tuple[Arrived, int]]:
    """What came that was never sent, with how many are left of it; empty when all of it may be received.

    A supplier may send more than was ordered. Nothing comes out of a transfer that did not go in.
    """
    if not arrived or len({one.variant_id for one in arrived}) != len(arrived):
        raise Invalid("each variant once, and at least one", field="lines")
    for one in arrived:
        if min(one.received, one.lost) < 0 or one.received + one.lost < 1:
            raise Invalid("at least one unit came or is lost", field="received")
        if max(one.received, one.lost) > MAX_LINE_UNITS:
            raise Invalid(f"at most {MAX_LINE_UNITS} units", field="received")
        if one.lost and one.reason is None:
            raise Invalid("what is lost has a reason", field="reason")
    beyond = []
    for one in arrived:
        line = lines.get(one.variant_id)
        left = line.left if line else 0
        gone = one.lost if line and kind is StockOrderKind.PURCHASE else one.received + one.lost
        if gone > left:
            beyond.append((one, left))
    return beyond


def status_of(lines: Sequence[StockOrderLine]) -> StockOrderStatus:
    """How far what was sent is, by its lines."""
    if any(line.left for line in lines):
        touched = any(line.received or line.lost or line.called_off for line in lines)
        return StockOrderStatus.PARTLY_RECEIVED if touched else StockOrderStatus.SENT
    if all(line.received == line.quantity for line in lines):
        return StockOrderStatus.RECEIVED
    if any(line.received or line.lost for line in lines):
        return StockOrderStatus.CLOSED
    return StockOrderStatus.CANCELLED
