"""What one reward takes off what others left of the goods. Pure.

A unit gets one promotion of the level `product` at most, as its target or as what was bought for it.
"""

from lonja.kernel.money import divide_half_up
from lonja.promotions._rules.basket import Basket, Item, Promotion
from lonja.promotions._rules.bundling import bundle_off
from lonja.promotions._rules.left import Left, shared
from lonja.promotions._rules.rule import Goods, Reward, RewardKind

IN_GROUPS = frozenset({RewardKind.BUY_X_GET_Y, RewardKind.CHEAPEST_FREE, RewardKind.BUNDLE})
"""They need several units together; all others of the level take from each unit by itself."""


def each_off(promotion: Promotion, basket: Basket, left: Left, at: int) -> int:
    """What it takes off the units of one item that are not claimed; 0 where it is not for them."""
    item, units, reward = left.items[at], left.units[at], promotion.rule.reward
    if units == 0 or not item.is_among(promotion.rule.goods):
        return 0
    match reward.kind:
        case RewardKind.PERCENT_OFF:
            return divide_half_up(item.unit_minor * units * (reward.percent or 0), 100)
        case RewardKind.TIERS:
            percent = _tier(promotion, basket)
            return divide_half_up(item.unit_minor * units * percent, 100)
        case RewardKind.AMOUNT_OFF:
            return min(item.unit_minor, reward.amounts[basket.currency]) * units
        case RewardKind.FIXED_PRICE:
            return max(0, item.unit_minor - reward.amounts[basket.currency]) * units
        case _:
            return 0


def group_off(promotion: Promotion, basket: Basket, left: Left) -> tuple[list[int], list[int]]:
    """What comes off each item for several units together, and how many of its units that claims."""
    if promotion.rule.reward.kind is RewardKind.BUNDLE:
        return bundle_off(promotion.rule.reward, basket.currency, left)
    return _given_off(promotion, left)


def _given_off(promotion: Promotion, left: Left) -> tuple[list[int], list[int]]:
    """Buy some, get some.

    As many times as the units allow: the cheapest are given, the dearest count as bought.
    """
    rule = promotion.rule
    buy, get, gets, percent = _group(rule.reward, rule.goods)
    bought = [at for at, item in enumerate(left.items) if item.is_among(rule.goods)]
    given = [at for at, item in enumerate(left.items) if item.is_among(gets)]
    count = {at: left.units[at] for at in {*bought, *given}}
    sums = (sum(count[at] for at in bought), sum(count[at] for at in given), sum(count.values()))
    times = min(sums[0] // buy, sums[1] // get, sums[2] // (buy + get))
    if rule.reward.at_most is not None:
        times = min(times, rule.reward.at_most)
    off, claimed = [0] * len(left.items), [0] * len(left.items)
    spare = sums[0] - times * buy  # units that may be given although they could count as bought
    need = times * get
    for at in sorted(given, key=lambda at: _price_then_variant(left.items[at])):
        units = min(need, count[at], spare if at in bought else need)
        off[at] += divide_half_up(left.items[at].unit_minor * units * percent, 100)
        claimed[at] += units
        need -= units
        spare -= units if at in bought else 0
    need = times * buy
    for at in sorted(bought, key=lambda at: _price_then_variant(left.items[at]), reverse=True):
        units = min(need, count[at] - claimed[at])
        claimed[at] += units
        need -= units
    return off, claimed


def order_off(promotion: Promotion, basket: Basket, left: Left) -> list[int]:
    """What it takes off what is left of its goods, shared by what is left of each."""
    reward = promotion.rule.reward
    weights = [
        minor if item.is_among(promotion.rule.goods) else 0
        for item, minor in zip(left.items, left.minor, strict=True)
    ]
    whole = sum(weights)
    if reward.kind is RewardKind.ORDER_PERCENT:
        off = divide_half_up(whole * (reward.percent or 0), 100)
    else:
        off = min(whole, reward.amounts[basket.currency])
    return shared(off, weights, left.items)


def _tier(promotion: Promotion, basket: Basket) -> int:
    pieces = sum(item.quantity for item in basket.items if item.is_among(promotion.rule.goods))
    reached = [t.percent for t in promotion.rule.reward.tiers if t.from_quantity <= pieces]
    return max(reached, default=0)


def _group(reward: Reward, goods: Goods) -> tuple[int, int, Goods, int]:
    buy, get = reward.buy or 1, reward.get or 1
    if reward.kind is RewardKind.CHEAPEST_FREE:
        return buy - get, get, goods, 100
    return buy, get, reward.gets, 100 if reward.percent is None else reward.percent


def _price_then_variant(item: Item) -> tuple[int, str]:
    return item.unit_minor, str(item.variant_id)
