"""What a reduction is compared with. Pure: no clock, no database.

Article 6a of Directive 98/6/EC: whoever announces a reduction shows the lowest price of the 30 days
before it began, and the percentage is worked out from that price (C-330/23). A reduction that only
grows, step by step, began with its first step. Goods that are newer than 30 days have no price
that they could be compared with: nothing is announced of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from lonja.shop.api import EU

WINDOW: Final = timedelta(days=30)
PRIOR_PRICE_COUNTRIES: Final = frozenset({*EU, "IS", "LI", "NO"})


@dataclass(frozen=True, slots=True)
class Regular:
    """From `at` on; without an amount it is not for sale. `is_reduced`: staff named a price before."""

    at: datetime
    amount_minor: int | None
    is_reduced: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    starts_at: datetime
    ends_at: datetime
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What buyers paid from `at` until the next one."""

    at: datetime
    amount_minor: int | None
    is_reduced: bool


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a page may say beside a price: what it was, and whether that is the 30 days' lowest."""

    was_minor: int
    is_lowest: bool
    percent: int | None


def shown_prices(regular: Sequence[Regular], sales: Sequence[Sale]) -> list[Shown]:
    """The prices that buyers saw, oldest first; equal ones that follow each other are one."""
    ordered = sorted(regular, key=lambda one: one.at)
    instants = {one.at for one in ordered}
    for sale in sales:
        instants |= {sale.starts_at, sale.ends_at}
    shown: list[Shown] = []
    for at in sorted(instants):
        now = next((one for one in reversed(ordered) if one.at <= at), None)
        if now is None:
            continue
        one = Shown(at, now.amount_minor, now.is_reduced and now.amount_minor is not None)
        running = [sale for sale in sales if sale.starts_at <= at < sale.ends_at]
        if now.amount_minor is not None and running:
            lowest = min(sale.amount_minor for sale in running)
            if lowest < now.amount_minor:
                one = Shown(at, lowest, is_reduced=True)
        if not shown or (shown[-1].amount_minor, shown[-1].is_reduced) != (
            one.amount_minor,
            one.is_reduced,
        ):
            shown.append(one)
    return shown


def prior_price(shown: Sequence[Shown], *, now: datetime) -> int | None:
    """The lowest price of the 30 days before the reduction that holds `now` began.

    None where nothing is reduced, or where it was for sale for fewer than 30 days before.
    """
    past = [one for one in shown if one.at <= now]
    if not past or not past[-1].is_reduced:
        return None
    first = len(past) - 1
    while first > 0 and _is_step(past[first - 1], past[first]):
        first -= 1
    opens = past[first].at - WINDOW
    priced_since = next(one.at for one in past if one.amount_minor is not None)
    if priced_since > opens:
        return None
    return min(
        (
            one.amount_minor
            for one, following in pairwise(past[: first + 1])
            if one.amount_minor is not None and following.at > opens
        ),
        default=None,
    )


def _is_step(before: Shown, after: Shown) -> bool:
    """Whether `after` makes the same reduction greater."""
    return (
        before.is_reduced
        and before.amount_minor is not None
        and after.amount_minor is not None
        and after.amount_minor <= before.amount_minor
    )


def announced(
    amount_minor: int, *, compare_at_minor: int | None, lowest_minor: int | None, country: str
) -> Reduction | None:
    """What a shop in `country` may say of a price; None where no reduction may be announced."""
    is_lowest = country in PRIOR_PRICE_COUNTRIES
    was = lowest_minor if is_lowest and compare_at_minor is not None else compare_at_minor
    if was is None or was <= amount_minor or (is_lowest and lowest_minor is None):
        return None
    return Reduction(was, is_lowest, round(100 * (was - amount_minor) / was) or None)
