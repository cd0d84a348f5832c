"""When a timer is due: NCRONTAB as Azure Functions reads it, always UTC.

Five fields (minute first) or six (second first): `{second} {minute} {hour} {day} {month}
{day of week}`. Unlike Unix cron, a day must match both its day of month and its day of week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# Far enough for 29 February across a century that has none, near enough to end.
_HORIZON_DAYS = 366 * 9


class ScheduleError(ValueError):
    """The text is not a schedule, or one that is never due."""


@dataclass(frozen=True)
class _Field:
    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field("second", 0, 59),
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of week", 0, 6, _WEEKDAYS),
)


@dataclass(frozen=True)
class Schedule:
    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment strictly after `moment`."""
        start = moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
        day = start.date()
        for _ in range(_HORIZON_DAYS):
            if self._has_day(day):
                not_before = start.time() if day == start.date() else time.min
                for due in self._times():
                    if due >= not_before:
                        return datetime.combine(day, due, UTC)
            day += timedelta(days=1)
        raise ScheduleError(f'"{self.text}" never comes')

    def is_monitored_by_default(self, now: datetime) -> bool:
        """Azure keeps a status blob only where runs are at least a minute apart."""
        moment = self.next_after(now)
        for _ in range(5):
            following = self.next_after(moment)
            if following - moment < timedelta(minutes=1):
                return False
            moment = following
        return True

    def _has_day(self, day: date) -> bool:
        return (
            day.month in self.months
            and day.day in self.days
            and day.isoweekday() % 7 in self.weekdays
        )

    def _times(self) -> Iterator[time]:
        for hour in self.hours:
            for minute in self.minutes:
                for second in self.seconds:
                    yield time(hour, minute, second)


def parse(text: str) -> Schedule:
    """Read a schedule or raise ScheduleError with what is wrong."""
    parts = text.split()
    if len(parts) == 5:
        parts = ["0", *parts]
    if len(parts) != 6:
        raise ScheduleError(f'"{text}" has {len(parts)} fields; NCRONTAB has 5 or 6')
    values = [_values(field, part) for field, part in zip(_FIELDS, parts, strict=True)]
    seconds, minutes, hours, days, months, weekdays = values
    schedule = Schedule(
        text=text,
        seconds=tuple(sorted(seconds)),
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=frozenset(days),
        months=frozenset(months),
        weekdays=frozenset(weekdays),
    )
    schedule.next_after(datetime.now(UTC))
    return schedule


def _values(field: _Field, text: str) -> set[int]:
    values: set[int] = set()
    for part in text.split(","):
        span, _, step_text = part.partition("/")
        if step_text:
            step = _number(field, step_text, least=1)
        elif "/" in part:
            raise ScheduleError(f'"{part}" has no step after its slash')
        else:
            step = 1
        low, dash, high = span.partition("-")
        if span == "*":
            first, last = field.first, field.last
        elif dash:
            first, last = _named(field, low), _named(field, high)
        else:
            first = _named(field, low)
            # `5/15` counts on from 5, `5` is 5 alone.
            last = field.last if step_text else first
        if first > last:
            raise ScheduleError(f'"{part}" runs backwards in the field {field.name}')
        values.update(range(first, last + 1, step))
    return values


def _named(field: _Field, text: str) -> int:
    if text[:3].lower() in field.names and text.isalpha():
        return field.first + field.names.index(text[:3].lower())
    value = _number(field, text, least=field.first)
    if value > field.last:
        raise ScheduleError(f"{value} is past {field.last} in the field {field.name}")
    return value


def _number(field: _Field, text: str, *, least: int) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise ScheduleError(f'"{text}" does not fit the field {field.name}')
    return int(text)
