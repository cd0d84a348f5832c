"""All SQL of where units are and of parcels. The order's row lock guards all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment._line_units import Allocation, LineUnits, Shift, Shipment, ShipmentLine
from lonja.kernel.db import first, rows, run

MAX_SHOWN = 50
_COLUMNS = (
    "id, location, status, carrier, tracking, weight_g, length_mm, width_mm, height_mm,"
    " created_at, shipped_at, delivered_at, actor"
)


@dataclass(frozen=True, slots=True)
class _PackedLine:
    shipment_id: UUID
    line: int
    quantity: int


@dataclass(frozen=True, slots=True)
class OnItsWay:
    order_id: UUID
    id: UUID


async def on_their_way(db: AsyncConnection, *, before: datetime, limit: int) -> list[OnItsWay]:
    """Parcels that left before then, oldest first."""
    return await rows(
        db,
        OnItsWay,
        "SELECT order_id, id FROM shipments WHERE status = 'shipped' AND shipped_at < %(before)s"
        " ORDER BY shipped_at, order_id, id LIMIT %(limit)s",
        before=before,
        limit=limit,
    )


async def with_tracking(db: AsyncConnection, *, carrier: str, tracking: str) -> list[OnItsWay]:
    """The carrier's parcels that left under this number, newest first; its name in any case."""
    return await rows(
        db,
        OnItsWay,
        "SELECT order_id, id FROM shipments WHERE tracking = %(tracking)s AND tracking <> ''"
        " AND lower(carrier) = lower(%(carrier)s) AND shipped_at IS NOT NULL"
        " ORDER BY shipped_at DESC, order_id, id LIMIT 20",
        carrier=carrier,
        tracking=tracking,
    )


async def insert_units(
    db: AsyncConnection,
    *,
    order_id: UUID,
    lines: Sequence[int],
    variant_ids: Sequence[UUID | None],
    ordered: Sequence[int],
    allocated: Sequence[int],
    placed_at: datetime,
) -> None:
    """What of an order's lines is not allocated waits for stock."""
    await run(
        db,
        "INSERT INTO line_units (order_id, line, variant_id, ordered, allocated, waiting, placed_at)"
        " SELECT %(order_id)s, w.line, w.variant_id, w.ordered, w.allocated,"
        " w.ordered - w.allocated, %(placed_at)s"
        " FROM unnest(%(lines)s::int[], %(variants)s::uuid[], %(ordered)s::int[],"
        " %(allocated)s::int[]) AS w(line, variant_id, ordered, allocated) ON CONFLICT DO NOTHING",
        order_id=order_id,
        lines=list(lines),
        variants=list(variant_ids),
        ordered=list(ordered),
        allocated=list(allocated),
        placed_at=placed_at,
    )


async def grow_units(
    db: AsyncConnection,
    *,
    order_id: UUID,
    lines: Sequence[int],
    variant_ids: Sequence[UUID | None],
    ordered: Sequence[int],
    allocated: Sequence[int],
    placed_at: datetime,
) -> None:
    """So many more of each line; what is not allocated waits for stock."""
    await run(
        db,
        "INSERT INTO line_units AS u (order_id, line, variant_id, ordered, allocated, waiting,"
        " placed_at) SELECT %(order_id)s, w.line, w.variant_id, w.ordered, w.allocated,"
        " w.ordered - w.allocated, %(placed_at)s"
        " FROM unnest(%(lines)s::int[], %(variants)s::uuid[], %(ordered)s::int[],"
        " %(allocated)s::int[]) AS w(line, variant_id, ordered, allocated)"
        " ON CONFLICT (order_id, line) DO UPDATE SET ordered = u.ordered + excluded.ordered,"
        " allocated = u.allocated + excluded.allocated, waiting = u.waiting + excluded.waiting",
        order_id=order_id,
        lines=list(lines),
        variants=list(variant_ids),
        ordered=list(ordered),
        allocated=list(allocated),
        placed_at=placed_at,
    )


async def units(db: AsyncConnection, order_id: UUID) -> list[LineUnits]:
    return await rows(
        db,
        LineUnits,
        "SELECT line, variant_id, ordered, allocated, waiting, in_parcels, shipped, cancelled"
        " FROM line_units WHERE order_id = %(order_id)s ORDER BY line LIMIT 1000",
        order_id=order_id,
    )


