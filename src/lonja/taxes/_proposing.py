"""VAT rates as published, to propose to a shop that is being set up. Pure.

Copied on 2026-11-30 from public tables; the letters of a row name them. A merchant confirms what is
proposed: nothing here changes a shop that exists.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from lonja.taxes._territories import territory

_SOURCES: Final = {
    "E": "European Commission, Taxes in Europe Database (vatnode/eu-vat-rates-data, 2026-09-29)",
    "K": "kdeldycke/vat-rates, 2025-09-25",
    "O": "odoo/odoo, charts of taxes (l10n)",
    "N": "valeriansaliou/node-sales-tax 2.23.0, 2025-10-31",
    "P": "PrestaShop/LocalizationFiles, 2026-07-08",
    "G": "globalvatcompliance.com, 2026-11",
    "C": "calculariva.app, 2025",
    "-": "",
}


@dataclass(frozen=True, slots=True)
class ProposedRate:
    """`is_exact`: valid from that very day, else from that day at the latest.

    `needs_check`: the sources contradict each other or are weak.
    """

    place: str
    tax_class: str
    basis_points: int
    valid_from: date
    is_exact: bool
    needs_check: bool
    sources: tuple[str, ...]


def proposed_rates(country: str) -> Sequence[ProposedRate]:
    """The country's standard rate first, its territories' last; none where no flat rate is known."""
    return _BY_COUNTRY.get(country, ())


# place, class, per cent, valid from, "=" that day or "~" that day at the latest, "?" to be
# checked, sources
_TABLE: Final = """\
AT standard 20 1984-01-01 = EK
AT reduced 10 2021-07-01 ~ E
AT reduced_2 13 2021-07-01 ~ E
AT super_reduced 4.9 2026-07-01 = E
AT-MJ standard 19 1984-01-01 = EK
BE standard 21 1996-01-01 = EK
BE reduced 6 2021-07-01 ~ E
BE reduced_2 12 2021-07-01 ~ E
BG standard 20 1999-01-01 = EK
BG reduced 9 2021-07-01 ~ E
CY standard 19 2014-01-13 = EK
CY reduced 5 2021-07-01 ~ E
CY reduced_2 9 2021-07-01 ~ E
CY super_reduced 3 2021-07-01 ~? E
CZ standard 21 2013-01-01 = EK
CZ reduced 12 2024-01-01 = E
DE standard 19 2021-01-01 = EK
DE reduced 7 2021-01-01 = E
DK standard 25 1992-01-01 = EK
EE standard 24 2025-07-01 = EK
EE reduced 9 2021-07-01 ~ E
EE reduced_2 13 2025-01-01 = E
ES standard 21 2012-09-01 = EK
ES reduced 10 2012-09-01 = E
ES super_reduced 4 1995-01-01 = E
FI standard 25.5 2024-09-01 = EK
FI reduced 13.5 2026-01-01 = E
FI reduced_2 10 2021-07-01 ~ E
FR standard 20 2014-01-01 = EK
FR reduced 5.5 2014-01-01 = E
FR reduced_2 10 2014-01-01 = E
FR super_reduced 2.1 2014-01-01 = E
GR standard 24 2016-06-01 = EK
GR reduced 13 2021-07-01 ~ E
GR reduced_2 6 2021-07-01 ~ E
HR standard 25 2012-03-01 = EK
HR reduced 5 2021-07-01 ~ E
HR reduced_2 13 2021-07-01 ~ E
HU standard 27 2012-01-01 = EK
HU reduced 5 2021-07-01 ~ E
HU reduced_2 18 2021-07-01 ~ E
IE standard 23 2021-03-01 = EK
IE reduced 13.5 2021-07-01 ~ E
IE reduced_2 9 2021-07-01 ~ E
IE super_reduced 4.8 2021-07-01 ~? E
IE zero 0 2021-07-01 ~? E
IT standard 22 2013-10-01 = EK
IT reduced 10 2021-07-01 ~ E
IT reduced_2 5 2021-07-01 ~ E
IT super_reduced 4 2021-07-01 ~ E
LT standard 21 2009-09-01 = EK
LT reduced 12 2026-01-01 = E
LT reduced_2 5 2021-07-01 ~ E
LU standard 17 2024-01-01 = EK
LU reduced 8 2024-01-01 = E
LU reduced_2 14 2024-01-01 = E
LU super_reduced 3 2021-07-01 ~ E
LV standard 21 2012-07-01 = EK
LV reduced 12 2021-07-01 ~ E
LV reduced_2 5 2021-07-01 ~ E
MT standard 18 2004-01-01 = EK
MT reduced 5 2021-07-01 ~ E
MT reduced_2 7 2021-07-01 ~ E
MT parking 12 2024-01-01 =? E
NL standard 21 2012-10-01 = EK
NL reduced 9 2019-01-01 = E
PL standard 23 2011-01-01 = EK
PL reduced 8 2021-07-01 ~ E
PL reduced_2 5 2021-07-01 ~ E
PT standard 23 2011-01-01 = EK
PT reduced 6 2021-07-01 ~ E
PT reduced_2 13 2021-07-01 ~ E
PT-20 standard 16 2021-07-01 =? E
PT-20 reduced 4 2021-07-01 =? -
PT-20 reduced_2 9 2021-07-01 =? -
PT-30 standard 22 2012-04-01 = EK
PT-30 reduced 4 2024-10-01 =? -
PT-30 reduced_2 12 2012-04-01 =? -
RO standard 21 2025-08-01 = EK
RO reduced 11 2025-08-01 = E
SE standard 25 1990-07-01 = EK
SE reduced 12 2021-07-01 ~? E
SE reduced_2 6 2021-07-01 ~ E
SI standard 22 2013-07-01 = EK
SI reduced 9.5 2021-07-01 ~ E
SI reduced_2 5 2021-07-01 ~ E
SK standard 23 2025-01-01 = EK
SK reduced 5 2025-01-01 = E
SK reduced_2 19 2025-01-01 = E
GB standard 20 2011-01-04 = EK
GB reduced 5 2021-07-01 ~ E
GB zero 0 2021-07-01 ~? -
CH standard 8.1 2024-01-01 = EK
CH reduced 2.6 2024-01-01 = E
CH reduced_2 3.8 2024-01-01 = E
NO standard 25 2021-07-01 ~ EK
NO reduced 15 2021-07-01 ~ EP
NO reduced_2 12 2021-07-01 ~ EP
NO zero 0 2021-07-01 ~ P
MX standard 16 2021-07-01 ~ ON
MX zero 0 2021-07-01 ~ O
GT standard 12 2021-07-01 ~ OP
SV standard 13 2021-07-01 ~ NP
HN standard 15 2021-07-01 ~ NG
HN increased 18 2021-07-01 ~? C
NI standard 15 2021-07-01 ~ N
CR standard 13 2021-07-01 ~ NP
CR reduced 4 2021-07-01 ~ G
CR reduced_2 2 2021-07-01 ~ G
CR super_reduced 1 2021-07-01 ~? C
PA standard 7 2021-07-01 ~ NP
PA increased 10 2021-07-01 ~ P
PA increased_2 15 2021-07-01 ~ P
CO standard 19 2017-02-01 = ON
CO reduced 5 2021-07-01 ~ O
CO zero 0 2021-07-01 ~ O
PE standard 18 2021-07-01 ~ ON
EC standard 15 2024-04-01 = OG
EC reduced 5 2024-04-01 =? O
EC zero 0 2021-07-01 ~ O
CL standard 19 2021-07-01 ~ NP
AR standard 21 2021-07-01 ~ NP
AR reduced 10.5 2021-07-01 ~ PG
AR increased 27 2021-07-01 ~ G
UY standard 22 2021-07-01 ~ NP
UY reduced 10 2021-07-01 ~ P
PY standard 10 2021-07-01 ~ NP
PY reduced 5 2021-07-01 ~ P
BO standard 13 2021-07-01 ~? PG
DO standard 18 2021-07-01 ~ ON
DO reduced 16 2021-07-01 ~? O
VE standard 16 2021-07-01 ~? N
VE reduced 8 2021-07-01 ~? P
"""

_ROW: Final = re.compile(
    r"([A-Z]{2}(?:-[A-Z0-9]+)?) ([a-z0-9_]+) ([0-9.]+) ([0-9-]{10}) ([=~])(\??) ([A-Z-]+)"
)


def _read() -> dict[str, tuple[ProposedRate, ...]]:
    found: dict[str, tuple[ProposedRate, ...]] = {}
    for line in _TABLE.splitlines():
        row = _ROW.fullmatch(line)
        assert row is not None, line
        place, tax_class, percent, day, exact, check, letters = row.groups()
        rate = ProposedRate(
            place=place,
            tax_class=tax_class,
            basis_points=int(Decimal(percent) * 100),
            valid_from=date.fromisoformat(day),
            is_exact=exact == "=",
            needs_check=bool(check),
            sources=tuple(_SOURCES[letter] for letter in letters if letter != "-"),
        )
        country = place if (part := territory(place)) is None else part.country
        found[country] = (*found.get(country, ()), rate)
    return found


_BY_COUNTRY: Final = _read()
