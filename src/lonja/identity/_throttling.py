"""How often one may try to sign in. Pure.

Three counts at once: a guesser at one machine, a guesser at many machines, and one machine that
tries many people. The narrow one is the strictest, so that a stranger cannot lock a user out.
"""

import hashlib
from datetime import datetime, timedelta
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


def attempt_keys(email: str, address: str) -> dict[str, bytes]:
    """What each count is kept under: never the address or the mailbox itself."""
    parts = {
        "account_at_address": f"{email}\n{address}",
        "account": email,
        "address": address,
    }
    return {
        scope: hashlib.sha256(f"{scope}\n{text}".encode()).digest() for scope, text in parts.items()
    }


def check_attempts(
    scope: str, attempts: int, *, window_started_at: datetime, now: datetime
) -> None:
    """Raise when this count, the attempt of now included, is above its limit."""
    if attempts > LIMITS[scope]:
        left = window_started_at + WINDOW - now
        raise TooManyAttempts(retry_after_s=max(1, int(left.total_seconds())))
