"""Which promotions a cart gets, in which order, and what each takes off. Pure.

One order for all shops: promotions on products, then on the order, then on shipping. Within a level
the higher priority goes first. At the same priority: what needs several units together, then for
each line the one that takes most off it; on the order, percentages before amounts, the largest
first. Names, ids and the order of lines or codes decide nothing.

Where two cannot be combined, the combination that saves most is taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final
from uuid import UUID

from lonja.promotions._rules.basket import Applied, Basket, Gift, Missed, Outcome, Promotion, Why
from lonja.promotions._rules.fitting import misfit
from lonja.promotions._rules.left import Left
from lonja.promotions._rules.rewarding import IN_GROUPS, each_off, group_off, order_off
from lonja.promotions._rules.rule import Level, RewardKind, rule_text

MOST_CONSIDERED: Final = 12
"""Of those that fit: the first by priority. More ways to combine them than anybody could explain."""


def apply(promotions: Sequence[Promotion], basket: Basket) -> Outcome:
    """The best that this cart may have, and for each other promotion why it does not apply."""
    fitting: list[Promotion] = []
    missed: list[Missed] = []
    for promotion in sorted(promotions, key=_order):
        if any(promotion.id == one.id for one in fitting):
            missed.append(Missed(promotion, Why.SAME))
        elif (found := misfit(promotion, basket)) is not None:
            missed.append(found)
        else:
            fitting.append(promotion)
    best = max(
        (_applied(one, basket) for one in _combinations(fitting[:MOST_CONSIDERED])),
        key=lambda applied: (
            sum(one.amount_minor for one in applied),
            sorted((one.promotion.priority for one in applied), reverse=True),
            sorted((rule_text(one.promotion.rule) for one in applied), reverse=True),
        ),
    )
    taken = {one.promotion.id for one in best}
    rest = [one for one in fitting if one.id not in taken]
    missed += [Missed(one, _why_left_out(one, best)) for one in rest]
    return Outcome(
        applied=tuple(best),
        missed=tuple(missed),
        discounts=tuple(sum(one.parts[at] for one in best) for at in range(len(basket.items))),
        shipping_discount_minor=sum(one.shipping_minor for one in best),
    )


def combines(one: Promotion, other: Promotion) -> bool:
    """Only where both say so."""
    return other.level in one.combines_with and one.level in other.combines_with


def _why_left_out(promotion: Promotion, best: Iterable[Applied]) -> Why:
    agrees = all(combines(promotion, one.promotion) for one in best)
    return Why.NOTHING_LEFT if agrees else Why.NOT_COMBINED


def _combinations(
    fitting: Sequence[Promotion], taken: tuple[Promotion, ...] = (), out: Sequence[Promotion] = ()
) -> Iterator[list[Promotion]]:
    """Every set that cannot take one more (Bron and Kerbosch)."""
    if not fitting and not out:
        yield sorted(taken, key=_order)
    left, done = list(fitting), list(out)
    while left:
        one = left.pop(0)
        yield from _combinations(
            [other for other in left if combines(one, other)],
            (*taken, one),
            [other for other in done if combines(one, other)],
        )
        done.append(one)


def _applied(promotions: Sequence[Promotion], basket: Basket) -> list[Applied]:
    left = Left(basket.items)
    gifts = {variant_id: stock.free for variant_id, stock in basket.gifts.items()}
    for item in basket.items:
        gifts[item.variant_id] = gifts.get(item.variant_id, 0) - item.quantity
    found = []
    of = {level: [one for one in promotions if one.level is level] for level in Level}
    for _, same in groupby(of[Level.PRODUCT], key=lambda one: one.priority):
        found += _off_products(list(same), basket, left, gifts)
    for promotion in of[Level.ORDER]:
        parts = order_off(promotion, basket, left)
        left.minor = [minor - part for minor, part in zip(left.minor, parts, strict=True)]
        found.append(Applied(promotion, tuple(parts)))
    shipping = basket.way.minor if basket.way else 0
    for promotion in of[Level.SHIPPING]:
        found.append(Applied(promotion, (0,) * len(basket.items), shipping))
        shipping = 0
    return [one for one in found if one.amount_minor or _waits_for_a_way(one, basket)]


def _waits_for_a_way(applied: Applied, basket: Basket) -> bool:
    return applied.promotion.level is Level.SHIPPING and basket.way is None


def _off_products(
    same: Sequence[Promotion], basket: Basket, left: Left, gifts: dict[UUID, int]
) -> list[Applied]:
    """Of one priority: groups of units first, then the best for each line, then gifts."""
    found: list[Applied] = []
    nothing = (0,) * len(basket.items)
    for promotion in same:
        if promotion.rule.reward.kind in IN_GROUPS:
            off, claimed = group_off(promotion, basket, left)
            _take(left, off, claimed)
            found.append(Applied(promotion, tuple(off)))
    each = [one for one in same if one.rule.reward.kind not in IN_GROUPS]
    parts = {one.id: [0] * len(basket.items) for one in each}
    for at in range(len(basket.items)):
        offs = [(each_off(one, basket, left, at), one) for one in each]
        most, best = max(offs, key=lambda pair: pair[0], default=(0, None))
        if best is not None and most:
            parts[best.id][at] = most
    for promotion in each:
        if gift := _gift(promotion, basket):
            gifts[gift.variant_id] -= gift.quantity
            if gifts[gift.variant_id] < 0:  # another promotion gave the last one away
                continue
            found.append(Applied(promotion, nothing, gift=gift))
            continue
        off_each = parts[promotion.id]
        claimed = [left.units[at] if off else 0 for at, off in enumerate(off_each)]
        _take(left, off_each, claimed)
        found.append(Applied(promotion, tuple(off_each)))
    return found


def _take(left: Left, off: Sequence[int], claimed: Sequence[int]) -> None:
    left.minor = [minor - part for minor, part in zip(left.minor, off, strict=True)]
    left.units = [units - part for units, part in zip(left.units, claimed, strict=True)]


def _gift(promotion: Promotion, basket: Basket) -> Gift | None:
    reward = promotion.rule.reward
    if reward.kind is not RewardKind.GIFT or reward.variant_id is None:
        return None
    return Gift(reward.variant_id, reward.get or 1, basket.gifts[reward.variant_id].unit_minor)


def _order(promotion: Promotion) -> tuple[int, int, int, str, str, str]:
    """What the rule does comes before who it is: ids part only rules that do the same."""
    reward = promotion.rule.reward
    percentages_first = 0 if reward.amounts == {} else 1
    return (
        -promotion.priority,
        percentages_first,
        -(reward.percent or 0),
        rule_text(promotion.rule),
        promotion.code or "",
        str(promotion.id),
    )
