"""The rule of a segment: which customers it means. Pure.

Every condition that is set must hold; lists mean "one of these". Days are counted back from the
moment at which somebody asks, so that a segment is never out of date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from lonja.kernel.errors import Invalid

MAX_CHOICES: Final = 50
"""Of one list: countries, tags, groups, products or categories."""
MAX_DAYS: Final = 3_650
MAX_ORDERS: Final = 1_000_000
MAX_SPENT_MINOR: Final = 10**12


class BadSegment(Invalid):
    """The rule cannot be asked; `facts["field"]` names the condition."""

    code: ClassVar[str] = "bad_segment"


@dataclass(frozen=True, slots=True)
class Rule:
    """`spent_…` is what was paid and not refunded in `currency`, the shop's first one when it was saved."""

    orders_min: int | None = None
    orders_max: int | None = None
    spent_min_minor: int | None = None
    spent_max_minor: int | None = None
    currency: str | None = None
    ordered_within_days: int | None = None
    quiet_for_days: int | None = None
    joined_within_days: int | None = None
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    consents: bool | None = None
    groups: tuple[UUID, ...] = ()
    not_groups: tuple[UUID, ...] = ()
    products: tuple[UUID, ...] = ()
    categories: tuple[UUID, ...] = ()
    rfm: tuple[str, ...] = ()
    """Segments of recency, frequency and money, as the model saw them last."""

    def as_json(self) -> dict[str, Any]:
        """Only what is set."""
        return {
            name: [str(one) for one in value] if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value not in _UNSET
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Rule":
        """Unknown conditions are of a newer version: asked without them it would mean too many."""
        unknown = sorted(set(stored) - {one.name for one in fields(cls)})
        if unknown:
            raise BadSegment(f"the rule has conditions not known here: {', '.join(unknown)}")
        values: dict[str, Any] = {
            name: tuple(UUID(one) for one in value)
            if name in _IDS
            else tuple(value)
            if isinstance(value, list)
            else value
            for name, value in stored.items()
        }
        return cls(**values)


_UNSET: Final = (None, ())
_IDS: Final = frozenset({"groups", "not_groups", "products", "categories"})
_LISTS: Final = (*sorted(_IDS), "countries", "languages", "tags", "rfm")
_BOUNDS: Final = {
    "orders_min": MAX_ORDERS,
    "orders_max": MAX_ORDERS,
    "spent_min_minor": MAX_SPENT_MINOR,
    "spent_max_minor": MAX_SPENT_MINOR,
    "ordered_within_days": MAX_DAYS,
    "quiet_for_days": MAX_DAYS,
    "joined_within_days": MAX_DAYS,
}


def check_rule(rule: Rule) -> None:
    """Raise `BadSegment` naming the condition that can never be right."""
    stored = rule.as_json()
    if not set(stored) - {"currency"}:
        raise BadSegment("choose at least one condition", field="rule")
    for name, most in _BOUNDS.items():
        if name in stored and not 0 <= stored[name] <= most:
            raise BadSegment(f"between 0 and {most}", field=name)
    for name in _LISTS:
        if len(stored.get(name, ())) > MAX_CHOICES:
            raise BadSegment(f"at most {MAX_CHOICES}", field=name)
    if rule.currency is None and ("spent_min_minor" in stored or "spent_max_minor" in stored):
        raise BadSegment("money needs its currency", field="currency")
    for least, most_name in (("orders_min", "orders_max"), ("spent_min_minor", "spent_max_minor")):
        if least in stored and most_name in stored and stored[least] > stored[most_name]:
            raise BadSegment("the most is less than the least", field=most_name)
    within, quiet = rule.ordered_within_days, rule.quiet_for_days
    if within is not None and quiet is not None and within <= quiet:
        raise BadSegment(
            "nobody ordered within these days and was quiet for them", field="quiet_for_days"
        )


def asked_of(rule: Rule, *, products: Sequence[UUID], now: datetime) -> dict[str, Any]:
    """What the store asks for, by the name of each condition; `products` are those of the categories."""
    stored = {name: value for name, value in asdict(rule).items() if value not in _UNSET}
    for name in ("ordered_within_days", "quiet_for_days", "joined_within_days"):
        if name in stored:
            stored[name] = now - timedelta(days=stored[name])
    if "categories" in stored:
        stored["categories"] = list(products)
    if "currency" in stored:
        stored["rule_currency"] = stored.pop("currency")
    if "consents" in stored:
        stored["consents" if rule.consents else "consents_not"] = stored.pop("consents")
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in stored.items()
    }
