"""All SQL of orders that are long over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import one, rows


async def count_cancelled(db: AsyncConnection, *, before: datetime, most: int) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM (SELECT FROM orders WHERE status = 'cancelled'"
        " AND confirmed_at IS NULL AND email <> '' AND placed_at < %(before)s"
        " LIMIT %(most)s) AS old",
        before=before,
        most=most,
    )


async def cancelled(db: AsyncConnection, *, before: datetime, limit: int) -> Sequence[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM orders WHERE status = 'cancelled' AND confirmed_at IS NULL"
        " AND email <> '' AND placed_at < %(before)s ORDER BY placed_at, id LIMIT %(limit)s"
        " FOR UPDATE SKIP LOCKED",
        before=before,
        limit=limit,
    )


async def count_ended(db: AsyncConnection, *, before: datetime, most: int) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM (SELECT FROM orders WHERE status IN ('delivered', 'cancelled')"
        " AND email <> '' AND placed_at < %(before)s LIMIT %(most)s) AS old",
        before=before,
        most=most,
    )


async def ended(db: AsyncConnection, *, before: datetime, limit: int) -> Sequence[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM orders WHERE status IN ('delivered', 'cancelled') AND email <> ''"
        " AND placed_at < %(before)s ORDER BY placed_at, id LIMIT %(limit)s"
        " FOR UPDATE SKIP LOCKED",
        before=before,
        limit=limit,
    )
