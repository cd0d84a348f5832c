"""Which products a rule takes in, and until when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from lonja.kernel.errors import Invalid
from lonja.kernel.money import EXPONENTS

MAX_CONDITIONS: Final = 20
MAX_VALUES: Final = 100
MAX_DAYS: Final = 3650


class ConditionKind(StrEnum):
    CATEGORY = "category"
    TAG = "tag"
    ATTRIBUTE = "attribute"
    PRICE = "price"
    NEW = "new"
    ON_SALE = "on_sale"
    IN_STOCK = "in_stock"
    BEST_SELLER = "best_seller"


@dataclass(frozen=True, slots=True)
class Condition:
    """`values` are alternatives: ids of categories, tags, or values of the attribute `key`.

    `low` and `high` are a price in minor units of the currency `key`, both included; `days` how
    long a product is new. A best seller has sold `low` units of the last 90 days.
    """

    kind: ConditionKind
    key: str = ""
    values: Sequence[str] = ()
    low: int | None = None
    high: int | None = None
    days: int = 0

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            ConditionKind(value["kind"]),
            value.get("key", ""),
            tuple(value.get("values", ())),
            value.get("low"),
            value.get("high"),
            value.get("days", 0),
        )


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What rules ask of a product. `categories` are its own and those that it stands in."""

    product_id: UUID
    created_at: datetime
    categories: frozenset[UUID] = frozenset()
    tags: frozenset[str] = frozenset()
    facets: frozenset[tuple[str, str]] = frozenset()
    prices: Mapping[str, int] = field(default_factory=dict)
    """The lowest in each currency."""
    is_on_sale: bool = False
    is_in_stock: bool = False
    sold_units: int = 0
    """Of the last 90 days, as they were counted last night."""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """It is in the collection; no more from `until` on, if there is one."""

    until: datetime | None = None


def taken(
    conditions: Sequence[Condition], facts: ProductFacts, *, matches_any: bool, now: datetime
) -> Taken | None:
    """None where the rule does not take it. A rule without conditions takes nothing."""
    if not facts.is_active or not conditions:
        return None
    found = [_holds(one, facts, now) for one in conditions]
    held = [one for one in found if one is not None]
    if not held or (not matches_any and len(held) < len(found)):
        return None
    ends = [one.until for one in held if one.until is not None]
    if matches_any:
        return Taken(max(ends) if len(ends) == len(held) else None)
    return Taken(min(ends, default=None))


def _holds(condition: Condition, facts: ProductFacts, now: datetime) -> Taken | None:
    match condition.kind:
        case ConditionKind.CATEGORY:
            holds = not facts.categories.isdisjoint(map(UUID, condition.values))
        case ConditionKind.TAG:
            holds = not facts.tags.isdisjoint(one.casefold() for one in condition.values)
        case ConditionKind.ATTRIBUTE:
            holds = any((condition.key, value) in facts.facets for value in condition.values)
        case ConditionKind.PRICE:
            price = facts.prices.get(condition.key)
            holds = price is not None and (
                (condition.low is None or condition.low <= price)
                and (condition.high is None or price <= condition.high)
            )
        case ConditionKind.ON_SALE:
            holds = facts.is_on_sale
        case ConditionKind.IN_STOCK:
            holds = facts.is_in_stock
        case ConditionKind.BEST_SELLER:
            holds = condition.low is not None and facts.sold_units >= condition.low
        case ConditionKind.NEW:
            until = facts.created_at + timedelta(days=condition.days)
            return Taken(until) if now < until else None
    return Taken() if holds else None


def check_conditions(conditions: Sequence[Condition]) -> None:
    """Raise `Invalid` with the condition that cannot be."""
    if not 1 <= len(conditions) <= MAX_CONDITIONS:
        raise Invalid(f"a rule has 1 to {MAX_CONDITIONS} conditions", field="conditions")
    for at, one in enumerate(conditions):
        place = f"conditions.{at}"
        if one.kind in {ConditionKind.CATEGORY, ConditionKind.TAG, ConditionKind.ATTRIBUTE}:
            if not 1 <= len(one.values) <= MAX_VALUES:
                raise Invalid(f"choose 1 to {MAX_VALUES} values", field=f"{place}.values")
            if one.kind is ConditionKind.CATEGORY:
                _check_ids(one.values, f"{place}.values")
            if (one.kind is ConditionKind.ATTRIBUTE) != bool(one.key):
                raise Invalid("an attribute is named by its key", field=f"{place}.key")
        if one.kind is ConditionKind.PRICE:
            if one.low is None and one.high is None:
                raise Invalid("a price is from, up to, or both", field=f"{place}.low")
            if one.key not in EXPONENTS:
                raise Invalid("a price is in a currency", field=f"{place}.key")
        if one.kind is ConditionKind.BEST_SELLER and not (one.low or 0) > 0:
            raise Invalid("a best seller has sold at least one unit", field=f"{place}.low")
        if one.kind is ConditionKind.NEW and not 1 <= one.days <= MAX_DAYS:
            raise Invalid(f"a product is new for 1 to {MAX_DAYS} days", field=f"{place}.days")


def _check_ids(values: Sequence[str], place: str) -> None:
    for one in values:
        try:
            UUID(one)
        except ValueError as error:
            raise Invalid("there is no such category", field=place) from error
