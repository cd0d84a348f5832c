"""Choices of readers, counted by day: proof that people are asked, without a word about anybody."""

from datetime import date
from typing import Final

from psycopg import AsyncConnection

from lonja.content._consents import store
from lonja.content._consents.store import ConsentCount

__all__ = ["ConsentCount", "consent_counts", "count_consent"]

MAX_ROWS: Final = 2_000


async def count_consent(db: AsyncConnection, *, day: date, cookie: str) -> None:
    """`cookie` as `Tags.choice` wrote it."""
    edition, _, choice = cookie.partition(".")
    await store.add(db, day=day, edition=int(edition), choice=choice)


async def consent_counts(db: AsyncConnection, *, since: date) -> list[ConsentCount]:
    """Newest first."""
    return await store.since(db, since, limit=MAX_ROWS)
