"""The code of a gift card: sixteen characters of eighty random bits.

It is computed from the card's id with the installation's secret wherever it has to be written, and
stored only as a digest: who reads the database can pay with no card, and a lost mail can be sent again.
"""

import hashlib
import hmac
from typing import Final
from uuid import UUID

# Without I, L, O and U, so that a code can be read aloud.
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE: Final = str.maketrans("ILO", "110")
CODE_CHARACTERS: Final = 16
MAX_TYPED_CHARACTERS: Final = 40


def code_of(secret: str, account_id: UUID) -> str:
    """As people read it: `7K2M-Q9XT-04WD-HN5R`."""
    mac = hmac.new(secret.encode(), f"gift card code:{account_id}".encode(), hashlib.sha256)
    number = int.from_bytes(mac.digest()[:10])
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(CODE_CHARACTERS))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_CHARACTERS, 4))


def read_code(typed: str) -> str | None:
    """The characters of a code, however it was typed; None for what can be no code."""
    letters = "".join(c for c in typed.upper() if c.isascii() and c.isalnum()).translate(_ALIKE)
    is_code = len(letters) == CODE_CHARACTERS and set(letters) <= set(_LETTERS)
    return letters if is_code else None


def code_digest(code: str) -> bytes:
    """What a code is stored and found by."""
    letters = read_code(code)
    assert letters is not None, "not a code"
    return hashlib.sha256(f"gift card:{letters}".encode()).digest()
