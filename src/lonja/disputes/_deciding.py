"""What the status of a dispute means for the money, the order and the shop's staff. Pure.

A dispute is the bank's: its statuses are taken over as they come, in whatever order they are seen.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class DisputeStatus(StrEnum):
    WARNING = "warning"
    """The bank asks; no money was taken yet, and a refund now ends it."""
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"
    """It came to nothing, and no money was taken."""


OPEN: Final = (DisputeStatus.WARNING, DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW)
"""The bank has not decided."""
HOLDING: Final = (DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW)
"""Nothing is refunded or sent meanwhile: it would be lost on top of what the bank has taken."""
TAKEN: Final = frozenset({*HOLDING, DisputeStatus.LOST})
"""The bank has the money."""
REMIND_DAYS: Final = (7, 3, 1)
"""So many days before an answer is due, staff are reminded."""


def is_taken(status: DisputeStatus) -> bool:
    return status in TAKEN


def is_given_back(status: DisputeStatus, *, was_taken: bool) -> bool:
    return status is DisputeStatus.WON and was_taken


def reminder(
    status: DisputeStatus, *, due_at: datetime | None, reminded: Sequence[int], now: datetime
) -> int | None:
    """The days of the reminder that is due now and was not given yet; the shortest that fits."""
    if status is not DisputeStatus.NEEDS_RESPONSE or due_at is None or due_at <= now:
        return None
    due = [days for days in REMIND_DAYS if due_at - now <= timedelta(days=days)]
    return min(due) if due and min(due) not in reminded else None
