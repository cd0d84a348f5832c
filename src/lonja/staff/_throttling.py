"""How often one may try to sign in. Pure.

Three counts at once: a guesser at one machine, a guesser at many machines, and one machine that
tries many people. The narrow one is the strictest, so that a stranger cannot lock a colleague out.
"""

import hashlib
from datetime import timedelta
from typing import ClassVar, Final

from lonja.kernel.errors import Refused

WINDOW: Final = timedelta(minutes=15)

LIMITS: Final = {"account_at_address": 8, "account": 60, "address": 60}
"""Attempts in one window; in the order in which their rows are locked."""


class TooManyAttempts(Refused):
    code: ClassVar[str] = "too_many_attempts"

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__(f"try again in {retry_after_s} seconds", retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


def keys_of(email: str, address: str) -> dict[str, bytes]:
    """What each count is kept under: never the address or the mailbox itself."""
    parts = {
        "account_at_address": f"{email}\n{address}",
        "account": email,
        "address": address,
    }
    return {
        scope: hashlib.sha256(f"{scope}\n{text}".encode()).digest() for scope, text in parts.items()
    }
