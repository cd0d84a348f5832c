"""When a location is open, and by when goods that are there can be picked up. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lonja.inventory._places.site import Site, time_of

_LOOK_AHEAD: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Hours of one day, as they are written: (opens, closes); none of a day that is closed."""

    day: date
    hours: tuple[tuple[str, str], ...]


def hours_on(
    site: Site, day: date, *, holidays: Collection[date] = ()
) -> tuple[tuple[str, str], ...]:
    """A special day's own hours, none on another holiday, else those of its weekday."""
    for special in site.special_days:
        if special.day == day:
            return ((special.opens, special.closes),) if special.opens else ()
    if day in holidays:
        return ()
    return tuple(
        sorted((one.opens, one.closes) for one in site.hours if one.weekday == day.weekday())
    )


def open_from(
    site: Site, moment: datetime, zone: ZoneInfo, *, holidays: Collection[date] = ()
) -> datetime | None:
    """`moment` while it is open, else the next opening; None where it does not open in two months."""
    day = moment.astimezone(zone).date()
    last = day + _LOOK_AHEAD
    while day <= last:
        for opens, closes in hours_on(site, day, holidays=holidays):
            begins = datetime.combine(day, time_of(opens), zone)
            ends = datetime.combine(day, time_of(closes), zone)
            if moment < ends:
                return max(moment, begins)
        day += timedelta(days=1)
    return None


def ready_by(
    site: Site, now: datetime, zone: ZoneInfo, *, holidays: Collection[date] = ()
) -> datetime | None:
    """When an order placed now of goods that are there can be picked up: prepared, and it is open."""
    return open_from(site, now + timedelta(hours=site.preparation_hours), zone, holidays=holidays)


def week_of(site: Site, first: date, *, holidays: Collection[date] = ()) -> list[OpenDay]:
    """The seven days from `first` on."""
    days = [first + timedelta(days=at) for at in range(7)]
    return [OpenDay(day, hours_on(site, day, holidays=holidays)) for day in days]
