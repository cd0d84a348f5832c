"""All SQL of idempotency keys."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import Row, first, run


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


async def get_key(db: AsyncConnection, key: str) -> Row | None:
    return await first(
        db, "SELECT request, order_id FROM idempotency_keys WHERE key = %(key)s", key=key
    )


async def prune_keys(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    return await run(
        db,
        "DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys"
        " WHERE at < %(before)s ORDER BY at, key LIMIT %(limit)s)",
        before=before,
        limit=limit,
    )
