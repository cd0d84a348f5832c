"""Which place's tax an order is charged, or why none. Pure.

First the border: goods that leave the seller's VAT area are an export, unless the shop has a rate
for the place, because then it is registered there. Inside the EU a company with a confirmed VAT id
of another member state accounts for the tax itself (Directive 2006/112/EC, art. 138); a consumer
pays the rates of the destination (one-stop shop) or, below the threshold of 10,000 €, those of the
seller. Where a rate is needed and there is none, the sale is refused: never a silent 0 %.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lonja.taxes._territories import Place

_NORTH: Final = "XI"
"""Northern Ireland: of the EU for goods, and at home for a seller in Great Britain."""


class Treatment(StrEnum):
    """`missing`: a rate is needed and none is written down. `untaxed`: the seller charges none."""

    DOMESTIC = "domestic"
    OSS = "oss"
    ORIGIN = "origin"
    REGISTERED = "registered"
    INTRA_COMMUNITY = "intra_community"
    EXPORT = "export"
    UNTAXED = "untaxed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Seller:
    """`registered_in`: the prefixes of its VAT ids."""

    home: Place
    registered_in: Collection[str]
    uses_oss: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """`rates_of`: the place whose rates are charged; empty where none are."""

    treatment: Treatment
    place: Place
    rates_of: str = ""

    @property
    def is_taxed(self) -> bool:
        return bool(self.rates_of)


def decide(
    seller: Seller, to: Place, *, buyer_vat_country: str | None, rated: Collection[str]
) -> Decision:
    """`buyer_vat_country` is of a confirmed VAT id; `rated` are the places that have rates."""
    if to.country == seller.home.country and _NORTH in (to.territory, seller.home.territory):
        return _at_home(seller, to, rated)
    if seller.home.area != to.area:
        return _abroad(to, rated)
    if to.country == seller.home.country:
        return _at_home(seller, to, rated)
    if buyer_vat_country not in (None, vat_prefix(seller.home)):
        return Decision(Treatment.INTRA_COMMUNITY, to)
    there = _rates_of(to, rated)
    if there and vat_prefix(to) in seller.registered_in:
        return Decision(Treatment.REGISTERED, to, there)
    if seller.uses_oss:
        return _charged(Treatment.OSS, to, there)
    return _charged(Treatment.ORIGIN, to, _rates_of(seller.home, rated))


def vat_prefix(place: Place) -> str:
    """How the VAT ids of a place begin."""
    if place.territory == _NORTH:
        return _NORTH
    return "EL" if place.country == "GR" else place.country


def _abroad(to: Place, rated: Collection[str]) -> Decision:
    # A territory across a border never takes the rates of the country it belongs to.
    if to.code in rated:
        return Decision(Treatment.REGISTERED, to, to.code)
    return Decision(Treatment.EXPORT, to)


def _at_home(seller: Seller, to: Place, rated: Collection[str]) -> Decision:
    there = _rates_of(to, rated)
    if not there and seller.home.area != "EU":
        return Decision(Treatment.UNTAXED, to)
    return _charged(Treatment.DOMESTIC, to, there)


def _rates_of(place: Place, rated: Collection[str]) -> str:
    if place.code in rated:
        return place.code
    # What lies outside its country's VAT never takes its rates.
    is_inside = not place.territory or place.area == "EU"
    return place.country if is_inside and place.country in rated else ""


def _charged(treatment: Treatment, to: Place, rates_of: str) -> Decision:
    return Decision(treatment if rates_of else Treatment.MISSING, to, rates_of)
