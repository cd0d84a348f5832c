"""When a variant goes on selling without stock, up to how many units, and for which day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from lonja.kernel.errors import Conflict, Invalid

MAX_BACKORDERED: Final = 100_000
MAX_DAYS: Final = 365


class BackorderKind(StrEnum):
    """`NONE` stops selling at the last unit."""

    NONE = "none"
    BACK_ORDER = "back_order"
    PREORDER = "preorder"


class IncomingStatus(StrEnum):
    """Goods on their way: expected until they are there, or nobody expects them any more.

    What a stock order that is not sent yet asks for is a draft: nobody counts on it.
    """

    DRAFT = "draft"
    EXPECTED = "expected"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class BackorderTermsChanged(Conflict):
    """Somebody saved them meanwhile; `facts["version"]` is what they are now."""

    code: ClassVar[str] = "backorder_terms_changed"


@dataclass(frozen=True, slots=True)
class BackorderTerms:
    """`most` units may be owed to buyers at once; after `until` nothing more is sold ahead.

    The promise is `day`, or `days` after the payment; without either it follows from the goods that
    are on their way.
    """

    kind: BackorderKind = BackorderKind.NONE
    most: int = 0
    until: datetime | None = None
    day: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What a page may say of a unit that is not there: a day, or days after the payment, or neither."""

    kind: BackorderKind
    day: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """So many units are expected on a day."""

    day: date
    quantity: int


def check_terms(terms: BackorderTerms) -> None:
    """Raise `Invalid`, which names the field, unless a buyer can be told and it can be kept."""
    if terms.kind is BackorderKind.NONE:
        return
    if not 1 <= terms.most <= MAX_BACKORDERED:
        raise Invalid(f"between 1 and {MAX_BACKORDERED} units", field="most")
    if terms.days is not None and not 1 <= terms.days <= MAX_DAYS:
        raise Invalid(f"between 1 and {MAX_DAYS} days", field="days")
    if terms.day is not None and terms.days is not None:
        raise Invalid("a day or a number of days, not both", field="days")
    if terms.kind is BackorderKind.PREORDER and terms.day is None:
        raise Invalid("a pre-order has a day on which its goods come", field="day")


def day_of_unit(position: int, arrivals: Sequence[Arrival]) -> date | None:
    """The day on which so many units have come; None where less is on its way."""
    come = 0
    for one in sorted(arrivals, key=lambda arrival: arrival.day):
        come += one.quantity
        if come >= position:
            return one.day
    return None


def promised_day(
    terms: BackorderTerms, *, position: int, arrivals: Sequence[Arrival], today: date
) -> date | None:
    """By when the unit at this position of the queue is promised; None where nobody can say.

    A day that is over promises nothing.
    """
    if terms.days is not None:
        return today + timedelta(days=terms.days)
    if terms.day is not None and terms.day >= today:
        return terms.day
    return day_of_unit(position, [one for one in arrivals if one.day >= today])
