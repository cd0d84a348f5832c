"""The door to shipping: which ways an order may travel, and for how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from psycopg import AsyncConnection

from lonja.kernel.countries import EVERYWHERE
from lonja.kernel.errors import Refused
from lonja.kernel.languages import ENGLISH, text_in
from lonja.kernel.standing import from_memory
from lonja.shipping import _method_store
from lonja.shipping._calendar.national import known_countries, national_holidays
from lonja.shipping._calendar.promising import Desk, Promise, promise, working_days_after
from lonja.shipping._calendar.store import Holiday, HolidayYear
from lonja.shipping._calendar.years import (
    HolidaysChanged,
    holiday_year,
    holidays,
    proposed,
    set_holidays,
)
from lonja.shipping._choosing import (
    BandBy,
    Choice,
    MethodKind,
    OfferReason,
    Parcel,
    Priced,
    Rate,
    choose,
)
from lonja.shipping._converting import base_of, in_currency, lacks
from lonja.shipping._methods import (
    BY_EMAIL,
    Method,
    MethodDraft,
    ShippingMethodChanged,
    ShippingMethodTaken,
    UnknownShippingMethod,
    add_method,
    change_method,
    method,
    methods,
    put_method,
    rate_of,
    remove_method,
)
from lonja.shipping._zones import (
    UnknownZone,
    Zone,
    ZoneChanged,
    ZoneInUse,
    ZonesOverlap,
    ZoneTaken,
    add_zone,
    change_zone,
    put_zone,
    remove_zone,
    zone,
    zone_drafts,
    zones,
)
from lonja.shipping._zoning import Area, ZoneDraft, covers_country, places_of
from lonja.shop import api as shop

__all__ = [
    "BY_EMAIL",
    "Area",
    "BandBy",
    "Choice",
    "Desk",
    "Holiday",
    "HolidayYear",
    "HolidaysChanged",
    "Method",
    "MethodDraft",
    "MethodKind",
    "OfferReason",
    "Parcel",
    "Promise",
    "Rate",
    "ShippingMethodChanged",
    "ShippingMethodTaken",
    "ShippingOption",
    "ShippingUnavailable",
    "UnknownShippingMethod",
    "UnknownZone",
    "Zone",
    "ZoneChanged",
    "ZoneDraft",
    "ZoneInUse",
    "ZoneTaken",
    "ZonesOverlap",
    "add_method",
    "add_zone",
    "by_email",
    "change_method",
    "change_zone",
    "choices",
    "chosen",
    "countries_without_method",
    "holiday_year",
    "holidays",
    "known_countries",
    "method",
    "methods",
    "national_holidays",
    "options",
    "pickups",
    "promise",
    "proposed",
    "put_method",
    "put_zone",
    "remove_method",
    "remove_zone",
    "set_holidays",
    "store_of",
    "working_days_after",
    "zone",
    "zones",
]


_AT: Final = "@"
"""Between a pick-up's method and its store; neither has it in its code."""


class ShippingUnavailable(Refused):
    code: ClassVar[str] = "shipping_unavailable"

    def __init__(self, method: str) -> None:
        super().__init__(
            "this way of shipping is not available for this address", shipping_method=method
        )


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """`price_minor` includes tax and is 0 above the free limit; days are working days.

    A pick-up is one for each store, whose code is `store`: `method@store`.
    """

    code: str
    name: str
    price_minor: int
    days_min: int
    days_max: int
    store: str = ""

    @property
    def method(self) -> str:
        return self.code.partition(_AT)[0]


_BY_EMAIL_NAMES: Final = {"es": "Por correo electrónico", "en": "By e-mail"}


def by_email(language: str) -> ShippingOption:
    return ShippingOption(BY_EMAIL, text_in(_BY_EMAIL_NAMES, language, default=ENGLISH), 0, 0, 0)


async def options(db: AsyncConnection, parcel: Parcel, *, language: str) -> list[ShippingOption]:
    """What the parcel may travel by, in the order of the shop."""
    return [
        _option(one, language)
        for one in (await choices(db, parcel))
        if one.method.kind is MethodKind.DELIVERY and one.price_minor is not None
    ]


async def pickups(
    db: AsyncConnection, parcels: Mapping[str, Parcel], *, language: str
) -> list[ShippingOption]:
    """The ways to pick up at these stores; each parcel is as if it went to its store."""
    found = []
    for store, parcel in parcels.items():
        for one in await choices(db, parcel):
            if one.method.kind is MethodKind.PICKUP and one.price_minor is not None:
                option = _option(one, language)
                found.append(replace(option, code=f"{option.code}{_AT}{store}", store=store))
    return found


def store_of(code: str | None) -> str:
    """The store that a chosen way picks up at; empty for a delivery."""
    return (code or "").partition(_AT)[2]


def _option(one: Choice, language: str) -> ShippingOption:
    assert one.price_minor is not None, "what is not offered has no price"
    return ShippingOption(
        one.method.code,
        text_in(one.method.names, language, otherwise=one.method.code),
        one.price_minor,
        one.method.days_min,
        one.method.days_max,
    )


async def choices(db: AsyncConnection, parcel: Parcel) -> list[Choice]:
    """Every method with why it is offered for the parcel, or is not."""
    places = places_of(
        await zone_drafts(db),
        country=parcel.country,
        region=parcel.region,
        postal_code=parcel.postal_code,
    )
    rates: dict[str, list[Rate]] = {}
    priced = await from_memory(
        db, ("shipping rates", *places), lambda db: _method_store.rates_to(db, places)
    )
    for row in priced:
        rates.setdefault(row.method_code, []).append(rate_of(row))
    is_all = not any(lacks(found, parcel.currency) for found in rates.values())
    facts = None if is_all else await shop.current(db)
    methods = [
        Priced(
            row.code,
            row.names,
            row.days_min,
            row.days_max,
            row.band_by,
            in_currency(rates.get(row.code, []), parcel.currency, facts, band_by=row.band_by),
            row.kind,
        )
        for row in await from_memory(db, "shipping methods", _method_store.all_methods)
    ]
    return choose(methods, parcel, places)


async def countries_without_method(
    db: AsyncConnection, countries: Sequence[str], currency: str
) -> list[str]:
    """Those of `countries` to no part of which anything can be sent in this currency."""
    priced = set(await _method_store.places(db, currency))
    if base := base_of(await shop.current(db), currency):
        priced |= set(await _method_store.places(db, base))
    if EVERYWHERE in priced:
        return []
    zones = [one for one in await zone_drafts(db) if one.code in priced]
    return [
        country
        for country in countries
        if country not in priced and not any(covers_country(zone, country) for zone in zones)
    ]


def chosen(available: list[ShippingOption], code: str) -> ShippingOption:
    for option in available:
        if option.code == code:
            return option
    raise ShippingUnavailable(code)