async def shift(db: AsyncConnection, order_id: UUID, shifts: Sequence[Shift]) -> None:
    """Move units of lines from place to place; CHECKs refuse what is not there."""
    columns = list(zip(*(astuple(one) for one in shifts), strict=True))
    await run(
        db,
        "UPDATE line_units u SET allocated = u.allocated + w.allocated,"
        " waiting = u.waiting + w.waiting, in_parcels = u.in_parcels + w.in_parcels,"
        " shipped = u.shipped + w.shipped, cancelled = u.cancelled + w.cancelled"
        " FROM (SELECT line, sum(allocated)::int AS allocated, sum(waiting)::int AS waiting,"
        " sum(in_parcels)::int AS in_parcels, sum(shipped)::int AS shipped,"
        " sum(cancelled)::int AS cancelled FROM unnest(%(lines)s::int[], %(allocated)s::int[],"
        " %(waiting)s::int[], %(in_parcels)s::int[], %(shipped)s::int[], %(cancelled)s::int[])"
        " AS each(line, allocated, waiting, in_parcels, shipped, cancelled) GROUP BY line) w"
        " WHERE u.order_id = %(order_id)s AND u.line = w.line",
        order_id=order_id,
        lines=list(columns[0]),
        allocated=list(columns[1]),
        waiting=list(columns[2]),
        in_parcels=list(columns[3]),
        shipped=list(columns[4]),
        cancelled=list(columns[5]),
    )


async def allocations(db: AsyncConnection, order_id: UUID) -> list[Allocation]:
    return await rows(
        db,
        Allocation,
        "SELECT line, location, quantity FROM allocations WHERE order_id = %(order_id)s"
        " ORDER BY line, location LIMIT 1000",
        order_id=order_id,
    )


async def put_allocations(
    db: AsyncConnection, order_id: UUID, changes: Sequence[Allocation], now: datetime
) -> None:
    """Add units to allocations, or take them (below zero); what is empty then is gone."""
    await run(
        db,
        "WITH each AS (SELECT line, location, sum(quantity)::int AS quantity"
        " FROM unnest(%(lines)s::int[], %(locations)s::text[], %(quantities)s::int[])"
        " AS w(line, location, quantity) GROUP BY 1, 2),"
        " changed AS (UPDATE allocations a SET quantity = a.quantity + each.quantity FROM each"
        " WHERE a.order_id = %(order_id)s AND a.line = each.line AND a.location = each.location"
        " RETURNING a.line, a.location)"
        " INSERT INTO allocations (order_id, line, location, quantity, since)"
        " SELECT %(order_id)s, line, location, quantity, %(now)s FROM each"
        " WHERE (line, location) NOT IN (SELECT line, location FROM changed)",
        order_id=order_id,
        lines=[one.line for one in changes],
        locations=[one.location for one in changes],
        quantities=[one.quantity for one in changes],
        now=now,
    )
    await run(
        db,
        "DELETE FROM allocations WHERE order_id = %(order_id)s AND quantity = 0",
        order_id=order_id,
    )


async def find(db: AsyncConnection, order_id: UUID, shipment_id: UUID) -> Shipment | None:
    found = await first(
        db,
        Shipment,
        f"SELECT {_COLUMNS} FROM shipments WHERE order_id = %(order_id)s AND id = %(id)s",
        order_id=order_id,
        id=shipment_id,
    )
    return (await _with_lines(db, order_id, [found]))[0] if found else None


async def shipments(db: AsyncConnection, order_id: UUID) -> list[Shipment]:
    """With what is in them, in the order in which they were made."""
    found = await rows(
        db,
        Shipment,
        f"SELECT {_COLUMNS} FROM shipments"
        " WHERE order_id = %(order_id)s ORDER BY created_at, id LIMIT %(limit)s",
        order_id=order_id,
        limit=MAX_SHOWN,
    )
    return await _with_lines(db, order_id, found)


