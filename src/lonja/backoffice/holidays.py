"""Days on which nothing is sent or brought, by country and year."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, Out, Reading
from lonja.shipping import api as shipping
from lonja.shop import api as shop

router = APIRouter(prefix="/holidays", tags=["settings"])

Country = Annotated[str, Path(pattern="^[A-Z]{2}$")]
Year = Annotated[int, Path(ge=2000, le=2199)]
_MOST: Final = 120


class Holiday(In):
    day: date
    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class HolidayOut(Out):
    day: date
    name: str


class HolidayYear(Out):
    """`days` are the national holidays that are proposed while nobody has saved the year (version 0).

    `before` is what the last change replaced, null where there is none.
    """

    country: str
    year: int
    days: list[HolidayOut]
    proposed: list[HolidayOut]
    before: list[HolidayOut] | None
    version: int


class HolidaysAsked(In):
    days: Annotated[list[Holiday], Field(max_length=_MOST)]


@router.get("/{country}/{year}", operation_id="getHolidays")
async def get_holidays(country: Country, year: Year, db: Reading) -> HolidayYear:
    """The merchant's list, with what is proposed from the country's law."""
    found = await shipping.holiday_year(db, country, year)
    language = (await shop.current(db)).language
    return HolidayYear(
        country=country,
        year=year,
        days=_days(found.days),
        proposed=_days(shipping.proposed(country, year, language)),
        before=None if found.before is None else _days(found.before),
        version=found.version,
    )


@router.put("/{country}/{year}", operation_id="setHolidays")
async def set_holidays(
    country: Country,
    year: Year,
    asked: HolidaysAsked,
    version: IfMatch,
    db: Db,
    me: Me,
    now: Now,
) -> HolidayYear:
    """All of the year's days; every promise of a delivery follows."""
    await shipping.set_holidays(
        db,
        country,
        year,
        [shipping.Holiday(one.day, one.name) for one in asked.days],
        version=version,
        actor=me.email,
        now=now,
    )
    return await get_holidays(country, year, db)


def _days(days: Sequence[shipping.Holiday]) -> list[HolidayOut]:
    return [HolidayOut(day=one.day, name=one.name) for one in days]
