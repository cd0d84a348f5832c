"""Where an import stands. Pure."""

from enum import StrEnum
from typing import Final


class ImportStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this."""

    UPLOADING = "uploading"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


ENDED: Final = frozenset({ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.UNDONE})
