"""Which price a line gets: the lowest of those that its buyer may have for so many pieces. Pure.

The price of everybody, reduced or not, is one of them: a list never makes anything dearer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OfferedPrice:
    """A list's price of one variant, from so many pieces on."""

    variant_id: UUID
    list_id: UUID
    name: str
    from_quantity: int
    amount_minor: int


def best(amount_minor: int, offered: Sequence[OfferedPrice], quantity: int) -> OfferedPrice | None:
    """The offer that makes a line of so many pieces cheaper than `amount_minor`, if one does."""
    reached = [
        one for one in offered if one.from_quantity <= quantity and one.amount_minor < amount_minor
    ]
    return min(
        reached, key=lambda one: (one.amount_minor, one.from_quantity, one.list_id), default=None
    )


def tiers(amount_minor: int, offered: Sequence[OfferedPrice]) -> list[OfferedPrice]:
    """The offers that lower the price step by step, from the fewest pieces on."""
    found: list[OfferedPrice] = []
    for one in sorted(offered, key=lambda one: (one.from_quantity, one.amount_minor, one.list_id)):
        if one.amount_minor < amount_minor:
            found.append(one)
            amount_minor = one.amount_minor
    return found
