"""VAT ids of companies: how they are written, and what the register said of one. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, Protocol

from lonja.kernel.errors import Invalid

# As the Commission's VIES lists them (frequently asked questions, Q11); XI is Northern Ireland.
_FORMATS: Final = {
    "AT": r"U[0-9]{8}",
    "BE": r"[01][0-9]{9}",
    "BG": r"[0-9]{9,10}",
    "CY": r"[0-9]{8}[A-Z]",
    "CZ": r"[0-9]{8,10}",
    "DE": r"[0-9]{9}",
    "DK": r"[0-9]{8}",
    "EE": r"[0-9]{9}",
    "EL": r"[0-9]{9}",
    "ES": r"[A-Z0-9][0-9]{7}[A-Z0-9]",
    "FI": r"[0-9]{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}[0-9]{9}",
    "HR": r"[0-9]{11}",
    "HU": r"[0-9]{8}",
    "IE": r"[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}",
    "IT": r"[0-9]{11}",
    "LT": r"([0-9]{9}|[0-9]{12})",
    "LU": r"[0-9]{8}",
    "LV": r"[0-9]{11}",
    "MT": r"[0-9]{8}",
    "NL": r"[A-Z0-9+*]{12}",
    "PL": r"[0-9]{10}",
    "PT": r"[0-9]{9}",
    "RO": r"[0-9]{2,10}",
    "SE": r"[0-9]{12}",
    "SI": r"[0-9]{8}",
    "SK": r"[0-9]{10}",
    "XI": r"([0-9]{9}|[0-9]{12}|(GD|HA)[0-9]{3})",
}
_PATTERNS: Final = {country: re.compile(shape) for country, shape in _FORMATS.items()}

FRESH_FOR: Final = timedelta(days=1)
"""An answer is asked again after this: a company may leave the register any day."""
AGAIN_AFTER: Final = timedelta(minutes=1)
"""An outage is asked again after this, so that a register that is away costs few buyers its timeout."""


class VatIdMalformed(Invalid):
    code: ClassVar[str] = "vat_id_malformed"


class VatStatus(StrEnum):
    """`unavailable`: the register did not answer."""

    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class VatAnswer:
    """`consultation` is the register's number of this question, kept as evidence."""

    status: VatStatus
    name: str = ""
    consultation: str = ""


@dataclass(frozen=True, slots=True)
class VatCheck:
    vat_id: str
    status: VatStatus
    checked_at: datetime
    name: str
    consultation: str

    def confirms(self, now: datetime) -> bool:
        """Whether the company may buy without tax today."""
        return self.status == VatStatus.VALID and self.is_settled(now)

    def is_settled(self, now: datetime) -> bool:
        """Whether asking again now would be of no use."""
        lasts = AGAIN_AFTER if self.status == VatStatus.UNAVAILABLE else FRESH_FOR
        return now - self.checked_at < lasts


class VatRegister(Protocol):
    """Whoever can be asked whether a company has this VAT id."""

    async def ask(self, vat_id: str, *, requester: str) -> VatAnswer:
        """Never raises for an outage: that is `unavailable`. `requester` is the shop's own id."""


def is_registered(vat_id: str) -> bool:
    """Whether the EU's register knows ids that are written so; others are kept and never confirmed."""
    pattern = _PATTERNS.get(vat_id[:2])
    return pattern is not None and pattern.fullmatch(vat_id[2:]) is not None


def read_vat_id(text: str, country: str) -> str:
    """The id as the register writes it, with the two letters of its country first.

    `country` is the buyer's: where it is in the EU, an id that no member state writes so is
    refused; elsewhere ids have shapes that nobody here knows.
    """
    compact = re.sub(r"[\s./_-]", "", text).upper()
    prefix = "EL" if country == "GR" else country
    if compact.startswith("GR"):
        compact = "EL" + compact[2:]
    for written in (compact, prefix + compact):
        if is_registered(written):
            return written
    if prefix in _PATTERNS or compact[:2] in _PATTERNS:
        raise VatIdMalformed(f"{text!r} is not how {country} writes a VAT id", field="vat_id")
    return compact
