"""How often a report is mailed, and over which days. Pure."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)


class Cadence(StrEnum):
    DAILY = "daily"
    """Every day, over the day before."""
    WEEKLY = "weekly"
    """On Mondays, over the week before."""
    MONTHLY = "monthly"
    """On the first, over the month before."""


def next_time(cadence: Cadence, hour: int, *, after: datetime, zone: ZoneInfo) -> datetime:
    """The first time after `after`; an hour that a day leaves out is the one after it."""
    day = after.astimezone(zone).date() - _DAY
    for _ in range(40):
        day += _DAY
        due = datetime.combine(day, time(hour), zone)
        if _is_due_on(cadence, day) and due > after:
            return due
    raise AssertionError("a month has a first day")


def period_of(cadence: Cadence, *, at: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The whole days before `at`: from the first up to but not including the second."""
    today = at.astimezone(zone).date()
    match cadence:
        case Cadence.DAILY:
            return today - _DAY, today
        case Cadence.WEEKLY:
            monday = today - timedelta(days=today.weekday())
            return monday - timedelta(days=7), monday
        case Cadence.MONTHLY:
            first = today.replace(day=1)
            return (first - _DAY).replace(day=1), first


def _is_due_on(cadence: Cadence, day: date) -> bool:
    match cadence:
        case Cadence.DAILY:
            return True
        case Cadence.WEEKLY:
            return day.weekday() == 0
        case Cadence.MONTHLY:
            return day.day == 1
