"""What there is of a variant, and what moved, as others read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from lonja.inventory._places.site import Site

type Kind = Literal["opening", "receipt", "sale", "return", "adjustment", "count"]
type Availability = Literal["in_stock", "low", "sold_out"]


def availability(free: int, low_at: int) -> Availability:
    if free <= 0:
        return "sold_out"
    return "low" if free <= low_at else "in_stock"


@dataclass(frozen=True, slots=True)
class Stock:
    """A variant's level over all locations; at or below `low_at` free units it runs low."""

    variant_id: UUID
    on_hand: int
    held: int
    low_at: int

    @property
    def free(self) -> int:
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


@dataclass(frozen=True, slots=True)
class Imbalance:
    variant_id: UUID
    on_hand: int
    held: int
    ledger: int
    placed: int
    holding: int


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
    """A level after `change` more units (fewer, below zero) of it came free."""

    variant_id: UUID
    change: int
    free: int
    low_at: int


@dataclass(frozen=True, slots=True)
class FreeStock:
    variant_id: UUID
    free: int
    low_at: int


@dataclass(frozen=True, slots=True)
class Quantity:
    variant_id: UUID
    quantity: int


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
