"""Where something is sent: an address as carts and orders keep it, and how it is written. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final, Self

from babel import Locale, UnknownLocaleError

from lonja.kernel.errors import Invalid
from lonja.kernel.languages import locale_of
from lonja.kernel.postal_codes import has_postal_codes, is_postal_code, shapes

REGION_NEEDED: Final = frozenset({"AU", "BR", "CA", "CN", "IN", "IT", "MX", "US"})
"""Where a carrier takes no parcel without the state or province, and no postal code names it."""

_PHONE: Final = re.compile(r"\+?[\d\s()./\-]*(?:(?:ext\.?|x|#)\s?\d{1,6})?", re.IGNORECASE)
_PHONE_DIGITS: Final = range(6, 22)
"""15 digits at most (ITU E.164), and an extension."""


class AddressFieldMissing(Invalid):
    """`facts["field"]` is empty, and nothing reaches this country without it."""

    code: ClassVar[str] = "address_field_missing"


class AddressFieldMalformed(Invalid):
    """`facts["field"]` is not written as in its country."""

    code: ClassVar[str] = "address_field_malformed"


@dataclass(frozen=True, slots=True)
class Address:
    """`country` is an ISO 3166 code of two letters; `region` a province or state.

    `company` and `vat_id` are of a buyer who buys for a company.
    """

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    phone: str = ""
    company: str = ""
    vat_id: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def address_faults(address: Address) -> Iterator[Invalid]:
    """What would keep a parcel from arriving; lenient where the country's rules are unknown."""
    country = address.country
    if not address.postal_code.strip():
        if has_postal_codes(country):
            yield AddressFieldMissing("the postal code is missing", field="postal_code")
    elif not is_postal_code(address.postal_code, country):
        written = " or ".join(shapes(country))
        yield AddressFieldMalformed(
            f"{address.postal_code!r} is no postal code of {country}: {written}, where 9 is a digit"
            " and A a letter",
            field="postal_code",
        )
    if country in REGION_NEEDED and not address.region.strip():
        yield AddressFieldMissing(f"{country} needs a state or province", field="region")
    if address.phone.strip() and not _is_phone(address.phone.strip()):
        yield AddressFieldMalformed(
            f"{address.phone!r} is no telephone number: digits, with + and the country's code first"
            " where it is another one's",
            field="phone",
        )


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return _PHONE.fullmatch(text) is not None and digits in _PHONE_DIGITS


def address_lines(address: Address, language: str) -> list[str]:
    """The lines of a parcel's label, without the phone: the country last, named in `language`."""
    lines = [
        address.name,
        address.company,
        address.line1,
        address.line2,
        *_town_lines(address),
        country_name(address.country, language),
    ]
    return [line for line in lines if line]


def _town_lines(address: Address) -> tuple[str, ...]:
    """Town, region and postal code in their country's order, as the post there reads them."""
    city, region, code = address.city, address.region, address.postal_code
    if address.country == "US":
        return (", ".join(filter(None, (city, f"{region} {code}".strip()))),)
    if address.country in {"AU", "CA"}:
        return (" ".join(filter(None, (city, region, code))),)
    region = "" if region == city else region
    if address.country in {"GB", "IE"}:
        return (city, region, code)
    return (f"{code} {city}".strip(), region)


def country_name(code: str, language: str) -> str:
    """The name in `language`; the code itself for an unknown country."""
    return _countries(language).get(code, code)


@lru_cache(64)
def _countries(language: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(locale_of(language)).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").territories)
