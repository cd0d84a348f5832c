"""What counts as an e-mail address: one rule for buyers, staff, campaigns and the command line."""

import re
from typing import Final

MAX_CHARACTERS: Final = 254

# Not all that RFC 5321 allows: no quoted names and no bare hosts, which are typing errors here.
_ADDRESS: Final = re.compile(
    r"[^@\s<>\",;:]{1,64}@(?=.{3,190}$)[^@\s<>\",;:.]+(\.[^@\s<>\",;:.]+)+"
)


def is_email_address(text: str) -> bool:
    return len(text) <= MAX_CHARACTERS and _ADDRESS.fullmatch(text) is not None
