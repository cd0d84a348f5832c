"""Keys that make a request repeatable: a repeat gets the result of the key's first use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, run


async def claim_key(
    db: AsyncConnection, *, key: str, request: bytes, order_id: UUID, now: datetime
) -> bool:
    """True for the first; a request at the same time waits here for the first one's end."""
    return bool(
        await run(
            db,
            "INSERT INTO idempotency_keys (key, request, order_id, at)"
            " VALUES (%(key)s, %(request)s, %(order)s, %(now)s) ON CONFLICT DO NOTHING",
            key=key,
            request=request,
            order=order_id,
            now=now,
        )
    )


@dataclass(frozen=True, slots=True)
class UsedKey:
    """The first use of a key."""

    request: bytes
    order_id: UUID


async def get_key(db: AsyncConnection, key: str) -> UsedKey | None:
    return await first(
        db, UsedKey, "SELECT request, order_id FROM idempotency_keys WHERE key = %(key)s", key=key
    )


async def prune_keys(db: AsyncConnection, *, now: datetime, limit: int = 1000) -> int:
    """Forget keys older than two days; a client that repeats later gets `cart_ordered`."""
    return await run(
        db,
        "DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys"
        " WHERE at < %(before)s ORDER BY at, key LIMIT %(limit)s)",
        before=now - timedelta(days=2),
        limit=limit,
    )
