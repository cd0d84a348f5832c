"""National holidays of a year: what a merchant's list begins with. Pure.

`national.json` names each by its day, or by how many days after Easter Sunday it is; regions and towns
have more, which the merchant adds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199
_FILE: Final = Path(__file__).with_name("national.json")


@dataclass(frozen=True, slots=True)
class NationalHoliday:
    """`names` are by language."""

    day: date
    names: Mapping[str, str]


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    lap = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * lap) // 433
    month = (h + lap - 7 * m + 90) // 25
    return date(year, month, (h + lap - 7 * m + 33 * month + 19) % 32)


def national_holidays(country: str, year: int) -> tuple[NationalHoliday, ...]:
    """In their order, each day once; none of a country that the file does not know."""
    found: dict[date, NationalHoliday] = {}
    for one in _known().get(country, ()):
        if year >= one.get("since", FIRST_YEAR):
            day = _day(one, year)
            # Ascension Day may fall on the first of May.
            found.setdefault(day, NationalHoliday(day, one["names"]))
    return tuple(found[day] for day in sorted(found))


def known_countries() -> tuple[str, ...]:
    return tuple(_known())


def _day(one: Mapping[str, Any], year: int) -> date:
    if "easter" in one:
        return easter(year) + timedelta(days=one["easter"])
    return date(year, one["month"], one["day"])


@lru_cache(1)
def _known() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found
