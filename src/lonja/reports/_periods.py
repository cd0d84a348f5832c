"""Days of a report, and those that it is compared with. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from lonja.kernel.errors import Invalid

MAX_DAYS: Final = 3 * 366


class BadPeriod(Invalid):
    code: ClassVar[str] = "bad_period"


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to but not including `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end <= self.start + timedelta(days=MAX_DAYS):
            raise BadPeriod(f"a period is 1 to {MAX_DAYS} days, its end after its start")

    @property
    def before(self) -> "Period":
        """As many days, up to the first of these."""
        return Period(_shifted(self.start, self.start - self.end), self.start)

    @property
    def year_before(self) -> "Period":
        """The same days of the calendar; the 29th of February is the 28th."""
        return Period(_a_year_before(self.start), _a_year_before(self.end))


def buckets(form: str, period: Period) -> list[date]:
    """The first day of each day, week, month, quarter or year that the period touches."""
    return list(_buckets(form, period))


def _buckets(form: str, period: Period) -> Iterator[date]:
    day = first_of(form, period.start)
    while day < period.end:
        yield day
        # Longer than any of its kind, and shorter than two: the next one begins before it ends.
        step = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[form]
        day = first_of(form, day + timedelta(days=step))


def first_of(form: str, day: date) -> date:
    match form:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return day


def _shifted(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError as error:
        raise BadPeriod("there is no calendar so long ago") from error


def _a_year_before(day: date) -> date:
    if day.year == 1:
        raise BadPeriod("there is no calendar so long ago")
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
