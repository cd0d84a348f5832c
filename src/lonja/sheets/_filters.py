"""What a list of the back office is narrowed and ordered by, and a page of what it then is. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from lonja.orders.api import OrderFilter
from lonja.sheets._kind import Column, Kind

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """As the list has them; what a list does not have it does not look at."""

    query: str = ""
    status: str = ""
    category: str = ""
    level: str = ""
    stock: Literal["", "in_stock", "low", "back_order", "preorder", "sold_out"] = ""
    only: str = ""
    sort: str = ""
    orders: OrderFilter = field(default_factory=OrderFilter)
    customers: Mapping[str, Any] = field(default_factory=dict)
    """Of a group or a segment, as `customers.asked` says it."""
    names_buyers: bool = True
    location: str = ""
    late_on: date | None = None
    """Only what was expected before this day and is not there."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """`after` is where the next page begins; None after the last one."""

    rows: Sequence[Sequence[str]]
    after: Any = None


def exported(columns: Sequence[Column]) -> list[Column]:
    return [one for one in columns if not one.is_import_only]


def headings_of(kind: Kind) -> list[str]:
    return [one.heading for one in exported(kind.columns())]
