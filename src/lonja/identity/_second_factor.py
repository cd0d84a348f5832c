"""Which time-based code is right, and which was used. Pure: the caller knows the time."""

import hmac
from datetime import datetime
from typing import ClassVar, Final

import pyotp

from lonja.kernel.errors import Invalid

STEP_SECONDS: Final = 30
STEPS_OF_GRACE: Final = 1
"""Clocks of phones are a little off; one step either way is RFC 6238's advice."""


class WrongCode(Invalid):
    code: ClassVar[str] = "wrong_code"

    def __init__(self) -> None:
        super().__init__("the code is wrong; is the clock of the phone right?", field="code")


def new_secret() -> str:
    """Base32, as authenticators take it."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, *, name: str, issuer: str) -> str:
    """What an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    return pyotp.TOTP(secret).at(step * STEP_SECONDS)


def matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The step whose code this is, or None. Whether the step was used is the caller's to refuse."""
    current = step_at(now)
    for step in range(current - STEPS_OF_GRACE, current + STEPS_OF_GRACE + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            return step
    return None


def next_unused_step(last_used: int, *, now: datetime) -> int:
    """The step whose code a person would type next; it is never further ahead than the grace."""
    return min(max(step_at(now), last_used + 1), step_at(now) + STEPS_OF_GRACE)
