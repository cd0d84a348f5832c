"""What a bundle takes off the pieces that make it up. Pure.

Several products together for one price, or for less: any variant of a product may be its piece.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from lonja.kernel.money import divide_half_up
from lonja.promotions._rules.basket import Item
from lonja.promotions._rules.left import Left, shared
from lonja.promotions._rules.rule import Part, Reward

MOST_BUNDLES: Final = 100
"""In one order: more are no shopping any more, and each is counted."""


def bundle_off(reward: Reward, currency: str, left: Left) -> tuple[list[int], list[int]]:
    """What comes off each item, and how many of its units that claims.

    The dearest pieces go together first, which saves most. A bundle whose pieces cost no more than
    its own price is none.
    """
    price = reward.amounts.get(currency) if reward.amounts else None
    claimed, bundles, worth = [0] * len(left.items), 0, 0
    for pieces in _bundles(reward, left):
        one = sum(left.items[at].unit_minor for at in pieces)
        if price is not None and one <= price:
            break
        bundles, worth = bundles + 1, worth + one
        for at in pieces:
            claimed[at] += 1
    if price is None:
        off = divide_half_up(worth * (reward.percent or 0), 100)
    else:
        off = worth - price * bundles
    weights = [item.unit_minor * units for item, units in zip(left.items, claimed, strict=True)]
    return shared(off, weights, left.items), claimed


def missing_pieces(reward: Reward, items: Sequence[Item]) -> int:
    """How many are to be bought for one bundle."""
    return sum(
        max(0, part.quantity - sum(one.quantity for one in items if _is(one, part)))
        for part in reward.parts
    )


def _bundles(reward: Reward, left: Left) -> Iterator[list[int]]:
    """Of each bundle the places of its pieces, a place for each piece, dearest first."""
    most = min(reward.at_most or MOST_BUNDLES, MOST_BUNDLES)
    pieces = [_dearest_first(part, left) for part in reward.parts]
    for _ in range(most):
        found = [
            list(islice(of, part.quantity)) for of, part in zip(pieces, reward.parts, strict=True)
        ]
        if any(len(of) < part.quantity for of, part in zip(found, reward.parts, strict=True)):
            return
        yield [at for of in found for at in of]


def _dearest_first(part: Part, left: Left) -> Iterator[int]:
    places = [at for at, item in enumerate(left.items) if _is(item, part)]
    places.sort(key=lambda at: (-left.items[at].unit_minor, str(left.items[at].variant_id)))
    for at in places:
        for _ in range(left.units[at]):
            yield at


def _is(item: Item, part: Part) -> bool:
    return item.product_id == part.product_id
