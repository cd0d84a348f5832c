"""How postal codes are written, country by country; after Google's public address data. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

_WITHOUT: Final = (
    "AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK"
    " JM KI KM KN KP LC LY ML MO MR MS MW NR NU PA PS QA RW SB SC SL SR SS ST SX SY TD TF TG TK TL TO"
    " TT TV UG VU WS YE ZW"
)
"""Countries where a code is optional; a given one is accepted as it is."""

_COUNTRIES_BY_SHAPE: Final = {
    "999": "BH FO GN IS LS MG OM PG TW",
    "9999": (
        "AF AI AL AM AR AT AU AZ BD BE BG BH CC CH CR CV CX CY DK ET GE GL GW HM HT HU LB LI LR LU"
        " MD MK MZ NE NF NO NZ PH PY SI SJ TN TZ VE ZA"
    ),
    "99999": (
        "AS AX BA BL BT CR CU CZ DE DO DZ EE EG EH ES FI FM FR GF GP GR GT GU HN HR ID IL IQ IT JO"
        " KE KH KR KW LA LK LT MA MC ME MF MH MM MN MP MQ MU MV MX MY NA NC NI NP PE PF PK PL PM PR"
        " PW RE RS SA SD SE SK SM SN TH TR TW TZ UA UM US UY VA VI VN WF XK YT ZM"
    ),
    "999999": "AM BY CN CO EC IN KG KH KZ NG RO RS RU SG TJ TM TW UZ VN",
    "9999999": "CL IL JP PT",
    "99999999": "BR LB",
    "999999999": "AS FM GU MH MP PR PW US VI",
    "9999999999": "IR",
    "9999AA": "NL",
    "999AA999": "MU",
    "9999AAA": "AR",
    "A999": "SZ",
    "A9999": "AR",
    "A9999AAA": "AR",
    "A9*****": "IE",
    "A9A9A9": "CA",
    "A99AA": "GB",
    "A999AA": "GB",
    "A9A9AA": "GB",
    "AA**": "BM",
    "AA999": "AD OM",
    "AA9999": "AI BN LV MD SV VC VG",
    "AA99999": "BB KY SO",
    "AA99AA": "GB GG IM JE",
    "AA999AA": "GB GG GI IM JE",
    "AA9A9AA": "GB",
    "AAA99": "MT",
    "AAA999": "MT",
    "AAA9999": "MT",
    "AAAA9": "PE",
    "AAAA99": "PE",
    "AAAA9AA": "AC FK GS IO PN SH TA TC",
}
"""9 is a digit, A a letter, * either; spaces and hyphens are the buyer's to write or to leave out."""

_CLASSES: Final = {"9": "[0-9]", "A": "[A-Z]", "*": "[0-9A-Z]"}


def _by_country() -> Mapping[str, tuple[str, ...]]:
    shapes: dict[str, tuple[str, ...]] = {}
    for shape, countries in _COUNTRIES_BY_SHAPE.items():
        for country in countries.split():
            shapes[country] = (*shapes.get(country, ()), shape)
    return shapes


_SHAPES: Final = _by_country()
_PATTERNS: Final = {
    country: re.compile("|".join("".join(_CLASSES[mark] for mark in one) for one in shapes))
    for country, shapes in _SHAPES.items()
}


def has_postal_codes(country: str) -> bool:
    return country not in _WITHOUT.split()


def shapes(country: str) -> tuple[str, ...]:
    """The formats of a code, 9 a digit and A a letter; empty where they are unknown."""
    return _SHAPES.get(country, ())


def is_postal_code(text: str, country: str) -> bool:
    """True as well where the country's codes are unknown: better a strange address than no order."""
    pattern = _PATTERNS.get(country)
    return pattern is None or any(pattern.fullmatch(one) for one in _readings(text, country))


def _readings(text: str, country: str) -> Iterator[str]:
    """With and without the country that people write before it: D-10115, LV-1010, AD500."""
    written = unicodedata.normalize("NFKC", text).upper().strip(" 〒")
    compact = re.sub(r"[\s.‐‑–-]", "", written)
    yield compact
    yield compact.removeprefix(country)
    yield country + compact
    yield re.sub(r"[\s.-]", "", re.sub(r"^[A-Z]{1,3}-", "", written))
