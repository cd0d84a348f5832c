"""Days that a parcel travels. Pure."""

from datetime import date, timedelta
from typing import Final

_SATURDAY: Final = 5


def working_days_after(day: date, count: int) -> date:
    """The day that many working days after `day`; a holiday counts as a working day."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            count -= 1
    return day
