"""Where a draft stands. Pure."""

from enum import StrEnum


class DraftStatus(StrEnum):
    """The column's CHECK, the API and the SPA follow this."""

    OPEN = "open"
    QUOTED = "quoted"
    """Its buyer has a quote of it: nothing changes until that is answered, over or taken back."""
    ORDERED = "ordered"
    CLOSED = "closed"
