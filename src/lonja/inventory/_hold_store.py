"""The SQL of a hold that becomes smaller, and whole again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._stock import Freed
from lonja.kernel.db import one, rows, run


@dataclass(frozen=True, slots=True)
class Held:
    variant_id: UUID
    quantity: int


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
        " RETURNING l.variant_id, less.excess AS change, l.on_hand - l.held AS free, l.low_at",
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
        "WITH wanted AS (SELECT * FROM unnest(%(ids)s::uuid[], %(missing)s::int[])"
        " AS w(variant_id, quantity)),"
        " locked AS (SELECT l.variant_id FROM stock_levels l"
        " WHERE l.variant_id IN (SELECT variant_id FROM wanted)"
        " ORDER BY l.variant_id FOR UPDATE),"
        " taken AS (UPDATE stock_levels l SET held = l.held + w.quantity"
        " FROM locked k JOIN wanted w USING (variant_id)"
        " WHERE l.variant_id = k.variant_id AND l.on_hand - l.held >= w.quantity"
        " RETURNING l.variant_id, w.quantity, l.on_hand - l.held AS free, l.low_at),"
        " grown AS (UPDATE holds h SET quantity = h.quantity + t.quantity FROM taken t"
        " WHERE h.variant_id = t.variant_id AND h.order_id = %(order_id)s)"
        " SELECT variant_id, -quantity AS change, free, low_at FROM taken",
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


async def held(db: AsyncConnection, order_id: UUID) -> list[Held]:
    return await rows(
        db,
        Held,
        "SELECT variant_id, quantity FROM holds WHERE order_id = %(id)s ORDER BY variant_id",
        id=order_id,
    )


async def units(db: AsyncConnection, order_id: UUID) -> int:
    sql = "SELECT coalesce(sum(quantity), 0)::int FROM holds WHERE order_id = %(order_id)s"
    return await one(db, int, sql, order_id=order_id)
