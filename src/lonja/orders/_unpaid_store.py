"""All SQL of orders that nobody has paid yet, counted by client."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, run


async def insert(
    db: AsyncConnection,
    order_id: UUID,
    most: Mapping[bytes, int],
    *,
    until: datetime,
    now: datetime,
) -> bool:
    """Write the order under each client, unless one of them has its most already."""
    return bool(
        await run(
            db,
            "WITH mine AS (SELECT * FROM unnest(%(clients)s::bytea[], %(most)s::int[])"
            " AS m(client, most)),"
            " full_ones AS (SELECT m.client FROM mine m JOIN unpaid_orders u"
            " ON u.client = m.client AND u.until > %(now)s"
            " GROUP BY m.client, m.most HAVING count(*) >= m.most)"
            " INSERT INTO unpaid_orders (client, order_id, until)"
            " SELECT client, %(order)s, %(until)s FROM mine"
            " WHERE NOT EXISTS (SELECT FROM full_ones) ORDER BY client",
            clients=list(most),
            most=list(most.values()),
            order=order_id,
            until=until,
            now=now,
        )
    )


async def next_end(
    db: AsyncConnection, clients: Collection[bytes], *, now: datetime
) -> datetime | None:
    """When the first of these clients' orders stops counting."""
    return await first(
        db,
        datetime,
        "SELECT until FROM unpaid_orders WHERE client = ANY(%(clients)s) AND until > %(now)s"
        " ORDER BY until LIMIT 1",
        clients=list(clients),
        now=now,
    )


async def extend(db: AsyncConnection, order_id: UUID, until: datetime) -> None:
    await run(
        db,
        "UPDATE unpaid_orders SET until = greatest(until, %(until)s) WHERE order_id = %(order)s",
        order=order_id,
        until=until,
    )


async def delete(db: AsyncConnection, order_id: UUID) -> None:
    await run(db, "DELETE FROM unpaid_orders WHERE order_id = %(order)s", order=order_id)


async def prune(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    return await run(
        db,
        "DELETE FROM unpaid_orders WHERE ctid = ANY(ARRAY(SELECT ctid FROM unpaid_orders"
        " WHERE until < %(now)s LIMIT %(limit)s))",
        now=now,
        limit=limit,
    )
