"""Where a draft stands. Pure."""

from enum import StrEnum


class DraftStatus(StrEnum):
    """The column's CHECK, the API and the SPA follow this."""

    OPEN = "open"
    ORDERED = "ordered"
    CLOSED = "closed"
