"""Where a bulk edit stands. Pure."""

from enum import StrEnum


class BulkEditStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this; a failed one can be undone, too."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"
