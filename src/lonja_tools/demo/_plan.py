"""The parameters of the demo shop: seed, generator version, and last day."""

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

DEFAULT_SEED: Final = 1912
VERSION: Final = 15
"""Increase this when the output of a seed changes, so that older caches are not used."""

STORY: Final = 7
"""Mixed into the seed; unlike `VERSION` it stays, so new rows do not change the old ones."""

DAYS: Final = 548
"""Eighteen months."""
ORDERS: Final = 22_400
CUSTOMERS: Final = 6_000
DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Plan:
    """The same plan gives the same rows on every machine."""

    seed: int
    anchor: date

    @property
    def key(self) -> str:
        return f"{VERSION}-{self.seed}-{self.anchor.isoformat()}"

    @property
    def end_ms(self) -> int:
        """Midnight (UTC) at the start of the anchor day: nothing in the shop is newer."""
        return day_ms(self.anchor)

    @property
    def start_ms(self) -> int:
        return self.end_ms - DAYS * DAY_MS

    def dice(self, what: str) -> Random:
        """A separate random source per part, so that a change in one leaves the others alone."""
        return Random(f"{STORY}:{self.seed}:{what}")

    @property
    def first_day(self) -> date:
        return self.anchor - timedelta(days=DAYS)

    def days(self) -> list[date]:
        return [self.first_day + timedelta(days=day) for day in range(DAYS)]


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@functools.cache
def day_ms(day: date) -> int:
    return ms(datetime(day.year, day.month, day.day, tzinfo=UTC))


def stamp(at_ms: int) -> str:
    """A moment as PostgreSQL reads it; hundreds of thousands are written."""
    day, rest = divmod(at_ms, DAY_MS)
    seconds, milliseconds = divmod(rest, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{_date(day)} {hours:02d}:{minutes:02d}:{seconds:02d}.{milliseconds:03d}+00"


@functools.cache
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()


def uuid7(dice: Random, at_ms: int) -> str:
    """A UUIDv7 of a moment of the story, as text."""
    high, low = dice.getrandbits(12), dice.getrandbits(62) | 1 << 63
    tail = f"{low:016x}"
    head = f"{at_ms:012x}"
    return f"{head[:8]}-{head[8:]}-7{high:03x}-{tail[:4]}-{tail[4:]}"
