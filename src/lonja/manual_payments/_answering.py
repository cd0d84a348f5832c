"""What the books of a payment without a network say when they are asked. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

type Standing = Literal["awaited", "paid", "over", "closed"]


class ReceivedBy(StrEnum):
    """How money came in; the column's CHECK and the screens' words follow this."""

    TRANSFER = "transfer"
    CASH = "cash"
    CARD = "card"
    CARRIER = "carrier"


FIRST_REMINDER: Final = timedelta(days=2)
LAST_REMINDER: Final = timedelta(days=1)
"""Before the money is due."""


def standing(*, amount_minor: int, received_minor: int, is_closed: bool) -> Standing:
    """`paid`: all of it and more. `over`: it ended with a part of it, which goes back."""
    if received_minor >= amount_minor:
        return "paid"
    if not is_closed:
        return "awaited"
    return "over" if received_minor else "closed"


def next_reminder(*, opened_at: datetime, due_at: datetime, reminders: int) -> datetime | None:
    """After two days, and the day before it is due; one alone where these meet."""
    last = due_at - LAST_REMINDER
    first = opened_at + FIRST_REMINDER
    moments = [first, last] if first < last else [last]
    later = [moment for moment in moments if moment > opened_at]
    return later[reminders] if reminders < len(later) else None
