"""All SQL of the holidays that a merchant has written down: one row for each country and year."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(date.fromisoformat(value["day"]), value["name"])


@dataclass(frozen=True, slots=True)
class HolidayYear:
    country: str
    year: int
    days: Sequence[Holiday]
    version: int
    before: Sequence[Holiday] | None


_COLUMNS = "country, year, days, version, before"


async def get(db: AsyncConnection, country: str, year: int) -> HolidayYear | None:
    return await first(
        db,
        HolidayYear,
        f"SELECT {_COLUMNS} FROM holiday_years WHERE country = %(country)s AND year = %(year)s",
        country=country,
        year=year,
    )


async def among(
    db: AsyncConnection, countries: Sequence[str], years: Sequence[int]
) -> list[HolidayYear]:
    return await rows(
        db,
        HolidayYear,
        f"SELECT {_COLUMNS} FROM holiday_years WHERE country = ANY(%(countries)s)"
        " AND year = ANY(%(years)s::int[]) ORDER BY country, year LIMIT 1000",
        countries=list(countries),
        years=list(years),
    )


async def write(
    db: AsyncConnection, *, country: str, year: int, days: Sequence[Holiday], version: int
) -> bool:
    """False where somebody has written a version since `version` was read; 0: nobody had."""
    return bool(
        await run(
            db,
            "INSERT INTO holiday_years AS h (country, year, days) VALUES (%(country)s, %(year)s,"
            " %(days)s::jsonb) ON CONFLICT (country, year) DO UPDATE SET days = excluded.days,"
            " before = h.days, version = h.version + 1 WHERE h.version = %(version)s",
            country=country,
            year=year,
            days=json.dumps([{"day": one.day.isoformat(), "name": one.name} for one in days]),
            version=version,
        )
    )
