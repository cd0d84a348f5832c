"""An account number as banks write it (ISO 13616). Pure."""

import re
from typing import Final

_SHAPE: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_SPANISH_CHARACTERS: Final = 24


def read_iban(text: str) -> str | None:
    """The account without spaces; None where its check digits say that a figure is wrong."""
    iban = re.sub(r"[\s.-]", "", text).upper()
    if not _SHAPE.fullmatch(iban):
        return None
    if iban.startswith("ES") and len(iban) != _SPANISH_CHARACTERS:
        return None
    digits = "".join(str(int(one, 36)) for one in iban[4:] + iban[:4])
    return iban if int(digits) % 97 == 1 else None


def grouped(iban: str) -> str:
    """In groups of four, as people read it."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
