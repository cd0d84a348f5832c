"""Until when a buyer may withdraw: fourteen days after the last parcel came. Pure."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

WITHDRAWAL_DAYS: Final = 14
REFUND_DAYS: Final = 14
_SATURDAY: Final = 5


def last_day(delivered_at: datetime | None, time_zone: str) -> date | None:
    """The last day, moved to a Monday from a weekend; None where nobody knows that it came.

    Holidays differ by region and are not moved: the shop that takes a late statement loses a day.
    """
    if delivered_at is None:
        return None
    day = delivered_at.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=WITHDRAWAL_DAYS)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def is_in_time(stated_at: datetime, delivered_at: datetime | None, time_zone: str) -> bool:
    until = last_day(delivered_at, time_zone)
    return until is None or stated_at.astimezone(ZoneInfo(time_zone)).date() <= until


def window_ends(delivered_at: datetime | None, days: int, time_zone: str) -> date | None:
    """The last day of the shop's own promise; None while it has not begun."""
    if delivered_at is None:
        return None
    return delivered_at.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=days)


def refund_due(stated_at: datetime) -> datetime:
    return stated_at + timedelta(days=REFUND_DAYS)
