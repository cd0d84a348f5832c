"""Whether a promotion is for this cart now, and in one word why not. Pure."""

from datetime import datetime

from lonja.promotions._rules.basket import (
    Basket,
    Buyer,
    Missed,
    Promotion,
    PromotionStatus,
    Way,
    Why,
)
from lonja.promotions._rules.bundling import missing_pieces
from lonja.promotions._rules.rule import Conditions, Reward, RewardKind


def misfit(promotion: Promotion, basket: Basket) -> Missed | None:
    """The first thing that stands in the way; what the buyer can change comes last."""
    if why := _why_not_now(promotion, basket):
        return Missed(promotion, why)
    rule = promotion.rule
    goods = [item for item in basket.items if item.is_among(rule.goods)]
    if not goods:
        return Missed(promotion, Why.GOODS)
    conditions = rule.conditions
    if conditions.minimum:
        worth = sum(item.unit_minor * item.quantity for item in goods)
        if (missing := conditions.minimum[basket.currency] - worth) > 0:
            return Missed(promotion, Why.MINIMUM, missing)
    pieces = sum(item.quantity for item in goods)
    if (missing := conditions.minimum_quantity - pieces) > 0:
        return Missed(promotion, Why.QUANTITY, missing)
    if rule.reward.kind is RewardKind.BUNDLE and (
        missing := missing_pieces(rule.reward, basket.items)
    ):
        return Missed(promotion, Why.PIECES, missing)
    if basket.way is not None and not _frees(rule.reward, basket.way):
        return Missed(promotion, Why.METHOD)
    return _without_gift(promotion, basket)


def is_within(conditions: Conditions, local: datetime) -> bool:
    """Whether the weekday and the minute are among those of the conditions.

    What began before midnight counts as of the day that it began on.
    """
    minute = local.hour * 60 + local.minute
    day = local.weekday()
    start, end = conditions.from_minute, conditions.until_minute
    if start is not None and end is not None and start >= end:
        if end <= minute < start:
            return False
        day = (day - 1) % 7 if minute < end else day
    elif (start is not None and minute < start) or (end is not None and minute >= end):
        return False
    return not conditions.weekdays or day in conditions.weekdays


def _why_not_now(promotion: Promotion, basket: Basket) -> Why | None:
    conditions, buyer = promotion.rule.conditions, basket.buyer
    checks = (
        (promotion.status is not PromotionStatus.ACTIVE, Why.PAUSED),
        (promotion.starts_at is not None and basket.at < promotion.starts_at, Why.NOT_STARTED),
        (promotion.ends_at is not None and basket.at >= promotion.ends_at, Why.ENDED),
        (promotion.is_spent, Why.SPENT),
        (
            promotion.max_per_buyer is not None
            and buyer.uses.get(promotion.id, 0) >= promotion.max_per_buyer,
            Why.USED_BY_YOU,
        ),
        (conditions.is_first_order and buyer.has_ordered, Why.FIRST_ORDER),
        (conditions.is_personal and not buyer.is_proven, Why.PROOF),
        (not _is_member(conditions, buyer), Why.GROUP),
        (bool(conditions.countries) and basket.country not in conditions.countries, Why.COUNTRY),
        (not is_within(conditions, basket.local), Why.HOURS),
        (not _speaks(promotion.rule.reward, conditions, basket.currency), Why.CURRENCY),
    )
    return next((why for is_so, why in checks if is_so), None)


def _is_member(conditions: Conditions, buyer: Buyer) -> bool:
    if not conditions.groups and not conditions.segments:
        return True
    return not (
        buyer.groups.isdisjoint(conditions.groups)
        and buyer.segments.isdisjoint(conditions.segments)
    )


def _frees(reward: Reward, way: Way) -> bool:
    """Whether this way of shipping is the one that is free; what costs nothing stands in no way."""
    if reward.kind is not RewardKind.FREE_SHIPPING or not way.minor:
        return True
    return way.code in reward.methods if reward.methods else way.is_cheapest


def _speaks(reward: Reward, conditions: Conditions, currency: str) -> bool:
    """Whether it has its amounts in this currency, own ones or converted ones."""
    if conditions.minimum and currency not in conditions.minimum:
        return False
    return not reward.amounts or currency in reward.amounts


def _without_gift(promotion: Promotion, basket: Basket) -> Missed | None:
    reward = promotion.rule.reward
    if reward.kind is not RewardKind.GIFT or reward.variant_id is None:
        return None
    there = basket.gifts.get(reward.variant_id)
    bought = sum(i.quantity for i in basket.items if i.variant_id == reward.variant_id)
    if there is None or there.free < bought + (reward.get or 1):
        return Missed(promotion, Why.GIFT_OUT)
    return None
