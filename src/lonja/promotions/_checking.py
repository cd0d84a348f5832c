"""What may be written down as a promotion. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language
from lonja.promotions._rules.basket import PromotionStatus
from lonja.promotions._rules.rule import Goods, Level, Part, Reward, RewardKind, Rule

MAX_AMOUNT_MINOR: Final = 10**10
MAX_USES: Final = 1_000_000_000
MOST_GOODS: Final = 500
MOST_TIERS: Final = 10
MOST_PARTS: Final = 10
MOST_PIECES: Final = 20
"""Of one product in a bundle."""
MOST_GROUPS: Final = 50
MOST_CHARACTERS: Final = 200
DAY_MINUTES: Final = 24 * 60
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,39}")
_AMOUNTS: Final = {RewardKind.AMOUNT_OFF, RewardKind.FIXED_PRICE, RewardKind.ORDER_AMOUNT}
_PERCENT: Final = {RewardKind.PERCENT_OFF, RewardKind.ORDER_PERCENT, RewardKind.BUY_X_GET_Y}


@dataclass(frozen=True, slots=True)
class Draft:
    """A promotion as staff write it; `names` are what buyers read."""

    names: Mapping[str, str]
    rule: Rule
    status: PromotionStatus = PromotionStatus.DRAFT
    needs_code: bool = False
    combines_with: frozenset[Level] = frozenset(Level)
    priority: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    max_uses: int | None = None
    max_per_buyer: int | None = None


def changed(draft: Draft, **facts: Any) -> Draft:
    """The draft with these fields instead."""
    return replace(draft, **facts)


def as_kept(draft: Draft) -> Draft:
    """What a kind of reward has no use for is left out; a first order is one order."""
    reward = draft.rule.reward
    is_bundle = reward.kind is RewardKind.BUNDLE
    kept = Reward(
        kind=reward.kind,
        percent=reward.percent if reward.kind in _PERCENT or is_bundle else None,
        amounts=dict(reward.amounts) if reward.kind in _AMOUNTS or is_bundle else {},
        tiers=tuple(sorted(reward.tiers, key=lambda tier: tier.from_quantity))
        if reward.kind is RewardKind.TIERS
        else (),
        buy=reward.buy
        if reward.kind in {RewardKind.BUY_X_GET_Y, RewardKind.CHEAPEST_FREE}
        else None,
        get=reward.get
        if reward.kind in {RewardKind.BUY_X_GET_Y, RewardKind.CHEAPEST_FREE, RewardKind.GIFT}
        else None,
        gets=_tidy(reward.gets) if reward.kind is RewardKind.BUY_X_GET_Y else Goods(),
        at_most=reward.at_most if reward.kind is RewardKind.BUY_X_GET_Y or is_bundle else None,
        parts=_parts(reward.parts) if is_bundle else (),
        variant_id=reward.variant_id if reward.kind is RewardKind.GIFT else None,
        methods=tuple(sorted(set(reward.methods)))
        if reward.kind is RewardKind.FREE_SHIPPING
        else (),
    )
    return replace(
        draft,
        rule=replace(draft.rule, reward=kept, goods=_goods(kept, draft.rule.goods)),
        max_per_buyer=1 if draft.rule.conditions.is_first_order else draft.max_per_buyer,
    )


def _parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Of each product once, in the order in which they were named."""
    pieces: dict[UUID, int] = {}
    for part in parts:
        pieces[part.product_id] = pieces.get(part.product_id, 0) + part.quantity
    return tuple(Part(product_id, quantity) for product_id, quantity in pieces.items())


def _goods(kept: Reward, goods: Goods) -> Goods:
    """A bundle is on its own pieces; what else was said of goods has no use."""
    if kept.kind is RewardKind.BUNDLE:
        return Goods(products=tuple(part.product_id for part in kept.parts))
    return _tidy(goods)


def _tidy(goods: Goods) -> Goods:
    """As goods say it: tags in small letters, each once."""
    tags = {" ".join(one.split()).casefold() for one in goods.tags}
    return replace(goods, tags=tuple(sorted(tags - {""})), traits=tuple(sorted(set(goods.traits))))


def check(draft: Draft, currencies: Collection[str]) -> None:
    """Raise for the first thing that can never be right."""
    _check_names(draft.names)
    _check_reward(draft.rule.reward, currencies)
    _check_conditions(draft.rule, currencies)
    if not -1000 <= draft.priority <= 1000:
        raise Invalid("a priority is between -1000 and 1000", field="priority")
    if draft.max_uses is not None and not 1 <= draft.max_uses <= MAX_USES:
        raise Invalid("it may be used at least once", field="max_uses")
    if draft.max_per_buyer is not None and not 1 <= draft.max_per_buyer <= 1000:
        raise Invalid("a buyer may use it at least once", field="max_per_buyer")
    if draft.starts_at and draft.ends_at and draft.starts_at >= draft.ends_at:
        raise Invalid("a promotion ends after it starts", field="ends_at")


def check_code(code: str) -> None:
    if not _CODE.fullmatch(code):
        raise Invalid(
            "a code has 2 to 40 capital letters, digits, dashes or underscores", field="code"
        )


def _check_names(names: Mapping[str, str]) -> None:
    if not names or any(
        not is_language(language) or not 1 <= len(name.strip()) <= 120
        for language, name in names.items()
    ):
        raise Invalid("a name in at least one language, each of 1 to 120 characters", field="names")


