"""How often one may try to sign in. Pure.

Three counts at once: a guesser at one machine, a guesser at many machines, and one machine that
tries many people. Wrong attempts at many machines lock nobody out: they leave each machine fewer
tries for that account, and the right password works from the next one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from lonja.kernel.errors import Refused

WINDOW: Final = timedelta(minutes=15)

AT_ONE_ADDRESS: Final = 8
ADDRESS: Final = 60
"""Attempts in one window."""
UNDER_ATTACK: Final = 60
AT_ONE_ADDRESS_UNDER_ATTACK: Final = 3
"""After so many attempts at an account, so many at each address that tries it."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many there were in this window, the attempt of now included."""

    attempts: int
    window_started_at: datetime


class TooManyAttempts(Refused):
    code: ClassVar[str] = "too_many_attempts"

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__(f"try again in {retry_after_s} seconds", retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


def attempt_keys(email: str, address: str) -> dict[str, bytes]:
    """What each count is kept under, never the address or the mailbox itself; in the order of locks."""
    parts = {
        "account_at_address": f"{email}\n{address}",
        "account": email,
        "address": address,
    }
    return {
        scope: hashlib.sha256(f"{scope}\n{text}".encode()).digest() for scope, text in parts.items()
    }


def check_attempts(counted: Mapping[str, Attempts], *, now: datetime) -> None:
    """Raise when this attempt, counted in each scope, is one too many."""
    is_attacked = counted["account"].attempts > UNDER_ATTACK
    most = {
        "account_at_address": AT_ONE_ADDRESS_UNDER_ATTACK if is_attacked else AT_ONE_ADDRESS,
        "address": ADDRESS,
    }
    for scope, limit in most.items():
        if counted[scope].attempts > limit:
            left = counted[scope].window_started_at + WINDOW - now
            raise TooManyAttempts(retry_after_s=max(1, int(left.total_seconds())))
