"""From which locations an order leaves. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class AllocationRule(StrEnum):
    """What a shop prefers where several locations have the goods."""

    FEWEST_PARCELS = "fewest_parcels"
    PRIORITY = "priority"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Pick:
    variant_id: UUID
    location: str
    quantity: int


def allocate(
    wanted: Mapping[UUID, int],
    stock: Mapping[UUID, Mapping[str, int]],
    order: Sequence[str],
    *,
    rule: AllocationRule = AllocationRule.FEWEST_PARCELS,
    near: frozenset[str] = frozenset(),
) -> list[Pick]:
    """Pick every unit by the shop's rule; the same question always has the same answer.

    `stock` is what each sellable location has; `order` is the preference among locations; `near`
    are those in the buyer's country. For the fewest parcels the location that can send most lines
    whole goes first: one parcel beats two.
    """
    picks: list[Pick] = []
    left = dict(wanted)

    def whole_lines(location: str) -> int:
        return sum(stock.get(v, {}).get(location, 0) >= quantity for v, quantity in left.items())

    def preference(location: str) -> tuple[int, int]:
        match rule:
            case AllocationRule.FEWEST_PARCELS:
                first = -whole_lines(location)
            case AllocationRule.NEAREST:
                first = int(location not in near)
            case AllocationRule.PRIORITY:
                first = 0
        return first, order.index(location)

    for location in sorted(order, key=preference):
        for variant_id in sorted(left):
            take = min(left[variant_id], stock.get(variant_id, {}).get(location, 0))
            if take > 0:
                picks.append(Pick(variant_id, location, take))
                left[variant_id] -= take
        left = {variant_id: quantity for variant_id, quantity in left.items() if quantity}
    assert not left, "a hold promised more than the sellable locations have"
    return picks


def preferred(
    order: Sequence[str], first_for: Mapping[str, Sequence[str]], country: str
) -> list[str]:
    """The same locations, those that come first for buyers of this country before the others."""
    return sorted(order, key=lambda location: country not in first_for.get(location, ()))
