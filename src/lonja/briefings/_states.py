"""How far a mailed report is, and what the log of an alert says. Pure."""

from enum import StrEnum


class RunState(StrEnum):
    ASKED = "asked"
    """The warehouse answers with its next run."""
    ANSWERED = "answered"
    SENT = "sent"
    SKIPPED = "skipped"
    """Nobody was left who may see it."""
    FAILED = "failed"
    """The report is no more, or cannot be asked as it was saved."""


class EventKind(StrEnum):
    FIRED = "fired"
    RECOVERED = "recovered"
