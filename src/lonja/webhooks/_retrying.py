"""When a delivery is tried again, and when it is given up. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

_WAITS: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 840, 1200, 1440)
)
"""After each try that failed: three days and a little in all."""
TRIES: Final = len(_WAITS) + 1
PAUSED_AFTER: Final = timedelta(days=4)
"""Of nothing but failures: then the endpoint is paused, and a person looks at it."""
GONE: Final = 410
_GOOD: Final = range(200, 300)


class WebhookStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


def next_try(tries: int, now: datetime) -> datetime | None:
    """After so many tries; None where that was the last."""
    return now + _WAITS[tries - 1] if tries < TRIES else None


def is_good(status: int | None) -> bool:
    return status in _GOOD


def is_over(first_failed_at: datetime | None, now: datetime) -> bool:
    return first_failed_at is not None and now - first_failed_at >= PAUSED_AFTER
