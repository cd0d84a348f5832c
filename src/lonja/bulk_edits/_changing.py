"""What a bulk edit makes of a price, and which of its changes may be taken back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self
from uuid import UUID

from lonja.kernel.errors import Invalid
from lonja.kernel.money import divide_half_up

type Ending = Literal["exact", "95", "99", "00"]
type CompareAt = Literal["keep", "previous", "none"]
type Values = Mapping[str, Any]
"""By field: `status`, `price.EUR.<variant>`, or `collection.<id>`."""
type Changes = Mapping[str, tuple[Any, Any]]
"""By field, what it was and what it became."""

MOST_PERCENT: Final = 100_000
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class PriceStep:
    """By basis points or by an amount of one currency, up or down; then to the nearest `ending`."""

    basis_points: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    ending: Ending = "exact"
    compare_at: CompareAt = "keep"


@dataclass(frozen=True, slots=True)
class ProductsChange:
    """What is None stays as it is."""

    price: PriceStep | None = None
    status: str | None = None
    category_id: UUID | None = None
    tax_class: str | None = None
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    collection_added: UUID | None = None
    collection_removed: UUID | None = None
    """Collections that are put together by hand."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        price = value.get("price")
        return cls(
            price=PriceStep(**price) if price else None,
            status=value.get("status"),
            category_id=_id(value.get("category_id")),
            tax_class=value.get("tax_class"),
            tags_added=tuple(value.get("tags_added", ())),
            tags_removed=tuple(value.get("tags_removed", ())),
            collection_added=_id(value.get("collection_added")),
            collection_removed=_id(value.get("collection_removed")),
        )

    def to_json(self) -> dict[str, Any]:
        made = asdict(self)
        return {
            name: str(value) if isinstance(value, UUID) else value for name, value in made.items()
        } | {"tags_added": list(self.tags_added), "tags_removed": list(self.tags_removed)}


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def check_change(change: ProductsChange) -> None:
    """Raise `Invalid` where nothing would change, or a price has no one way to."""
    if change == ProductsChange():
        raise Invalid("say what is to change", field="change")
    step = change.price
    if step is None:
        return
    if (step.basis_points is None) == (step.amount_minor is None):
        raise Invalid("a price changes by percent or by an amount", field="change.price")
    if step.amount_minor is not None and step.currency is None:
        raise Invalid("an amount has a currency", field="change.price.currency")
    if step.basis_points is not None and not -10_000 < step.basis_points <= MOST_PERCENT:
        raise Invalid("between -100 and 1,000 percent", field="change.price.basis_points")


def new_price(amount_minor: int, step: PriceStep, *, rounding_minor: int, digits: int) -> int:
    """At least 0; an ending is for currencies with hundredths, and gives way to the currency's rounding."""
    if step.basis_points is not None:
        exact = divide_half_up(amount_minor * (10_000 + step.basis_points), 10_000)
    else:
        exact = amount_minor + (step.amount_minor or 0)
    if exact <= 0:
        return 0
    if step.ending != "exact" and digits == 2:
        exact = _ended(exact, int(step.ending))
    return divide_half_up(exact, rounding_minor) * rounding_minor


def new_tags(tags: Sequence[str], change: ProductsChange) -> list[str]:
    """The tags after it: what is removed goes, whatever its case; what is added stands once."""
    gone = {one.strip().casefold() for one in change.tags_removed}
    kept = [one for one in tags if one.casefold() not in gone]
    there = {one.casefold() for one in kept}
    return kept + [one for one in change.tags_added if one.strip().casefold() not in there]


def _ended(minor: int, ending: int) -> int:
    """The nearest amount above 0 that ends so; of two the lower."""
    below = minor - (minor - ending) % _WHOLE
    above = below + _WHOLE
    nearest = below if minor - below <= above - minor else above
    return nearest if nearest > 0 else above


def taken_back(changes: Changes, now: Values) -> tuple[dict[str, Any], list[str]]:
    """What each field is set to again, and the fields that somebody changed since and that stay."""
    back, kept = {}, []
    for field, (before, after) in changes.items():
        if field in now and now[field] == after:
            back[field] = before
        else:
            kept.append(field)
    return back, kept
