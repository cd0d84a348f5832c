"""The time, read at the edges and handed inwards; rules never read it themselves."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
