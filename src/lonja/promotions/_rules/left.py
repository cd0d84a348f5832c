"""What is left of a cart's goods once promotions have taken their part. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lonja.kernel.money import share
from lonja.promotions._rules.basket import Item


@dataclass(slots=True)
class Left:
    """Of each item: units that no promotion claimed yet, and the money that is left to take from."""

    items: Sequence[Item]
    units: list[int] = field(init=False)
    minor: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.units = [item.quantity for item in self.items]
        self.minor = [item.unit_minor * item.quantity for item in self.items]


def shared(off: int, weights: Sequence[int], items: Sequence[Item]) -> list[int]:
    """By largest remainder, ties by variant: the same parts wherever a line stands in the cart."""
    if not off:
        return [0] * len(items)
    order = sorted(range(len(items)), key=lambda at: items[at].variant_id)
    parts = share(off, [weights[at] for at in order])
    found = [0] * len(items)
    for at, part in zip(order, parts, strict=True):
        found[at] = part
    return found
