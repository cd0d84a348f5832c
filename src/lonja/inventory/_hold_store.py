"""The SQL of holds: begun, smaller, whole again, ended. What is not there is held beyond the stock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._stock import Freed, Quantity
from lonja.kernel.db import first, one, rows, run


async def hold(
    db: AsyncConnection,
    *,
    order_id: UUID,
    variant_ids: Sequence[UUID],
    quantities: Sequence[int],
    expires_at: datetime,
) -> list[Freed]:
    """Lock the levels in sorted order, take what is free; the variants that could be held.

    The guard is checked again on the newest version of each row once its lock is ours, so two
    transactions can never both take the last unit.
    """
    return await rows(
        db,
        Freed,
        "WITH wanted AS (SELECT w.variant_id, w.quantity, coalesce(t.most, 0) AS most"
        " FROM unnest(%(ids)s::uuid[], %(quantities)s::int[]) AS w(variant_id, quantity)"
        " LEFT JOIN backorder_terms t ON t.variant_id = w.variant_id AND t.kind <> 'none'"
        " AND (t.until IS NULL OR t.until > now())),"
        " locked AS (SELECT l.variant_id FROM stock_levels l"
        " WHERE l.variant_id IN (SELECT variant_id FROM wanted)"
        " ORDER BY l.variant_id FOR UPDATE),"
        " taken AS (UPDATE stock_levels l SET"
        " held = l.held + greatest(0, least(w.quantity, l.on_hand - l.held - l.backordered)),"
        " backordered = l.backordered + w.quantity"
        " - greatest(0, least(w.quantity, l.on_hand - l.held - l.backordered))"
        " FROM locked k JOIN wanted w USING (variant_id)"
        " WHERE l.variant_id = k.variant_id AND w.quantity <="
        " greatest(0, l.on_hand - l.held - l.backordered) + greatest(0, w.most - l.backordered)"
        " RETURNING l.variant_id, w.quantity, l.on_hand - l.held - l.backordered AS free, l.low_at,"
        " greatest(0, least(w.quantity, l.on_hand - l.held - l.backordered + w.quantity)) AS there,"
        " greatest(0, w.most - l.backordered) AS room),"
        " written AS (INSERT INTO holds (variant_id, order_id, quantity, expires_at, backordered)"
        " SELECT variant_id, %(order_id)s, there, %(expires_at)s, quantity - there FROM taken)"
        " SELECT variant_id, -quantity AS change, free, low_at, room,"
        " there - quantity AS room_change FROM taken",
        ids=list(variant_ids),
        quantities=list(quantities),
        order_id=order_id,
        expires_at=expires_at,
    )


async def release(db: AsyncConnection, order_id: UUID) -> list[Freed]:
    return await rows(
        db,
        Freed,
        "WITH locked AS (SELECT variant_id FROM stock_levels WHERE variant_id IN"
        " (SELECT variant_id FROM holds WHERE order_id = %(order_id)s)"
        " ORDER BY variant_id FOR UPDATE),"
        " gone AS (DELETE FROM holds h USING locked WHERE h.order_id = %(order_id)s"
        " AND h.variant_id = locked.variant_id"
        " RETURNING h.variant_id, h.quantity, h.backordered),"
        " freed AS (UPDATE stock_levels l SET held = l.held - gone.quantity,"
        " backordered = l.backordered - gone.backordered FROM gone"
        " WHERE l.variant_id = gone.variant_id"
        " RETURNING l.variant_id, gone.quantity + gone.backordered AS change, gone.backordered AS less,"
        " l.on_hand - l.held - l.backordered AS free, l.low_at, l.backordered)"
        " SELECT f.variant_id, f.change, f.free, f.low_at, f.less AS room_change,"
        " coalesce(greatest(0, t.most - f.backordered), 0) AS room FROM freed f"
        " LEFT JOIN backorder_terms t ON t.variant_id = f.variant_id AND t.kind <> 'none'"
        " AND (t.until IS NULL OR t.until > now())",
        order_id=order_id,
    )


async def hand_over(db: AsyncConnection, order_id: UUID, to: UUID) -> None:
    await run(
        db,
        "UPDATE holds SET order_id = %(to)s WHERE order_id = %(order_id)s",
        order_id=order_id,
        to=to,
    )


async def lock_holds(db: AsyncConnection, order_id: UUID) -> list[Quantity]:
    """The order's holds, locked with their levels in sorted order.

    Without its own lock a hold that was sold while we waited for its level would still be seen.
    """
    return await rows(
        db,
        Quantity,
        "SELECT h.variant_id, h.quantity, h.backordered FROM stock_levels l"
        " JOIN holds h ON h.variant_id = l.variant_id AND h.order_id = %(order_id)s"
        " ORDER BY l.variant_id FOR UPDATE OF l, h",
        order_id=order_id,
    )


async def expired_orders(db: AsyncConnection, now: datetime, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT order_id FROM holds WHERE expires_at <= %(now)s GROUP BY order_id"
        " ORDER BY min(expires_at), order_id LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


async def extend_hold(db: AsyncConnection, order_id: UUID, until: datetime) -> None:
    await run(
        db,
        "UPDATE holds SET expires_at = greatest(expires_at, %(until)s) WHERE order_id = %(id)s",
        id=order_id,
        until=until,
    )


async def hold_expiry(db: AsyncConnection, order_id: UUID) -> datetime | None:
    """None where the order holds nothing."""
    return await first(
        db, datetime, "SELECT min(expires_at) FROM holds WHERE order_id = %(id)s", id=order_id
    )


async def shrink(db: AsyncConnection, order_id: UUID, part: int) -> list[Freed]:
    """Free what the order holds beyond one part in `part` of each level, and beyond one unit."""
    return await rows(
        db,
        Freed,
        "WITH locked AS (SELECT l.variant_id, greatest(1, l.on_hand / %(part)s) AS most"
        " FROM stock_levels l WHERE variant_id IN"
        " (SELECT variant_id FROM holds WHERE order_id = %(order_id)s)"
        " ORDER BY variant_id FOR UPDATE),"
        " large AS (SELECT h.variant_id, h.quantity - k.most AS excess FROM holds h"
        " JOIN locked k USING (variant_id)"
        " WHERE h.order_id = %(order_id)s AND h.quantity > k.most),"
        " less AS (UPDATE holds h SET quantity = h.quantity - large.excess FROM large"
        " WHERE h.order_id = %(order_id)s AND h.variant_id = large.variant_id"
        " RETURNING h.variant_id, large.excess)"
        " UPDATE stock_levels l SET held = l.held - less.excess FROM less"
        " WHERE l.variant_id = less.variant_id"
        " RETURNING l.variant_id, less.excess AS change,"
        " l.on_hand - l.held - l.backordered AS free, l.low_at, 0 AS room, 0 AS room_change",
        order_id=order_id,
        part=part,
    )


async def grow(
    db: AsyncConnection, order_id: UUID, variant_ids: Sequence[UUID], missing: Sequence[int]
) -> list[Freed]:
    """Hold so many more of each, where they are free; the variants that could be held."""
    return await rows(
        db,
        Freed,
        "WITH wanted AS (SELECT w.variant_id, w.quantity, coalesce(t.most, 0) AS most"
        " FROM unnest(%(ids)s::uuid[], %(missing)s::int[]) AS w(variant_id, quantity)"
        " LEFT JOIN backorder_terms t ON t.variant_id = w.variant_id AND t.kind <> 'none'"
        " AND (t.until IS NULL OR t.until > now())),"
        " locked AS (SELECT l.variant_id FROM stock_levels l"
        " WHERE l.variant_id IN (SELECT variant_id FROM wanted)"
        " ORDER BY l.variant_id FOR UPDATE),"
        " taken AS (UPDATE stock_levels l SET"
        " held = l.held + greatest(0, least(w.quantity, l.on_hand - l.held - l.backordered)),"
        " backordered = l.backordered + w.quantity"
        " - greatest(0, least(w.quantity, l.on_hand - l.held - l.backordered))"
        " FROM locked k JOIN wanted w USING (variant_id)"
        " WHERE l.variant_id = k.variant_id AND w.quantity <="
        " greatest(0, l.on_hand - l.held - l.backordered) + greatest(0, w.most - l.backordered)"
        " RETURNING l.variant_id, w.quantity, l.on_hand - l.held - l.backordered AS free, l.low_at,"
        " greatest(0, least(w.quantity, l.on_hand - l.held - l.backordered + w.quantity)) AS there,"
        " greatest(0, w.most - l.backordered) AS room),"
        " grown AS (UPDATE holds h SET quantity = h.quantity + t.there,"
        " backordered = h.backordered + t.quantity - t.there FROM taken t"
        " WHERE h.variant_id = t.variant_id AND h.order_id = %(order_id)s)"
        " SELECT variant_id, -quantity AS change, free, low_at, room,"
        " there - quantity AS room_change FROM taken",
        order_id=order_id,
        ids=list(variant_ids),
        missing=list(missing),
    )


async def hold_endless(
    db: AsyncConnection, order_id: UUID, endless: Mapping[UUID, int], *, expires_at: datetime
) -> None:
    """What has no level and never runs out is held as well, so that the order has its end."""
    await run(
        db,
        "INSERT INTO holds (variant_id, order_id, quantity, expires_at)"
        " SELECT w.variant_id, %(order_id)s, w.quantity, %(expires_at)s"
        " FROM unnest(%(ids)s::uuid[], %(quantities)s::int[]) AS w(variant_id, quantity)",
        order_id=order_id,
        ids=list(endless),
        quantities=list(endless.values()),
        expires_at=expires_at,
    )


async def drop_endless(db: AsyncConnection, order_id: UUID) -> int:
    """End the holds of what has no level; how many."""
    return await run(
        db,
        "DELETE FROM holds h WHERE h.order_id = %(order_id)s"
        " AND NOT EXISTS (SELECT FROM stock_levels l WHERE l.variant_id = h.variant_id)",
        order_id=order_id,
    )


async def held(db: AsyncConnection, order_id: UUID) -> list[Quantity]:
    return await rows(
        db,
        Quantity,
        "SELECT variant_id, quantity, backordered FROM holds WHERE order_id = %(id)s ORDER BY variant_id",
        id=order_id,
    )


async def units(db: AsyncConnection, order_id: UUID) -> int:
    sql = "SELECT coalesce(sum(quantity + backordered), 0)::int FROM holds WHERE order_id = %(order_id)s"
    return await one(db, int, sql, order_id=order_id)
