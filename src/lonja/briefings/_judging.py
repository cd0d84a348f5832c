"""Whether a figure is where an alert says something. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

WEEKS: Final = 4
LEAST_WEEKS: Final = 2
"""With fewer there is no usual day to compare with."""
WHOLE: Final = 10_000
"""Of a change: hundredths of a per cent."""


class Compare(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    FALLS = "falls"
    """Against the mean of the same weekday of the four weeks before."""
    RISES = "rises"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`usual` is what the day was compared with; None of a figure that is only compared with its bound."""

    is_true: bool
    value: int | None
    usual: int | None


def judge(
    compare: Compare, *, bound: int, days: int, values: Mapping[date, int | None], last: date
) -> Verdict | None:
    """Of each of the `days` up to `last`; None where a day is not known, which changes nothing."""
    asked = [last - timedelta(days=back) for back in range(days)]
    found = [_of_day(compare, bound, values, day) for day in asked]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    return Verdict(all(one.is_true for one in known), known[0].value, known[0].usual)


def _of_day(
    compare: Compare, bound: int, values: Mapping[date, int | None], day: date
) -> Verdict | None:
    value = values.get(day)
    if value is None:
        return None
    if compare is Compare.ABOVE:
        return Verdict(value > bound, value, None)
    if compare is Compare.BELOW:
        return Verdict(value < bound, value, None)
    usual = _usual(values, day)
    if not usual:
        return None
    change = (value - usual) * WHOLE / abs(usual)
    is_true = change <= -bound if compare is Compare.FALLS else change >= bound
    return Verdict(is_true, value, usual)


def _usual(values: Mapping[date, int | None], day: date) -> int | None:
    weeks = [values.get(day - timedelta(days=7 * back)) for back in range(1, WEEKS + 1)]
    known = [one for one in weeks if one is not None]
    return round(sum(known) / len(known)) if len(known) >= LEAST_WEEKS else None
