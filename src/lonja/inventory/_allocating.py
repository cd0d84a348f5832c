"""From which locations an order leaves. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Pick:
    variant_id: UUID
    location: str
    quantity: int


def allocate(
    wanted: Mapping[UUID, int], stock: Mapping[UUID, Mapping[str, int]], order: Sequence[str]
) -> list[Pick]:
    """Pick every unit, from as few locations as a greedy choice finds.

    `stock` is what each sellable location has; `order` is the preference among locations. The
    location that can send most lines whole goes first: one parcel beats two.
    """
    picks: list[Pick] = []
    left = dict(wanted)

    def whole_lines(location: str) -> int:
        return sum(stock.get(v, {}).get(location, 0) >= quantity for v, quantity in left.items())

    for location in sorted(order, key=lambda name: (-whole_lines(name), order.index(name))):
        for variant_id in sorted(left):
            take = min(left[variant_id], stock.get(variant_id, {}).get(location, 0))
            if take > 0:
                picks.append(Pick(variant_id, location, take))
                left[variant_id] -= take
        left = {variant_id: quantity for variant_id, quantity in left.items() if quantity}
    assert not left, "a hold promised more than the sellable locations have"
    return picks
