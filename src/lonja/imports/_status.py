"""Where an import stands. Pure."""

from enum import StrEnum
from typing import Final


class ImportStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this."""

    UPLOADING = "uploading"
    QUEUED = "queued"
    MATCHING = "matching"  # waits for a person who says which column is which
    RUNNING = "running"
    CHECKED = "checked"  # a dry run is over; waits for a person who says go
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


ENDED: Final = frozenset({ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.UNDONE})
