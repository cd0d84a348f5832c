"""All SQL of converted prices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import one, rows, run


async def has_converted(db: AsyncConnection) -> bool:
    return await one(db, bool, "SELECT EXISTS (SELECT FROM prices WHERE is_converted)")


async def priced_after(db: AsyncConnection, after: UUID | None, limit: int) -> list[UUID]:
    """Variants with a price, by id."""
    return await rows(
        db,
        UUID,
        "SELECT DISTINCT variant_id FROM prices"
        " WHERE (%(after)s::uuid IS NULL OR variant_id > %(after)s)"
        " ORDER BY variant_id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def keep_as_own(db: AsyncConnection, keys: Sequence[tuple[UUID, str]]) -> None:
    """With the sales that were converted with them."""
    ids, currencies = [key[0] for key in keys], [key[1] for key in keys]
    await run(
        db,
        "UPDATE prices p SET is_converted = false FROM unnest(%(ids)s::uuid[],"
        " %(currencies)s::text[]) AS n(id, currency)"
        " WHERE p.variant_id = n.id AND p.currency = n.currency",
        ids=ids,
        currencies=currencies,
    )
    await run(
        db,
        "UPDATE scheduled_prices s SET is_converted = false FROM unnest(%(ids)s::uuid[],"
        " %(currencies)s::text[]) AS n(id, currency)"
        " WHERE s.variant_id = n.id AND s.currency = n.currency",
        ids=ids,
        currencies=currencies,
    )


async def end_sales(db: AsyncConnection, ids: Sequence[UUID], *, now: datetime) -> None:
    """What has started ends now; what has not never was."""
    await run(
        db,
        "DELETE FROM scheduled_prices WHERE id = ANY(%(ids)s) AND started_at IS NULL",
        ids=list(ids),
    )
    await run(
        db,
        "UPDATE scheduled_prices SET ends_at = %(now)s, ended_at = %(now)s, due_at = NULL"
        " WHERE id = ANY(%(ids)s)",
        ids=list(ids),
        now=now,
    )
