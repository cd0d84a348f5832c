"""Buyers of orders that are long over: counted, and taken out."""

from datetime import datetime

from psycopg import AsyncConnection

from lonja.orders import _store
from lonja.orders._old import store


async def count_cancelled(db: AsyncConnection, *, before: datetime, most: int) -> int:
    """Orders that were cancelled before they were confirmed, and still name their buyer."""
    return await store.count_cancelled(db, before=before, most=most)


async def forget_cancelled(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> int:
    """Take their buyers out; number, lines and totals stay."""
    found = await store.cancelled(db, before=before, limit=limit)
    return await _store.forget_buyer(db, found, now)


async def count_ended(db: AsyncConnection, *, before: datetime, most: int) -> int:
    """Orders that are delivered or cancelled, and still name their buyer."""
    return await store.count_ended(db, before=before, most=most)


async def forget_ended(db: AsyncConnection, *, before: datetime, now: datetime, limit: int) -> int:
    """Take their buyers out; what taxes and statistics need stays."""
    found = await store.ended(db, before=before, limit=limit)
    return await _store.forget_buyer(db, found, now)
