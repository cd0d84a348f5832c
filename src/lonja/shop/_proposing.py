"""What a shop in a country most likely wants, to propose at its set-up. Pure.

Currencies as of 2026-11 (ISO 4217), time zones of the most people (IANA); the price of a first
parcel is a round figure of each currency that a merchant is meant to replace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lonja.kernel.languages import ENGLISH
from lonja.shop._facts import WeightUnit


@dataclass(frozen=True, slots=True)
class CountryProposal:
    """`shows_net_prices`: prices are usually shown without tax there, which Lonja does not do yet."""

    country: str
    currency: str
    time_zone: str
    language: str
    weight_unit: WeightUnit
    is_in_eu: bool
    shows_net_prices: bool
    first_parcel: Decimal


EU: Final[Sequence[str]] = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
_SPANISH: Final = frozenset(
    {
        "ES", "MX", "GT", "SV", "HN", "NI", "CR", "PA", "CO", "PE", "EC", "CL",
        "AR", "UY", "PY", "BO", "DO", "VE", "CU", "PR",
    }
)  # fmt: skip
_SPOKEN: Final = {
    **dict.fromkeys(_SPANISH, "es"),
    "AT": "de", "BR": "pt-BR", "CH": "de", "DE": "de", "FR": "fr", "IT": "it", "LU": "fr",
    "NL": "nl", "PT": "pt",
}  # fmt: skip
"""What most buyers of a country read; whether a theme has words in it is asked elsewhere."""
_NET_PRICES: Final = frozenset({"PR"})

# currency: first parcel
_PARCELS: Final = {
    code: Decimal(price)
    for code, price in (
        pair.split("=")
        for pair in [
            "EUR=4.90",
            "GBP=3.99",
            "CHF=7.00",
            "NOK=59",
            "SEK=49",
            "DKK=39",
            "PLN=14.90",
            "CZK=99",
            "HUF=1490",
            "RON=19.90",
            "MXN=99",
            "GTQ=35",
            "USD=4.90",
            "HNL=100",
            "NIO=150",
            "CRC=2500",
            "COP=12000",
            "PEN=12",
            "CLP=3990",
            "ARS=5000",
            "UYU=200",
            "PYG=25000",
            "BOB=25",
            "DOP=250",
            "VES=300",
            "BRL=19.90",
            "CUP=150",
        ]
    )
}

# country, currency, time zone
_TABLE: Final = """\
AT EUR Europe/Vienna
BE EUR Europe/Brussels
BG EUR Europe/Sofia
CY EUR Asia/Nicosia
CZ CZK Europe/Prague
DE EUR Europe/Berlin
DK DKK Europe/Copenhagen
EE EUR Europe/Tallinn
ES EUR Europe/Madrid
FI EUR Europe/Helsinki
FR EUR Europe/Paris
GR EUR Europe/Athens
HR EUR Europe/Zagreb
HU HUF Europe/Budapest
IE EUR Europe/Dublin
IT EUR Europe/Rome
LT EUR Europe/Vilnius
LU EUR Europe/Luxembourg
LV EUR Europe/Riga
MT EUR Europe/Malta
NL EUR Europe/Amsterdam
PL PLN Europe/Warsaw
PT EUR Europe/Lisbon
RO RON Europe/Bucharest
SE SEK Europe/Stockholm
SI EUR Europe/Ljubljana
SK EUR Europe/Bratislava
GB GBP Europe/London
CH CHF Europe/Zurich
NO NOK Europe/Oslo
MX MXN America/Mexico_City
GT GTQ America/Guatemala
SV USD America/El_Salvador
HN HNL America/Tegucigalpa
NI NIO America/Managua
CR CRC America/Costa_Rica
PA USD America/Panama
CO COP America/Bogota
PE PEN America/Lima
EC USD America/Guayaquil
CL CLP America/Santiago
AR ARS America/Argentina/Buenos_Aires
UY UYU America/Montevideo
PY PYG America/Asuncion
BO BOB America/La_Paz
DO DOP America/Santo_Domingo
VE VES America/Caracas
BR BRL America/Sao_Paulo
CU CUP America/Havana
PR USD America/Puerto_Rico
"""


def proposals() -> Sequence[CountryProposal]:
    """Every country with a proposal, by its code."""
    return _PROPOSALS


def proposal(country: str) -> CountryProposal | None:
    return next((one for one in _PROPOSALS if one.country == country), None)


def _read(line: str) -> CountryProposal:
    country, currency, time_zone = line.split()
    return CountryProposal(
        country=country,
        currency=currency,
        time_zone=time_zone,
        language=_SPOKEN.get(country, ENGLISH),
        weight_unit="lb" if country == "PR" else "g",
        is_in_eu=country in EU,
        shows_net_prices=country in _NET_PRICES,
        first_parcel=_PARCELS[currency],
    )


_PROPOSALS: Final = tuple(
    sorted((_read(row) for row in _TABLE.splitlines()), key=lambda p: p.country)
)