def _check_reward(reward: Reward, currencies: Collection[str]) -> None:
    if reward.kind in _PERCENT and not 1 <= (reward.percent or 0) <= 100:
        raise Invalid("a percentage is between 1 and 100", field="rule.reward.percent")
    if reward.kind in _AMOUNTS and not reward.amounts:
        raise Invalid("an amount in one currency at least", field="rule.reward.amounts")
    _check_amounts(reward.amounts, currencies, "rule.reward.amounts")
    if reward.kind is RewardKind.TIERS:
        steps = [tier.from_quantity for tier in reward.tiers]
        if not 1 <= len(steps) <= MOST_TIERS or len(set(steps)) < len(steps):
            raise Invalid("one to ten tiers, each from another quantity", field="rule.reward.tiers")
        if any(t.from_quantity < 1 or not 1 <= t.percent <= 100 for t in reward.tiers):
            raise Invalid("a tier starts at one piece or more", field="rule.reward.tiers")
    if reward.kind is RewardKind.BUY_X_GET_Y and not (
        1 <= (reward.buy or 0) <= 100 and 1 <= (reward.get or 0) <= 100
    ):
        raise Invalid("buy 1 to 100 and get 1 to 100", field="rule.reward.buy")
    if reward.kind is RewardKind.CHEAPEST_FREE and not (
        1 <= (reward.get or 0) < (reward.buy or 0) <= 100
    ):
        raise Invalid("fewer are free than are bought together", field="rule.reward.get")
    if reward.kind is RewardKind.BUNDLE:
        _check_bundle(reward)
    if reward.kind is RewardKind.GIFT:
        if reward.variant_id is None:
            raise Invalid("which variant is the gift?", field="rule.reward.variant_id")
        if not 1 <= (reward.get or 0) <= 10:
            raise Invalid("a gift has 1 to 10 pieces", field="rule.reward.get")
    if reward.at_most is not None and not 1 <= reward.at_most <= 1000:
        raise Invalid("at least once in an order", field="rule.reward.at_most")


def _check_bundle(reward: Reward) -> None:
    if not 1 <= len(reward.parts) <= MOST_PARTS:
        raise Invalid(f"a bundle has 1 to {MOST_PARTS} products", field="rule.reward.parts")
    if any(not 1 <= part.quantity <= MOST_PIECES for part in reward.parts):
        raise Invalid(f"1 to {MOST_PIECES} pieces of a product", field="rule.reward.parts")
    if sum(part.quantity for part in reward.parts) < 2:
        raise Invalid("a bundle is two pieces or more", field="rule.reward.parts")
    if (reward.percent is None) == (not reward.amounts):
        raise Invalid(
            "a bundle has a price or a percentage, and not both", field="rule.reward.percent"
        )
    if reward.percent is not None and not 1 <= reward.percent <= 100:
        raise Invalid("a percentage is between 1 and 100", field="rule.reward.percent")


def _check_conditions(rule: Rule, currencies: Collection[str]) -> None:
    asked = rule.conditions
    for goods, field in ((rule.goods, "rule.goods"), (rule.reward.gets, "rule.reward.gets")):
        named = (goods.products, goods.categories, goods.collections, goods.tags, goods.traits)
        if sum(map(len, named)) > MOST_GOODS:
            raise Invalid(f"at most {MOST_GOODS} things of all kinds", field=field)
        if any(not 1 <= len(one) <= MOST_CHARACTERS for one in goods.tags):
            raise Invalid(f"a tag has 1 to {MOST_CHARACTERS} characters", field=f"{field}.tags")
        if any(not one.key or not one.value for one in goods.traits):
            raise Invalid("an attribute has a name and a value", field=f"{field}.traits")
    _check_amounts(asked.minimum, currencies, "rule.conditions.minimum")
    for name, audience in (("groups", asked.groups), ("segments", asked.segments)):
        if len(audience) > MOST_GROUPS:
            raise Invalid(f"at most {MOST_GROUPS} {name}", field=f"rule.conditions.{name}")
    if not 0 <= asked.minimum_quantity <= 10_000:
        raise Invalid("a quantity is not negative", field="rule.conditions.minimum_quantity")
    if any(country not in COUNTRIES for country in asked.countries):
        raise Invalid("a country is two letters, like ES", field="rule.conditions.countries")
    if any(not 0 <= day <= 6 for day in asked.weekdays):
        raise Invalid("a weekday is 0 (Monday) to 6", field="rule.conditions.weekdays")
    if (asked.from_minute is None) != (asked.until_minute is None):
        raise Invalid("hours have a start and an end", field="rule.conditions.until_minute")
    if any(
        minute is not None and not 0 <= minute <= DAY_MINUTES
        for minute in (asked.from_minute, asked.until_minute)
    ):
        raise Invalid("a minute of the day", field="rule.conditions.from_minute")


def _check_amounts(amounts: Mapping[str, int], currencies: Collection[str], field: str) -> None:
    for currency, amount in amounts.items():
        if currency not in currencies:
            raise Invalid("an amount is in a currency of this shop", field=field)
        if not 1 <= amount <= MAX_AMOUNT_MINOR:
            raise Invalid("an amount is above zero and below 100,000,000", field=field)
