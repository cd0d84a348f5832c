"""The SQL of terms, of the queue of paid orders that wait for goods, and of what is on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._backorders.terms import BackorderKind, BackorderTerms
from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class SavedTerms:
    """Version 0 where nobody has said anything yet. `backordered` units are owed to buyers."""

    variant_id: UUID
    kind: BackorderKind
    most: int
    until: datetime | None
    day: date | None
    days: int | None
    version: int
    backordered: int

    @property
    def terms(self) -> BackorderTerms:
        return BackorderTerms(self.kind, self.most, self.until, self.day, self.days)


@dataclass(frozen=True, slots=True)
class Backorder:
    """Units that a paid order waits for. `due` is the day that its buyer was told last."""

    order_id: UUID
    variant_id: UUID
    quantity: int
    placed_at: datetime
    due: date | None
    delays: int


@dataclass(frozen=True, slots=True)
class ExpectedUnits:
    variant_id: UUID
    day: date
    quantity: int


async def terms(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[SavedTerms]:
    return await rows(
        db,
        SavedTerms,
        "SELECT l.variant_id, coalesce(t.kind, 'none') AS kind, coalesce(t.most, 0) AS most, t.until,"
        " t.day, t.days, coalesce(t.version, 0) AS version, l.backordered FROM stock_levels l"
        " LEFT JOIN backorder_terms t USING (variant_id) WHERE l.variant_id = ANY(%(ids)s)",
        ids=list(variant_ids),
    )


async def save_terms(
    db: AsyncConnection, variant_id: UUID, new: BackorderTerms, version: int
) -> None:
    await run(
        db,
        "INSERT INTO backorder_terms (variant_id, kind, most, until, day, days, version)"
        " VALUES (%(id)s, %(kind)s, %(most)s, %(until)s, %(day)s, %(days)s, %(version)s)"
        " ON CONFLICT (variant_id) DO UPDATE SET kind = excluded.kind, most = excluded.most,"
        " until = excluded.until, day = excluded.day, days = excluded.days,"
        " version = excluded.version",
        id=variant_id,
        kind=new.kind,
        most=new.most,
        until=new.until,
        day=new.day,
        days=new.days,
        version=version,
    )


async def save_all_terms(db: AsyncConnection, new: Mapping[UUID, BackorderTerms]) -> None:
    await run(
        db,
        "INSERT INTO backorder_terms AS t (variant_id, kind, most, until, day, days, version)"
        " SELECT n.*, 1 FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(most)s::int[],"
        " %(until)s::timestamptz[], %(days_on)s::date[], %(days)s::int[])"
        " AS n(variant_id, kind, most, until, day, days) ORDER BY variant_id"
        " ON CONFLICT (variant_id) DO UPDATE SET kind = excluded.kind, most = excluded.most,"
        " until = excluded.until, day = excluded.day, days = excluded.days, version = t.version + 1",
        ids=list(new),
        kinds=[one.kind for one in new.values()],
        most=[one.most for one in new.values()],
        until=[one.until for one in new.values()],
        days_on=[one.day for one in new.values()],
        days=[one.days for one in new.values()],
    )


async def expected(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[ExpectedUnits]:
    """What is on its way to where it may be sold, and not late, by variant and day."""
    return await rows(
        db,
        ExpectedUnits,
        "SELECT i.variant_id, i.expected_on AS day,"
        " sum(i.quantity - i.received - i.lost - i.called_off)::int AS quantity"
        " FROM incoming_stock i JOIN locations p ON p.code = i.location AND p.sellable"
        " WHERE i.variant_id = ANY(%(ids)s) AND i.status = 'expected'"
        " AND i.expected_on >= current_date"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        ids=list(variant_ids),
    )


async def queue(db: AsyncConnection, order_id: UUID, *, placed_at: datetime) -> list[Backorder]:
    """Let what an order holds beyond the stock wait for goods; what waits for it now.

    The caller holds the levels' locks, and drops the holds.
    """
    await run(
        db,
        "INSERT INTO backorders (variant_id, order_id, quantity, placed_at)"
        " SELECT variant_id, order_id, backordered, %(placed_at)s FROM holds"
        " WHERE order_id = %(order_id)s AND backordered > 0"
        # An edit may add units to an order that waits for some already: it keeps its place.
        " ON CONFLICT (variant_id, order_id)"
        " DO UPDATE SET quantity = backorders.quantity + excluded.quantity",
        order_id=order_id,
        placed_at=placed_at,
    )
    return await of_orders(db, [order_id])


async def of_orders(db: AsyncConnection, order_ids: Sequence[UUID]) -> list[Backorder]:
    return await rows(
        db,
        Backorder,
        "SELECT order_id, variant_id, quantity, placed_at, due, delays FROM backorders"
        " WHERE order_id = ANY(%(ids)s) ORDER BY order_id, variant_id",
        ids=list(order_ids),
    )


async def held_beyond(db: AsyncConnection, order_id: UUID) -> list[Backorder]:
    """What an unpaid order would wait for."""
    return await rows(
        db,
        Backorder,
        "SELECT order_id, variant_id, backordered AS quantity, expires_at AS placed_at,"
        " NULL::date AS due, 0 AS delays FROM holds"
        " WHERE order_id = %(id)s AND backordered > 0 ORDER BY variant_id",
        id=order_id,
    )


async def position(db: AsyncConnection, variant_id: UUID, order_id: UUID) -> int:
    """How many units must come until the last one of this order is there."""
    found = await first(
        db,
        int,
        "SELECT (sum(e.quantity) - max(greatest(0, l.on_hand - l.held)))::int FROM backorders b"
        " JOIN backorders e ON e.variant_id = b.variant_id"
        " AND (e.placed_at, e.order_id) <= (b.placed_at, b.order_id)"
        " JOIN stock_levels l ON l.variant_id = b.variant_id"
        " WHERE b.variant_id = %(variant_id)s AND b.order_id = %(order_id)s"
        " GROUP BY b.order_id",
        variant_id=variant_id,
        order_id=order_id,
    )
    return found or 0


async def set_due(
    db: AsyncConnection, variant_id: UUID, order_id: UUID, due: date | None, *, delays: int
) -> None:
    await run(
        db,
        "UPDATE backorders SET due = %(due)s, delays = %(delays)s"
        " WHERE variant_id = %(variant_id)s AND order_id = %(order_id)s",
        variant_id=variant_id,
        order_id=order_id,
        due=due,
        delays=delays,
    )


async def next_served(db: AsyncConnection, variant_id: UUID) -> Backorder | None:
    """The oldest paid order that waits for a variant of which something lies there."""
    return await first(
        db,
        Backorder,
        "SELECT b.order_id, b.variant_id, b.quantity, b.placed_at, b.due, b.delays"
        " FROM backorders b JOIN stock_levels l USING (variant_id)"
        " WHERE b.variant_id = %(id)s AND l.on_hand > l.held"
        " ORDER BY b.placed_at, b.order_id LIMIT 1",
        id=variant_id,
    )


async def servable(db: AsyncConnection, limit: int) -> list[UUID]:
    """Variants that lie there while paid orders wait for them."""
    return await rows(
        db,
        UUID,
        "SELECT l.variant_id FROM stock_levels l WHERE l.backordered > 0 AND l.on_hand > l.held"
        " AND EXISTS (SELECT FROM backorders b WHERE b.variant_id = l.variant_id)"
        " ORDER BY l.variant_id LIMIT %(limit)s",
        limit=limit,
    )


async def less(db: AsyncConnection, order_id: UUID, variant_id: UUID, units: int) -> int:
    """An order waits for so many fewer of a variant, never fewer than none; how many that were.

    The caller holds the level's lock.
    """
    found = await first(
        db,
        int,
        "WITH was AS (SELECT quantity, least(quantity, %(units)s::int) AS off FROM backorders"
        " WHERE variant_id = %(variant_id)s AND order_id = %(order_id)s FOR UPDATE),"
        " gone AS (DELETE FROM backorders b USING was WHERE b.variant_id = %(variant_id)s"
        " AND b.order_id = %(order_id)s AND was.off = was.quantity),"
        " fewer AS (UPDATE backorders b SET quantity = b.quantity - was.off FROM was"
        " WHERE b.variant_id = %(variant_id)s AND b.order_id = %(order_id)s"
        " AND was.off < was.quantity),"
        " level AS (UPDATE stock_levels l SET backordered = l.backordered - was.off FROM was"
        " WHERE l.variant_id = %(variant_id)s)"
        " SELECT off FROM was",
        order_id=order_id,
        variant_id=variant_id,
        units=units,
    )
    return found or 0


async def overdue(db: AsyncConnection, *, today: date, limit: int) -> list[UUID]:
    """Orders that wait for goods which were promised for a day before today."""
    return await rows(
        db,
        UUID,
        "SELECT order_id FROM backorders WHERE due < %(today)s GROUP BY order_id"
        " ORDER BY min(due), order_id LIMIT %(limit)s",
        today=today,
        limit=limit,
    )


async def waiting_for(db: AsyncConnection, variant_id: UUID, limit: int) -> list[UUID]:
    """Orders that wait for a variant, oldest first."""
    return await rows(
        db,
        UUID,
        "SELECT order_id FROM backorders WHERE variant_id = %(id)s"
        " ORDER BY placed_at, order_id LIMIT %(limit)s",
        id=variant_id,
        limit=limit,
    )