async def _with_lines(
    db: AsyncConnection, order_id: UUID, found: Sequence[Shipment]
) -> list[Shipment]:
    packed = await rows(
        db,
        _PackedLine,
        "SELECT shipment_id, line, quantity FROM shipment_lines WHERE order_id = %(order_id)s"
        " AND shipment_id = ANY(%(ids)s) ORDER BY shipment_id, line",
        order_id=order_id,
        ids=[one.id for one in found],
    )
    return [
        replace(
            one,
            lines=tuple(
                ShipmentLine(line.line, line.quantity)
                for line in packed
                if line.shipment_id == one.id
            ),
        )
        for one in found
    ]


async def insert(db: AsyncConnection, order_id: UUID, shipment: Shipment) -> None:
    await run(
        db,
        "WITH made AS (INSERT INTO shipments (order_id, id, location, status, carrier, tracking,"
        " created_at, actor) VALUES (%(order_id)s, %(id)s, %(location)s, %(status)s, %(carrier)s,"
        " %(tracking)s, %(now)s, %(actor)s))"
        " INSERT INTO shipment_lines (order_id, shipment_id, line, quantity)"
        " SELECT %(order_id)s, %(id)s, line, quantity"
        " FROM unnest(%(lines)s::int[], %(quantities)s::int[]) AS w(line, quantity)",
        order_id=order_id,
        id=shipment.id,
        location=shipment.location,
        status=shipment.status,
        carrier=shipment.carrier,
        tracking=shipment.tracking,
        now=shipment.created_at,
        actor=shipment.actor,
        lines=[one.line for one in shipment.lines],
        quantities=[one.quantity for one in shipment.lines],
    )


async def move(
    db: AsyncConnection, order_id: UUID, shipment_id: UUID, status: str, now: datetime
) -> None:
    await run(
        db,
        "UPDATE shipments SET status = %(status)s,"
        " shipped_at = CASE WHEN %(status)s = 'shipped' THEN %(now)s ELSE shipped_at END,"
        " delivered_at = CASE WHEN %(status)s = 'delivered' THEN %(now)s ELSE delivered_at END,"
        " ready_at = CASE WHEN %(status)s = 'ready_for_pickup' THEN %(now)s ELSE ready_at END,"
        " reminded_at = CASE WHEN %(status)s = 'ready_for_pickup' THEN NULL ELSE reminded_at END"
        " WHERE order_id = %(order_id)s AND id = %(id)s",
        order_id=order_id,
        id=shipment_id,
        status=status,
        now=now,
    )


async def describe(
    db: AsyncConnection, order_id: UUID, shipment_id: UUID, facts: Mapping[str, Any]
) -> None:
    """Who carries it under which number, and what it weighs and measures; None keeps a fact."""
    await run(
        db,
        "UPDATE shipments SET carrier = coalesce(%(carrier)s, carrier),"
        " tracking = coalesce(%(tracking)s, tracking), weight_g = coalesce(%(weight_g)s, weight_g),"
        " length_mm = coalesce(%(length_mm)s, length_mm),"
        " width_mm = coalesce(%(width_mm)s, width_mm),"
        " height_mm = coalesce(%(height_mm)s, height_mm)"
        " WHERE order_id = %(order_id)s AND id = %(id)s",
        order_id=order_id,
        id=shipment_id,
        **facts,
    )


async def take_from(
    db: AsyncConnection, order_id: UUID, shipment_id: UUID, taken: Sequence[ShipmentLine]
) -> None:
    """Units leave a parcel that is being packed; a line that is empty then is gone from it."""
    await run(
        db,
        "WITH each AS (SELECT * FROM unnest(%(lines)s::int[], %(quantities)s::int[])"
        " AS w(line, quantity)), gone AS (DELETE FROM shipment_lines s USING each"
        " WHERE s.order_id = %(order_id)s AND s.shipment_id = %(id)s AND s.line = each.line"
        " AND s.quantity = each.quantity)"
        " UPDATE shipment_lines s SET quantity = s.quantity - each.quantity FROM each"
        " WHERE s.order_id = %(order_id)s AND s.shipment_id = %(id)s AND s.line = each.line"
        " AND s.quantity > each.quantity",
        order_id=order_id,
        id=shipment_id,
        lines=[one.line for one in taken],
        quantities=[one.quantity for one in taken],
    )
