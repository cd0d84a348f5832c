"""Which methods a parcel may travel by, for how much, and why not by another. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class BandBy(StrEnum):
    """What the bands of a method's prices are measured in: nothing, grams, minor units, units."""

    NONE = "none"
    WEIGHT = "weight"
    PRICE = "price"
    QUANTITY = "quantity"


class MethodKind(StrEnum):
    """A parcel is brought, or the buyer comes to a store."""

    DELIVERY = "delivery"
    PICKUP = "pickup"


class OfferReason(StrEnum):
    """Why a method is offered, or is not."""

    OFFERED = "offered"
    FREE = "free"
    NOT_THERE = "not_there"
    OUT_OF_BANDS = "out_of_bands"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent where. `items_minor` is what the goods cost in the shop's price list."""

    country: str
    currency: str
    items_minor: int = 0
    postal_code: str = ""
    region: str = ""
    weight_g: int = 0
    units: int = 1

    def measured(self, by: BandBy) -> int:
        return {
            BandBy.NONE: 0,
            BandBy.WEIGHT: self.weight_g,
            BandBy.PRICE: self.items_minor,
            BandBy.QUANTITY: self.units,
        }[by]


@dataclass(frozen=True, slots=True)
class Rate:
    """What a method costs to a place, tax included, from one measure up to another.

    `place` is a country, the code of a zone, or `*` for everywhere without a rate of its own.
    `up_to` is the first measure that is too much; none is no limit. Nothing is charged for goods of
    `free_from_minor` and more.
    """

    place: str
    currency: str
    amount_minor: int
    free_from_minor: int | None = None
    from_value: int = 0
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A method as it is chosen from."""

    code: str
    names: Mapping[str, str]
    days_min: int
    days_max: int
    band_by: BandBy
    rates: Sequence[Rate]
    kind: MethodKind = MethodKind.DELIVERY


@dataclass(frozen=True, slots=True)
class Choice:
    """`price_minor` is None where it is not offered; `place` is whose price it is."""

    method: Priced
    why: OfferReason
    price_minor: int | None = None
    place: str = ""


def choose(methods: Sequence[Priced], parcel: Parcel, places: Sequence[str]) -> list[Choice]:
    """Each method in its order; `places` are those that hold the address, the smallest first."""
    return [_choice(method, parcel, places) for method in methods]


def _choice(method: Priced, parcel: Parcel, places: Sequence[str]) -> Choice:
    of_currency = [rate for rate in method.rates if rate.currency == parcel.currency]
    measure = parcel.measured(method.band_by)
    for place in places:
        rates = [rate for rate in of_currency if rate.place == place]
        if not rates:
            continue
        for rate in rates:
            if rate.from_value <= measure and (rate.up_to is None or measure < rate.up_to):
                return _offered(method, rate, parcel)
        # A smaller place with prices of its own never falls back to a larger one's.
        return Choice(method, OfferReason.OUT_OF_BANDS, place=place)
    if method.kind is MethodKind.PICKUP:
        # Nobody is sent anything: without a price it costs nothing.
        return Choice(method, OfferReason.FREE, price_minor=0)
    return Choice(method, OfferReason.NOT_THERE)


def _offered(method: Priced, rate: Rate, parcel: Parcel) -> Choice:
    is_free = rate.free_from_minor is not None and parcel.items_minor >= rate.free_from_minor
    return Choice(
        method,
        OfferReason.FREE if is_free else OfferReason.OFFERED,
        price_minor=0 if is_free else rate.amount_minor,
        place=rate.place,
    )
