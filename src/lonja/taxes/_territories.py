"""Where a parcel goes, as tax law sees it: a country, or a part of one with rules of its own. Pure.

Sources: Directive 2006/112/EC, articles 6 and 7; the Commission's table of territorial status;
postal codes after ibericode/vat-rates (2025-08-12) and kdeldycke/vat-rates (2025-09-25), the rest
common knowledge. Copied on 2026-11-30; nothing here is advice.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lonja.kernel.address import country_name
from lonja.kernel.languages import ENGLISH, base_of, text_in
from lonja.shop import api as shop

_UNION: Final = "EU"


@dataclass(frozen=True, slots=True)
class Territory:
    """`area` is where goods move without a border of VAT: `EU`, or the territory alone.

    `pattern` is of postal codes, written in capitals without spaces, dots or hyphens.
    """

    code: str
    country: str
    names: Mapping[str, str]
    pattern: str
    area: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """`territory` is empty where nothing but the country matters."""

    country: str
    territory: str = ""

    @property
    def code(self) -> str:
        return self.territory or self.country

    @property
    def area(self) -> str:
        """Two places of one area have no border of VAT between them."""
        if self.territory:
            return _BY_CODE[self.territory].area
        return _UNION if self.country in shop.EU else self.country


# code | country | name in Spanish, English, Portuguese, German, French | postal codes | in the EU's area: yes or no | source
_TABLE: Final = """\
ES-CN|ES|Canarias|Canary Islands|Canárias|Kanarische Inseln|Îles Canaries|(35|38)[0-9]{3}|no|art. 6(1)(b)
ES-CE|ES|Ceuta|Ceuta|Ceuta|Ceuta|Ceuta|51[0-9]{3}|no|art. 6(2)(c)
ES-ML|ES|Melilla|Melilla|Melilha|Melilla|Melilla|52[0-9]{3}|no|art. 6(2)(d)
AX|FI|Åland|Åland|Åland|Åland|Åland|22[0-9]{3}|no|art. 6(1)(d)
DE-BUE|DE|Büsingen|Büsingen|Büsingen|Büsingen|Büsingen|78266|no|art. 6(2)(b)
DE-HEL|DE|Heligoland|Heligoland|Heligolândia|Helgoland|Héligoland|27498|no|art. 6(2)(a)
IT-LIV|IT|Livigno|Livigno|Livigno|Livigno|Livigno|23041|no|art. 6(2)(e)
IT-CAM|IT|Campione d’Italia|Campione d’Italia|Campione d’Italia|Campione d’Italia|Campione d’Italia|2206[01]|no|art. 6(2)(f)
GR-69|GR|Monte Athos|Mount Athos|Monte Atos|Berg Athos|Mont Athos|63086|no|art. 6(1)(a)
FR-971|FR|Guadalupe|Guadeloupe|Guadalupe|Guadeloupe|Guadeloupe|971[0-9]{2}|no|art. 6(1)(c)
FR-972|FR|Martinica|Martinique|Martinica|Martinique|Martinique|972[0-9]{2}|no|art. 6(1)(c)
FR-973|FR|Guayana Francesa|French Guiana|Guiana Francesa|Französisch-Guayana|Guyane|973[0-9]{2}|no|art. 6(1)(c)
FR-974|FR|Reunión|Réunion|Reunião|Réunion|La Réunion|974[0-9]{2}|no|art. 6(1)(c)
FR-976|FR|Mayotte|Mayotte|Maiote|Mayotte|Mayotte|976[0-9]{2}|no|art. 6(1)(c)
FR-COM|FR|Francia, otros territorios de ultramar|France, other overseas territories|França, outros territórios ultramarinos|Frankreich, andere Überseegebiete|France, autres territoires d’outre-mer|(975|977|978|98[4678])[0-9]{2}|no|Commission's table of territorial status
PT-20|PT|Azores|Azores|Açores|Azoren|Açores|9[5-9][0-9]{2}([0-9]{3})?|yes|art. 105
PT-30|PT|Madeira|Madeira|Madeira|Madeira|Madère|9[0-4][0-9]{2}([0-9]{3})?|yes|art. 105
AT-MJ|AT|Jungholz y Mittelberg|Jungholz and Mittelberg|Jungholz e Mittelberg|Jungholz und Mittelberg|Jungholz et Mittelberg|(6691|699[123])|yes|art. 104
XI|GB|Irlanda del Norte|Northern Ireland|Irlanda do Norte|Nordirland|Irlande du Nord|BT[0-9].*|yes|Windsor Framework, goods only
GB-JE|GB|Jersey|Jersey|Jersey|Jersey|Jersey|JE[0-9].*|no|outside the VAT of the UK
GB-GG|GB|Guernesey|Guernsey|Guernsey|Guernsey|Guernesey|GY[0-9].*|no|outside the VAT of the UK
GB-GI|GB|Gibraltar|Gibraltar|Gibraltar|Gibraltar|Gibraltar|GX11.*|no|outside the VAT of the UK
DK-FO|DK|Islas Feroe|Faroe Islands|Ilhas Faroé|Färöer|Îles Féroé|(FO)?[0-9]{3}|no|Commission's table of territorial status
DK-GL|DK|Groenlandia|Greenland|Gronelândia|Grönland|Groenland|39[0-9]{2}|no|Commission's table of territorial status
IT-SM|IT|San Marino|San Marino|São Marinho|San Marino|Saint-Marin|4789[0-9]|no|Commission's table of territorial status
"""

# Countries of ISO 3166 that tax law counts as a part, or as the whole, of another.
_COUNTED_AS: Final = {
    "MC": Place("FR"),  # art. 7
    "IM": Place("GB"),  # art. 7
    "AX": Place("FI", "AX"),
    "GP": Place("FR", "FR-971"),
    "MQ": Place("FR", "FR-972"),
    "GF": Place("FR", "FR-973"),
    "RE": Place("FR", "FR-974"),
    "YT": Place("FR", "FR-976"),
    **dict.fromkeys(("PM", "BL", "MF", "NC", "PF", "WF"), Place("FR", "FR-COM")),
    "JE": Place("GB", "GB-JE"),
    "GG": Place("GB", "GB-GG"),
    "GI": Place("GB", "GB-GI"),
    "FO": Place("DK", "DK-FO"),
    "GL": Place("DK", "DK-GL"),
    "SM": Place("IT", "IT-SM"),
}


def _read(line: str) -> Territory:
    # The pattern may have bars of its own.
    code, country, spanish, english, portuguese, german, french, rest = line.split("|", 7)
    pattern, in_union, source = rest.rsplit("|", 2)
    return Territory(
        code=code,
        country=country,
        names={"es": spanish, "en": english, "pt": portuguese, "de": german, "fr": french},
        pattern=pattern,
        area=_UNION if in_union == "yes" else code,
        source=source,
    )


TERRITORIES: Final[Sequence[Territory]] = tuple(_read(line) for line in _TABLE.splitlines())
_BY_CODE: Final = {one.code: one for one in TERRITORIES}
_PATTERNS: Final = [(one, re.compile(one.pattern)) for one in TERRITORIES]


def territory(code: str) -> Territory | None:
    return _BY_CODE.get(code)


def place_of(country: str, postal_code: str) -> Place:
    """Where an address lies; a postal code is read with spaces, hyphens and the country before it."""
    if (counted := _COUNTED_AS.get(country)) is not None:
        return counted
    written = unicodedata.normalize("NFKC", postal_code).upper()
    code = re.sub(r"[\s.‐‑–-]", "", written)
    readings = {code, code.removeprefix(country), re.sub(r"^[A-Z]{1,3}(?=[0-9]{4})", "", code)}
    for one, pattern in _PATTERNS:
        if one.country == country and any(pattern.fullmatch(reading) for reading in readings):
            return Place(country, one.code)
    return Place(country)


def place_name(code: str, language: str) -> str:
    """The name of a country or a territory; the code itself for an unknown one."""
    found = territory(code)
    if found is None:
        return country_name(code, language)
    return text_in(found.names, language, default=ENGLISH)


_TAX_NAMES: Final = {
    **dict.fromkeys(("ES-CN",), ("IGIC", "IGIC")),
    **dict.fromkeys(("ES-CE", "ES-ML"), ("IPSI", "IPSI")),
    "PA": ("ITBMS", "ITBMS"),
    "PE": ("IGV", "IGV"),
    **dict.fromkeys(("HN",), ("ISV", "ISV")),
    "DO": ("ITBIS", "ITBIS"),
    "US": ("Impuesto sobre ventas", "Sales tax"),
    "CA": ("GST", "GST"),
    "JP": ("Impuesto al consumo", "Consumption tax"),
    **dict.fromkeys(("AU", "NZ", "SG", "IN"), ("GST", "GST")),
}


_VAT: Final = {
    "ca": "IVA", "cs": "DPH", "da": "moms", "de": "MwSt.", "es": "IVA", "fr": "TVA", "it": "IVA",
    "nl": "btw", "pl": "VAT", "pt": "IVA", "ro": "TVA", "sv": "moms",
}  # fmt: skip


def tax_name(code: str, language: str) -> str:
    """What the tax of a place is called; VAT where nothing else is known."""
    base = base_of(language)
    if code not in _TAX_NAMES:
        return _VAT.get(base, "VAT")
    spanish, english = _TAX_NAMES[code]
    return spanish if base == "es" else english
