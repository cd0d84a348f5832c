"""Holidays by country and year: the merchant's list, else the national ones that are proposed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.languages import text_in
from lonja.kernel.standing import from_memory
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.shipping._calendar import store
from lonja.shipping._calendar.national import FIRST_YEAR, LAST_YEAR, national_holidays
from lonja.shipping._calendar.store import Holiday, HolidayYear
from lonja.shop import api as shop

MAX_HOLIDAYS: Final = 120
_NAME_CHARACTERS: Final = 100


class HolidaysChanged(Conflict):
    """Somebody saved this year meanwhile; `facts["version"]` is theirs."""

    code: ClassVar[str] = "holidays_changed"


async def holiday_year(db: AsyncConnection, country: str, year: int) -> HolidayYear:
    """The merchant's list, or what is proposed while they have saved none (version 0)."""
    _check_place(country, year)
    found = await store.get(db, country, year)
    if found is not None:
        return found
    language = (await shop.current(db)).language
    return HolidayYear(country, year, proposed(country, year, language), 0, None)


def proposed(country: str, year: int, language: str) -> list[Holiday]:
    return [
        Holiday(one.day, text_in(one.names, language)) for one in national_holidays(country, year)
    ]


async def holidays(
    db: AsyncConnection, countries: Iterable[str], *, year: int
) -> dict[str, frozenset[date]]:
    """The days on which nothing moves in each country, of `year` and the one after it."""
    wanted, years = sorted({*countries}), (year, year + 1)
    found = await from_memory(
        db, ("holidays", *wanted, year), lambda db: store.among(db, wanted, years)
    )
    saved = {(one.country, one.year): one for one in found}
    return {
        country: frozenset(
            holiday.day
            for each in years
            for holiday in (
                saved[country, each].days
                if (country, each) in saved
                else national_holidays(country, each)
            )
        )
        for country in wanted
    }


async def set_holidays(
    db: AsyncConnection,
    country: str,
    year: int,
    days: Sequence[Holiday],
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """The year's list becomes this one; every promise follows."""
    _check_place(country, year)
    ordered = sorted(days, key=lambda one: one.day)
    if len(ordered) > MAX_HOLIDAYS or len({one.day for one in ordered}) < len(ordered):
        raise Invalid(f"at most {MAX_HOLIDAYS} days, each once", field="days")
    for at, one in enumerate(days):
        if one.day.year != year:
            raise Invalid(f"a day of {year}", field=f"days.{at}.day")
        if not one.name.strip() or len(one.name) > _NAME_CHARACTERS:
            raise Invalid("a holiday has a name", field=f"days.{at}.name")
    found = await store.get(db, country, year)
    there = found.version if found else 0
    if there != version or not await store.write(
        db, country=country, year=year, days=ordered, version=version
    ):
        raise HolidaysChanged("somebody saved these holidays meanwhile", version=there)
    announce(db, EVERYTHING)  # pages say when a parcel arrives
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="holidays_changed",
        subject=f"holidays:{country}-{year}",
        days=len(ordered),
    )


def _check_place(country: str, year: int) -> None:
    if country not in COUNTRIES:
        raise Invalid(f"{country!r} is not a country, like ES", field="country")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(f"a year from {FIRST_YEAR} to {LAST_YEAR}", field="year")
