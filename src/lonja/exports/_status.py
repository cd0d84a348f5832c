"""Where a file stands. Pure."""

from enum import StrEnum


class ExportStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
