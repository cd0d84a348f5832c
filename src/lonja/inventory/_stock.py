"""What there is of a variant, and what moved, as others read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from lonja.inventory._backorders.terms import BackorderKind
from lonja.inventory._places.site import Site

type Kind = Literal["opening", "receipt", "sale", "return", "adjustment", "count", "transfer"]
type Availability = Literal["in_stock", "low", "back_order", "preorder", "sold_out"]


def availability(
    free: int, low_at: int, *, room: int = 0, kind: BackorderKind = BackorderKind.NONE
) -> Availability:
    """The word for what may be bought; `room` units more than there are, by the variant's terms."""
    if free <= 0 and room > 0 and kind is not BackorderKind.NONE:
        return "preorder" if kind is BackorderKind.PREORDER else "back_order"
    if free <= 0:
        return "sold_out"
    return "low" if free <= low_at else "in_stock"


@dataclass(frozen=True, slots=True)
class Stock:
    """A variant's level over all locations; at or below `low_at` free units it runs low.

    `backordered` units were sold before they were there: what comes is theirs first.
    """

    variant_id: UUID
    on_hand: int
    held: int
    low_at: int
    backordered: int = 0
    low_at_version: int = 0

    @property
    def free(self) -> int:
        """Below zero where more is owed than there is."""
        return self.unheld - self.backordered

    @property
    def unheld(self) -> int:
        """What lies there and is promised by no hold."""
        return self.on_hand - self.held

    @property
    def availability(self) -> Availability:
        return availability(self.free, self.low_at)


@dataclass(frozen=True, slots=True)
class Movement:
    id: int
    location: str
    kind: Kind
    quantity: int
    at: datetime
    order_id: UUID | None
    import_id: UUID | None
    actor: str
    note: str
    stock_order_id: UUID | None
    """The transfer or purchase that moved it."""


@dataclass(frozen=True, slots=True)
class Imbalance:
    variant_id: UUID
    on_hand: int
    held: int
    ledger: int
    placed: int
    holding: int
    backordered: int
    owed: int


@dataclass(frozen=True, slots=True)
class ShortStock:
    """How many variants are sold out, and how many run low."""

    sold_out: int
    low: int


@dataclass(frozen=True, slots=True)
class LocationDraft:
    """Stock at a sellable location may be sold; a lower position is picked first."""

    code: str
    name: str
    country: str
    sellable: bool = True
    position: int = 0
    site: Site = field(default_factory=Site)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**{**value, "site": Site.from_json(value["site"])})


@dataclass(frozen=True, slots=True)
class Location:
    code: str
    name: str
    country: str
    sellable: bool
    position: int
    version: int
    closed_at: datetime | None
    site: Site = field(default_factory=Site)
    can_undo: bool = False

    @property
    def draft(self) -> LocationDraft:
        return LocationDraft(
            self.code, self.name, self.country, self.sellable, self.position, self.site
        )


@dataclass(frozen=True, slots=True)
class LocationBefore:
    before: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class LocationContent:
    """What lies at a location; `held` of these units wait for orders."""

    units: int
    variants: int
    held: int


@dataclass(frozen=True, slots=True)
class Freed:
    """A level after `change` more units (fewer, below zero) of it came free.

    `room` is how many more may be sold than there are, after `room_change` more of them.
    """

    variant_id: UUID
    change: int
    free: int
    low_at: int
    room: int
    room_change: int

    @property
    def has_turned(self) -> bool:
        """Whether lists and pages say another word of it now."""
        return self._word(self.free, self.room) != self._word(
            self.free - self.change, self.room - self.room_change
        )

    def _word(self, free: int, room: int) -> str:
        return availability(free, self.low_at, room=room, kind=BackorderKind.BACK_ORDER)


@dataclass(frozen=True, slots=True)
class FreeStock:
    """`free` is below zero where more is owed than there is; `room` may be sold beyond that."""

    variant_id: UUID
    free: int
    low_at: int
    kind: BackorderKind
    room: int
    day: date | None
    days: int | None

    @property
    def more(self) -> int:
        """What may be sold that is not there."""
        return 0 if self.kind is BackorderKind.NONE else self.room

    @property
    def buyable(self) -> int:
        return max(0, self.free) + self.more


@dataclass(frozen=True, slots=True)
class Quantity:
    """Held units; `backordered` more are not there yet."""

    variant_id: UUID
    quantity: int
    backordered: int

    @property
    def units(self) -> int:
        return self.quantity + self.backordered


@dataclass(frozen=True, slots=True)
class PlacedQuantity:
    variant_id: UUID
    location: str
    quantity: int


@dataclass(frozen=True, slots=True)
class StockAt:
    variant_id: UUID
    location: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class LocationStock:
    location: str
    on_hand: int
