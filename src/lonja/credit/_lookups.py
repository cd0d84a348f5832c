"""Codes that a visitor types, counted: one who guesses is stopped long before a guess is right."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from psycopg import AsyncConnection

from lonja.credit import _store
from lonja.identity.api import TooManyAttempts

WINDOW: Final = timedelta(minutes=15)
OF_VISITOR: Final = 10
OF_ADDRESS: Final = 40
"""Wrong codes in one window: of one cart or page, and of everybody behind one address."""


async def count_lookup(db: AsyncConnection, *, visitor: str, address: str, now: datetime) -> None:
    """Count a code that is about to be looked up; commit it before, so that a refusal keeps it.

    A right code is forgiven by `forgive_lookup`.
    """
    for key, most in _keys(visitor, address).items():
        counted = await _store.count_attempt(db, key, now=now, window=WINDOW)
        if counted.attempts > most:
            left = counted.window_started_at + WINDOW - now
            raise TooManyAttempts(retry_after_s=max(1, int(left.total_seconds())))


async def forgive_lookup(db: AsyncConnection, *, visitor: str, address: str) -> None:
    for key in _keys(visitor, address):
        await _store.forgive_attempt(db, key)


async def prune_lookups(db: AsyncConnection, *, now: datetime) -> int:
    return await _store.forget_attempts(db, before=now - timedelta(days=1))


def _keys(visitor: str, address: str) -> dict[bytes, int]:
    """In the order of locks: the visitor first."""
    found = {f"address\n{address}": OF_ADDRESS}
    if visitor:
        found = {f"visitor\n{visitor}": OF_VISITOR} | found
    return {hashlib.sha256(text.encode()).digest(): most for text, most in found.items()}
