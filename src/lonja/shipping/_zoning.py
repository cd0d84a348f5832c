"""Which zones an address lies in, and which of them counts. Pure.

An area of a zone is a country, a region of it, or some of its postal codes: those with a beginning
(`35`) or from one to another (`28000-28999`). The smallest area that holds the address wins. Two areas
that hold the same addresses, or overlap without one lying in the other, would leave it to chance:
they are refused when a zone is saved.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lonja.kernel.countries import EVERYWHERE
from lonja.kernel.postal_codes import shapes

_WIDTH: Final = 10
_CODE: Final = re.compile(r"[0-9A-Z]{1,10}(-[0-9A-Z]{1,10})?")


@dataclass(frozen=True, slots=True)
class Area:
    """`region` and `postal_codes` exclude each other; with neither it is the whole country."""

    country: str
    region: str = ""
    postal_codes: str = ""


@dataclass(frozen=True, slots=True)
class ZoneDraft:
    """`name` is for staff."""

    code: str
    name: str
    areas: Sequence[Area]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two areas of two zones between which an address could not choose."""

    zone: str
    other: str
    area: Area


def compact(postal_code: str) -> str:
    """Capitals and digits only: how codes are compared."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", postal_code).upper())


def is_range(text: str) -> bool:
    """A beginning of postal codes, or two of the same length with the lower one first."""
    if not _CODE.fullmatch(text):
        return False
    low, _, high = text.partition("-")
    return not high or (len(low) == len(high) and low <= high)


def places_of(
    zones: Sequence[ZoneDraft], *, country: str, region: str, postal_code: str
) -> list[str]:
    """The codes of the zones that hold the address, the smallest first; then its country, then `*`."""
    found = [
        (_size(area), zone.code)
        for zone in zones
        for area in zone.areas
        if _holds(area, country=country, region=region, postal_code=postal_code)
    ]
    zoned = [code for _, code in sorted(found)]
    return [*dict.fromkeys(zoned), country, EVERYWHERE]


def overlaps(zone: ZoneDraft, others: Sequence[ZoneDraft]) -> Iterator[Overlap]:
    """Where this zone and another would be ambiguous; regions and postal codes never are."""
    for other in others:
        if other.code == zone.code:
            continue
        for area in zone.areas:
            if any(_is_ambiguous(area, theirs) for theirs in other.areas):
                yield Overlap(zone.code, other.code, area)


def covers_country(zone: ZoneDraft, country: str) -> bool:
    """Whether something of the country lies in the zone."""
    return any(area.country == country for area in zone.areas)


def _holds(area: Area, *, country: str, region: str, postal_code: str) -> bool:
    if area.country != country:
        return False
    if area.region:
        return _folded(area.region) == _folded(region)
    if area.postal_codes:
        low, high = _bounds(area)
        code = compact(postal_code)
        readings = {code, code.removeprefix(country), re.sub(r"^[A-Z]{1,3}(?=[0-9]{4})", "", code)}
        return any(reading and low <= reading.ljust(_WIDTH, "0") <= high for reading in readings)
    return True


def _size(area: Area) -> tuple[int, int]:
    """Sorts postal codes before regions before countries, and fewer codes before more."""
    if area.postal_codes:
        low, high = _bounds(area)
        return (0, int(high, 36) - int(low, 36))
    return (1, 0) if area.region else (2, 0)


def _bounds(area: Area) -> tuple[str, str]:
    low, _, high = area.postal_codes.partition("-")
    top = "9" if all(set(shape) == {"9"} for shape in shapes(area.country)) else "Z"
    return low.ljust(_WIDTH, "0"), (high or low).ljust(_WIDTH, top)


def _is_ambiguous(one: Area, other: Area) -> bool:
    if one.country != other.country:
        return False
    if one.postal_codes and other.postal_codes:
        (low, high), (its_low, its_high) = _bounds(one), _bounds(other)
        if high < its_low or its_high < low:
            return False
        is_inside = low >= its_low and high <= its_high
        holds_it = low <= its_low and high >= its_high
        return is_inside == holds_it
    return bool(one.postal_codes) == bool(other.postal_codes) and _folded(one.region) == _folded(
        other.region
    )


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
