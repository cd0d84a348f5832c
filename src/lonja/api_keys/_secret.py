"""How a key is written: a prefix that secret scanners find, random letters, and a checksum."""

import secrets
import string
import zlib
from typing import Final

PREFIX: Final = "lonja_sk_"
RANDOM_CHARACTERS: Final = 32
CHECKSUM_CHARACTERS: Final = 6
PATTERN: Final = rf"{PREFIX}[0-9A-Za-z]{{{RANDOM_CHARACTERS + CHECKSUM_CHARACTERS}}}"
"""For secret scanners."""
_HINT_CHARACTERS: Final = len(PREFIX) + 4
_LETTERS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase


def new_secret() -> str:
    """190 random bits; store only the hash of it."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(RANDOM_CHARACTERS))
    return f"{PREFIX}{drawn}{_checksum(drawn)}"


def hint_of(secret: str) -> str:
    """Enough of it to know one key from another, and for nothing else."""
    return secret[:_HINT_CHARACTERS]


def is_secret(text: str) -> bool:
    """False for what cannot be one of ours, so that a typing error costs no look at the database."""
    drawn, checksum = text[len(PREFIX) : -CHECKSUM_CHARACTERS], text[-CHECKSUM_CHARACTERS:]
    return (
        text.startswith(PREFIX)
        and text.isascii()
        and len(drawn) == RANDOM_CHARACTERS
        and _checksum(drawn) == checksum
    )


def _checksum(text: str) -> str:
    number, letters = zlib.crc32(text.encode()), ""
    for _ in range(CHECKSUM_CHARACTERS):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters
