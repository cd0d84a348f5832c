"""All SQL of stock. A level's row lock also guards the variant's rows in `stock_at`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._stock import (
    FreeStock,
    Imbalance,
    Location,
    LocationStock,
    Movement,
    PlacedQuantity,
    ShortStock,
    Stock,
    StockAt,
)
from lonja.kernel.db import one, rows, run


async def sellable(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[FreeStock]:
    return await rows(
        db,
        FreeStock,
        "SELECT l.variant_id, l.on_hand - l.held - l.backordered AS free, l.low_at,"
        " coalesce(t.kind, 'none') AS kind, coalesce(greatest(0, t.most - l.backordered), 0) AS room,"
        " t.day, t.days FROM stock_levels l LEFT JOIN backorder_terms t"
        " ON t.variant_id = l.variant_id AND (t.until IS NULL OR t.until > now())"
        " WHERE l.variant_id = ANY(%(ids)s)",
        ids=list(variant_ids),
    )


async def sellable_stock(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[StockAt]:
    return await rows(
        db,
        StockAt,
        "SELECT s.variant_id, s.location, s.on_hand FROM stock_at s"
        " JOIN locations l ON l.code = s.location AND l.sellable"
        " WHERE s.variant_id = ANY(%(ids)s) AND s.on_hand > 0"
        " ORDER BY l.position, l.code, s.variant_id",
        ids=list(variant_ids),
    )


async def sell(
    db: AsyncConnection,
    *,
    order_id: UUID,
    variant_ids: Sequence[UUID],
    locations: Sequence[str],
    quantities: Sequence[int],
    at: datetime,
    actor: str,
) -> None:
    """Turn an order's holds into movements out of places that have the goods.

    The caller holds the levels' locks. As many units are free as before.
    """
    await run(
        db,
        "WITH gone AS (DELETE FROM holds WHERE order_id = %(order_id)s"
        " RETURNING variant_id, quantity),"
        " moved AS (INSERT INTO stock_movements"
        " (variant_id, location, kind, quantity, at, order_id, actor, note)"
        " SELECT m.variant_id, m.location, 'sale', -m.quantity, %(at)s, %(order_id)s, %(actor)s, ''"
        " FROM unnest(%(ids)s::uuid[], %(locations)s::text[], %(quantities)s::int[])"
        " AS m(variant_id, location, quantity) RETURNING variant_id, location, quantity),"
        " placed AS (UPDATE stock_at s SET on_hand = s.on_hand + m.quantity FROM moved m"
        " WHERE s.variant_id = m.variant_id AND s.location = m.location),"
        " sums AS (SELECT variant_id, sum(quantity)::int AS quantity FROM moved GROUP BY 1)"
        " UPDATE stock_levels l SET on_hand = l.on_hand + sums.quantity,"
        " held = l.held - gone.quantity FROM gone JOIN sums USING (variant_id)"
        " WHERE l.variant_id = gone.variant_id",
        order_id=order_id,
        ids=list(variant_ids),
        locations=list(locations),
        quantities=list(quantities),
        at=at,
        actor=actor,
    )


async def lock_levels(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[Stock]:
    """Make missing levels, then lock all in sorted order."""
    await run(
        db,
        "INSERT INTO stock_levels (variant_id) SELECT unnest(%(ids)s::uuid[]) ORDER BY 1"
        " ON CONFLICT DO NOTHING",
        ids=sorted(variant_ids),
    )
    return await rows(
        db,
        Stock,
        "SELECT variant_id, on_hand, held, low_at, backordered, low_at_version FROM stock_levels"
        " WHERE variant_id = ANY(%(ids)s) ORDER BY variant_id FOR UPDATE",
        ids=list(variant_ids),
    )


async def stock_at(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[StockAt]:
    return await rows(
        db,
        StockAt,
        "SELECT variant_id, location, on_hand FROM stock_at WHERE variant_id = ANY(%(ids)s)"
        " ORDER BY variant_id, location",
        ids=list(variant_ids),
    )


async def move(
    db: AsyncConnection,
    *,
    variant_ids: Sequence[UUID],
    locations: Sequence[str],
    quantities: Sequence[int],
    kind: str,
    at: datetime,
    actor: str,
    note: str,
    order_id: UUID | None,
    import_id: UUID | None,
    stock_order_id: UUID | None = None,
) -> None:
    """Write ledger rows and apply them to the levels: the only way that stock on hand changes.

    The caller holds the levels' locks.
    """
    await run(
        db,
        "WITH moved AS (INSERT INTO stock_movements"
        " (variant_id, location, kind, quantity, at, order_id, import_id, actor, note, facts)"
        " SELECT m.variant_id, m.location, %(kind)s, m.quantity, %(at)s, %(order_id)s,"
        " %(import_id)s, %(actor)s, %(note)s,"
        " jsonb_strip_nulls(jsonb_build_object('stock_order', %(stock_order_id)s::text))"
        " FROM unnest(%(ids)s::uuid[], %(locations)s::text[], %(quantities)s::int[])"
        " AS m(variant_id, location, quantity) RETURNING variant_id, location, quantity),"
        " by_place AS (SELECT variant_id, location, sum(quantity)::int AS quantity FROM moved"
        " GROUP BY 1, 2),"
        " placed AS (UPDATE stock_at s SET on_hand = s.on_hand + p.quantity FROM by_place p"
        " WHERE s.variant_id = p.variant_id AND s.location = p.location"
        " RETURNING s.variant_id, s.location),"
        " new_place AS (INSERT INTO stock_at (variant_id, location, on_hand)"
        " SELECT variant_id, location, quantity FROM by_place"
        " WHERE (variant_id, location) NOT IN (SELECT variant_id, location FROM placed)),"
        " sums AS (SELECT variant_id, sum(quantity) AS quantity FROM moved"
        " JOIN locations ON code = location AND sellable GROUP BY 1)"
        " UPDATE stock_levels l SET on_hand = l.on_hand + sums.quantity FROM sums"
        " WHERE l.variant_id = sums.variant_id",
        ids=list(variant_ids),
        locations=list(locations),
        quantities=list(quantities),
        kind=kind,
        at=at,
        actor=actor,
        note=note,
        order_id=order_id,
        import_id=import_id,
        stock_order_id=stock_order_id,
    )


async def locations(db: AsyncConnection) -> list[Location]:
    return await rows(
        db,
        Location,
        "SELECT code, name, country, sellable, position, version, closed_at, site FROM locations"
        " WHERE closed_at IS NULL ORDER BY position, code LIMIT 200",
    )


async def ledger(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    before_id: int | None,
    until: datetime | None,
    limit: int,
) -> list[Movement]:
    return await rows(
        db,
        Movement,
        "SELECT id, location, kind, quantity, at, order_id, import_id, actor, note,"
        " (facts->>'stock_order')::uuid AS stock_order_id"
        " FROM stock_movements WHERE variant_id = %(id)s"
        " AND (%(before)s::bigint IS NULL OR id < %(before)s)"
        " AND (%(until)s::timestamptz IS NULL OR at <= %(until)s)"
        " ORDER BY id DESC LIMIT %(limit)s",
        id=variant_id,
        before=before_id,
        until=until,
        limit=limit,
    )


async def as_of(db: AsyncConnection, variant_id: UUID, at: datetime) -> list[LocationStock]:
    return await rows(
        db,
        LocationStock,
        "SELECT location, sum(quantity)::int AS on_hand FROM stock_movements"
        " WHERE variant_id = %(id)s AND at <= %(at)s GROUP BY location ORDER BY location",
        id=variant_id,
        at=at,
    )


async def moved_for(
    db: AsyncConnection, order_id: UUID, variant_ids: Sequence[UUID]
) -> list[PlacedQuantity]:
    """What has left for an order (negative), or came back beyond that, by variant and location."""
    return await rows(
        db,
        PlacedQuantity,
        "SELECT variant_id, location, sum(quantity)::int AS quantity FROM stock_movements"
        " WHERE order_id = %(order)s AND variant_id = ANY(%(ids)s)"
        " GROUP BY 1, 2 HAVING sum(quantity) <> 0 ORDER BY 1, 2",
        order=order_id,
        ids=list(variant_ids),
    )


async def moved_by(
    db: AsyncConnection, variant_ids: Sequence[UUID], import_id: UUID
) -> list[PlacedQuantity]:
    """What an import has moved and not taken back, by variant and location."""
    return await rows(
        db,
        PlacedQuantity,
        "SELECT variant_id, location, sum(quantity)::int AS quantity FROM stock_movements"
        " WHERE variant_id = ANY(%(ids)s) AND import_id = %(import_id)s"
        " GROUP BY 1, 2 HAVING sum(quantity) <> 0 ORDER BY 1, 2",
        ids=list(variant_ids),
        import_id=import_id,
    )


async def unbalanced(db: AsyncConnection, limit: int) -> list[Imbalance]:
    """Variants whose ledger, places, level and holds do not agree: there should be none."""
    return await rows(
        db,
        Imbalance,
        "SELECT l.variant_id, l.on_hand, l.held, coalesce(m.sum, 0)::bigint AS ledger,"
        " coalesce(s.sum, 0)::bigint AS placed, coalesce(h.sum, 0)::bigint AS holding,"
        " l.backordered, (coalesce(h.beyond, 0) + coalesce(b.sum, 0))::bigint AS owed"
        " FROM stock_levels l"
        " LEFT JOIN (SELECT variant_id, sum(quantity) FROM stock_movements"
        " JOIN locations ON code = location AND sellable GROUP BY 1) m"
        " USING (variant_id)"
        " LEFT JOIN (SELECT variant_id, sum(on_hand) FROM stock_at"
        " JOIN locations ON code = location AND sellable GROUP BY 1) s"
        " USING (variant_id)"
        " LEFT JOIN (SELECT variant_id, sum(quantity), sum(backordered) AS beyond FROM holds"
        " GROUP BY 1) h USING (variant_id)"
        " LEFT JOIN (SELECT variant_id, sum(quantity) FROM backorders GROUP BY 1) b"
        " USING (variant_id)"
        " WHERE l.on_hand <> coalesce(m.sum, 0) OR l.on_hand <> coalesce(s.sum, 0)"
        " OR l.held <> coalesce(h.sum, 0)"
        " OR l.backordered <> coalesce(h.beyond, 0) + coalesce(b.sum, 0) ORDER BY l.variant_id LIMIT %(limit)s",
        limit=limit,
    )


async def levels(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[Stock]:
    return await rows(
        db,
        Stock,
        "SELECT variant_id, on_hand, held, low_at, backordered, low_at_version FROM stock_levels"
        " WHERE variant_id = ANY(%(ids)s)",
        ids=list(variant_ids),
    )


_BY_FREE: Final = {
    "free": " AND (%(last)s::int IS NULL OR (on_hand - held - backordered, variant_id) > (%(last)s, %(id)s))"
    " ORDER BY on_hand - held - backordered, variant_id",
    "-free": " AND (%(last)s::int IS NULL OR (on_hand - held - backordered, variant_id) < (%(last)s, %(id)s))"
    " ORDER BY on_hand - held - backordered DESC, variant_id DESC",
}


async def by_free(
    db: AsyncConnection,
    *,
    only: str | None,
    sort: str,
    after: tuple[int, UUID] | None,
    limit: int,
) -> list[Stock]:
    """Read whole and sorted at each page: an index on free units would have to be written by each
    order, and costs the checkout more than it gives the list.
    """
    last, variant_id = after or (None, None)
    return await rows(
        db,
        Stock,
        "SELECT variant_id, on_hand, held, low_at, backordered, low_at_version FROM stock_levels"
        " WHERE (%(only)s::text IS NULL OR on_hand - held - backordered <= CASE WHEN %(only)s = 'sold_out'"
        " THEN 0 ELSE low_at END)" + _BY_FREE[sort] + " LIMIT %(limit)s",
        only=only,
        last=last,
        id=variant_id,
        limit=limit,
    )


async def count_short(db: AsyncConnection) -> ShortStock:
    return await one(
        db,
        ShortStock,
        "SELECT count(*) FILTER (WHERE on_hand - held - backordered <= 0) AS sold_out,"
        " count(*) FILTER (WHERE on_hand - held - backordered > 0) AS low FROM stock_levels"
        " WHERE on_hand - held - backordered <= low_at",
    )
