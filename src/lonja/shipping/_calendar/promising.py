"""By when an order arrives that is placed now, and until when that holds. Pure.

An order leaves on the first working day of its location whose cut-off has not passed, in the shop's
time zone. From that day the carrier's days are counted: weekdays that are a holiday neither where it
leaves nor where it goes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_SATURDAY: Final = 5
_LOOK_AHEAD_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Desk:
    """When a location sends parcels; without a cut-off until midnight."""

    cut_off: time | None = None
    working_days: Collection[int] = (0, 1, 2, 3, 4)
    holidays: Collection[date] = ()

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.working_days and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Promise:
    """It arrives between `first` and `last`, if it is ordered before `order_before`."""

    first: date
    last: date
    leaves: date
    order_before: datetime


def promise(
    now: datetime,
    zone: ZoneInfo,
    desk: Desk,
    *,
    days_min: int,
    days_max: int,
    resting: Collection[date] = (),
) -> Promise:
    """`resting` are holidays where it goes; days are working days."""
    leaves, order_before = departure(now, zone, desk)
    closed = {*desk.holidays, *resting}
    return Promise(
        working_days_after(leaves, days_min, closed),
        working_days_after(leaves, days_max, closed),
        leaves,
        order_before,
    )


def departure(now: datetime, zone: ZoneInfo, desk: Desk) -> tuple[date, datetime]:
    """The day on which an order placed now leaves, and until when it still does."""
    day = now.astimezone(zone).date()
    for _ in range(_LOOK_AHEAD_DAYS):
        ends = _cut_off(day, zone, desk)
        if desk.works_on(day) and now < ends:
            return day, ends
        day += timedelta(days=1)
    return day, _cut_off(day, zone, desk)


def working_days_after(day: date, count: int, closed: Collection[date] = ()) -> date:
    """The day that many working days after `day`, which is no weekend and not `closed`."""
    while count > 0 or not is_working_day(day, closed):
        day += timedelta(days=1)
        if is_working_day(day, closed):
            count -= 1
    return day


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    return day.weekday() < _SATURDAY and day not in closed


def _cut_off(day: date, zone: ZoneInfo, desk: Desk) -> datetime:
    if desk.cut_off is None:
        return datetime.combine(day + timedelta(days=1), time(), zone)
    return datetime.combine(day, desk.cut_off, zone)
