"""Where the units of an order's line are. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lonja.fulfilment._moving import ShipmentStatus
from lonja.kernel.errors import Conflict


class NotAllocated(Conflict):
    """More units than lie ready; `facts` say the line, and how many do."""

    code: ClassVar[str] = "not_allocated"


@dataclass(frozen=True, slots=True)
class LineUnits:
    """Each ordered unit is in exactly one of these places.

    `allocated` lies at a location, `waiting` is not in stock yet, `in_parcels` is being packed.
    """

    line: int
    variant_id: UUID | None
    ordered: int
    allocated: int
    waiting: int
    in_parcels: int
    shipped: int
    cancelled: int

    @property
    def left(self) -> int:
        """Units that are still to be sent."""
        return self.allocated + self.waiting + self.in_parcels


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units of a line that lie at a location, sold and in no parcel yet."""

    line: int
    location: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Shift:
    """How many units of a line come to a place, or leave it; together nothing."""

    line: int
    allocated: int = 0
    waiting: int = 0
    in_parcels: int = 0
    shipped: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    line: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel: from where, what is in it, and how far it is. Sizes are 0 where nobody measured."""

    id: UUID
    location: str
    status: ShipmentStatus
    carrier: str
    tracking: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    created_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    actor: str
    lines: Sequence[ShipmentLine] = ()


def take(allocations: Sequence[Allocation], wanted: Mapping[int, int]) -> list[Allocation]:
    """So many units of each line, out of what lies ready, location by location; or `NotAllocated`."""
    taken: list[Allocation] = []
    for line in sorted(wanted):
        left = wanted[line]
        for one in sorted(allocations, key=lambda a: a.location):
            part = min(left, one.quantity) if one.line == line else 0
            if part > 0:
                taken.append(Allocation(line, one.location, part))
                left -= part
        if left:
            raise NotAllocated(
                "so many units do not lie ready", line=line, available=wanted[line] - left
            )
    return taken


def spread(
    lines: Sequence[tuple[int, UUID | None, int]], picks: Sequence[tuple[UUID, str, int]]
) -> list[Allocation]:
    """Which line gets which units of its variant: the first line first, in the picks' order.

    `lines` are line, variant and units, `picks` variant, location and units.
    """
    left = {line: quantity for line, _, quantity in lines}
    found: list[Allocation] = []
    for variant_id, location, quantity in picks:
        rest = quantity
        for line, wanted, _ in lines:
            part = min(rest, left[line]) if wanted == variant_id else 0
            if part > 0:
                found.append(Allocation(line, location, part))
                left[line] -= part
                rest -= part
    return found
