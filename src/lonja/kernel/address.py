"""Where something is sent: an address as carts and orders keep it, and how it is written. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Self

from babel import Locale, UnknownLocaleError


@dataclass(frozen=True, slots=True)
class Address:
    """`country` is an ISO 3166 code of two letters; `region` a province or state."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    phone: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def address_lines(address: Address, language: str) -> list[str]:
    """As it stands on a parcel, without the phone: the country last, named in `language`."""
    region = "" if address.region == address.city else address.region
    lines = [
        address.name,
        address.line1,
        address.line2,
        f"{address.postal_code} {address.city}".strip(),
        region,
        country_name(address.country, language),
    ]
    return [line for line in lines if line]


def country_name(code: str, language: str) -> str:
    """In `language`; the code itself where nobody has a name for it."""
    return _countries(language).get(code, code)


@lru_cache(64)
def _countries(language: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").territories)
