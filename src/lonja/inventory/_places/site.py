"""What a location is besides its stock: address, hours, pick-up, and when it sends parcels. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, Final, Self

from lonja.kernel.address import Address, address_faults
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language

MAX_PREPARATION_HOURS: Final = 30 * 24
MAX_SPECIAL_DAYS: Final = 200
_HOURS_A_DAY: Final = 4
_LINE_CHARACTERS: Final = 200
_WORDS_CHARACTERS: Final = 500
_WEEKDAYS: Final = range(7)
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Of a weekday (Monday is 0), in the shop's time zone; two of a day are a break between them."""

    weekday: int
    opens: str
    closes: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day with hours of its own; without hours it is closed."""

    day: date
    opens: str = ""
    closes: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(date.fromisoformat(value["day"]), value["opens"], value["closes"])


@dataclass(frozen=True, slots=True)
class Site:
    """`first_for`: buyers of these countries get their goods from here before anywhere else.

    Orders until `cut_off` leave the same day, if it is one of `working_days`; empty is midnight.
    `words` are what a buyer has to know to find the way in, by language.
    """

    kind: LocationKind = LocationKind.WAREHOUSE
    line1: str = ""
    line2: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    phone: str = ""
    hours: Sequence[OpenHours] = ()
    special_days: Sequence[SpecialDay] = ()
    can_pick_up: bool = False
    preparation_hours: int = 24
    words: Mapping[str, str] = field(default_factory=dict)
    cut_off: str = ""
    working_days: Sequence[int] = (0, 1, 2, 3, 4)
    first_for: Sequence[str] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        known = dict(value)
        if "kind" in known:
            known["kind"] = LocationKind(known["kind"])
        for name in ("working_days", "first_for"):
            if name in known:
                known[name] = tuple(known[name])
        known["hours"] = tuple(map(OpenHours.from_json, value.get("hours", ())))
        known["special_days"] = tuple(map(SpecialDay.from_json, value.get("special_days", ())))
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        plain = asdict(self)
        plain["special_days"] = [
            {**one, "day": one["day"].isoformat()} for one in plain["special_days"]
        ]
        return plain

    def address(self, name: str, country: str, *, phone: str = "") -> Address:
        """Its address with somebody's name on it."""
        return Address(
            name=name,
            line1=self.line1,
            line2=self.line2,
            postal_code=self.postal_code,
            city=self.city,
            region=self.region,
            country=country,
            phone=phone,
        )


def time_of(text: str) -> time:
    return time.fromisoformat(text)


def check_site(site: Site, country: str) -> None:
    """Raise `Invalid`, which names the field, unless it can be kept."""
    _check_lines(site)
    _check_hours(site)
    for language, text in site.words.items():
        if not is_language(language) or len(text) > _WORDS_CHARACTERS:
            raise Invalid(f"a text of at most {_WORDS_CHARACTERS} characters", field="words")
    if not 0 <= site.preparation_hours <= MAX_PREPARATION_HOURS:
        raise Invalid(f"between 0 and {MAX_PREPARATION_HOURS} hours", field="preparation_hours")
    if site.cut_off and not _TIME.fullmatch(site.cut_off):
        raise Invalid("a time is written like 14:30", field="cut_off")
    days = list(site.working_days)
    if not days or sorted(set(days)) != days or any(day not in _WEEKDAYS for day in days):
        raise Invalid("at least one weekday, each once, in their order", field="working_days")
    if any(code not in COUNTRIES for code in site.first_for):
        raise Invalid("each is a country, like ES", field="first_for")
    if site.can_pick_up:
        _check_pick_up(site, country)


def _check_lines(site: Site) -> None:
    for name in ("line1", "line2", "postal_code", "city", "region", "phone"):
        if len(getattr(site, name)) > _LINE_CHARACTERS:
            raise Invalid(f"at most {_LINE_CHARACTERS} characters", field=name)


def _check_hours(site: Site) -> None:
    for at, one in enumerate(site.hours):
        if one.weekday not in _WEEKDAYS:
            raise Invalid("a weekday is between 0 and 6", field=f"hours.{at}.weekday")
        _check_range(one.opens, one.closes, f"hours.{at}")
        others = [other for other in site.hours[:at] if other.weekday == one.weekday]
        if len(others) >= _HOURS_A_DAY or any(
            one.opens < other.closes and other.opens < one.closes for other in others
        ):
            raise Invalid("the hours of a day do not overlap", field=f"hours.{at}.opens")
    days = [one.day for one in site.special_days]
    if len(days) > MAX_SPECIAL_DAYS or len(set(days)) < len(days):
        raise Invalid(f"at most {MAX_SPECIAL_DAYS} special days, each once", field="special_days")
    for at, special in enumerate(site.special_days):
        if special.opens or special.closes:
            _check_range(special.opens, special.closes, f"special_days.{at}")


def _check_range(opens: str, closes: str, field_name: str) -> None:
    for name, text in (("opens", opens), ("closes", closes)):
        if not _TIME.fullmatch(text):
            raise Invalid("a time is written like 14:30", field=f"{field_name}.{name}")
    if opens >= closes:
        raise Invalid("it closes after it opens", field=f"{field_name}.closes")


def _check_pick_up(site: Site, country: str) -> None:
    if site.kind is not LocationKind.STORE:
        raise Invalid("buyers pick up at a store, not at a warehouse", field="kind")
    for name in ("line1", "city"):
        if not getattr(site, name).strip():
            raise Invalid("buyers have to know where it is", field=name)
    if not site.hours:
        raise Invalid("buyers have to know when it is open", field="hours")
    for fault in address_faults(site.address("", country, phone=site.phone)):
        raise fault
