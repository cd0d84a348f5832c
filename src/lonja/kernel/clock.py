"""The time, read at the edges and handed inwards; rules never read it themselves."""

from datetime import UTC, datetime
from typing import Final

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200


def now() -> datetime:
    return datetime.now(UTC)


def near(at: datetime) -> datetime:
    """A time that people mean; raise `ValueError` for one that a time zone or a month pushes off the calendar."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"a time is between {FIRST_YEAR} and {LAST_YEAR}")
    return at
