"""The SQL of the board: what is to be picked, packed and shipped, where, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class Task:
    """Units of an order at a location that wait for the same hand; in no parcel yet without an id.

    `place` tells tasks of one order apart.
    """

    order_id: UUID
    shipment_id: UUID | None
    location: str
    units: int
    lines: int
    since: datetime
    status: str
    place: str


@dataclass(frozen=True, slots=True)
class TaskCounts:
    to_pick: int
    to_pack: int
    to_ship: int
    to_hand_over: int
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class WaitingAt:
    """Paid goods that are still at a location: units in no parcel yet, and open parcels."""

    ready_units: int
    parcels: int


@dataclass(frozen=True, slots=True)
class PickLine:
    """Units of an order's line that are to be picked."""

    order_id: UUID
    shipment_id: UUID
    line: int
    quantity: int


_OPEN: Final = "('pending', 'picked', 'packed', 'ready_for_pickup')"
_TASKS: Final = (
    "WITH tasks AS ("
    "SELECT order_id, NULL::uuid AS shipment_id, location, sum(quantity)::int AS units,"
    " count(*)::int AS lines, min(since) AS since, 'ready' AS status, location AS place"
    " FROM allocations GROUP BY order_id, location"
    " UNION ALL SELECT s.order_id, s.id, s.location, sum(l.quantity)::int, count(*)::int,"
    " s.created_at, s.status, s.id::text FROM shipments s JOIN shipment_lines l"
    " ON l.order_id = s.order_id AND l.shipment_id = s.id"
    " WHERE s.status IN ('pending', 'picked', 'packed', 'ready_for_pickup') GROUP BY s.order_id, s.id"
    " UNION ALL SELECT order_id, NULL, '', sum(waiting)::int, count(*)::int, min(placed_at),"
    " 'waiting', 'waiting' FROM line_units WHERE waiting > 0 GROUP BY order_id)"
)


async def tasks(
    db: AsyncConnection,
    *,
    statuses: Sequence[str],
    location: str | None,
    before: datetime | None,
    after: tuple[datetime, UUID, str] | None,
    limit: int,
) -> list[Task]:
    """Oldest first; only those older than `before`."""
    since, order_id, place = after or (None, None, None)
    return await rows(
        db,
        Task,
        _TASKS + " SELECT order_id, shipment_id, location, units, lines, since, status, place"
        " FROM tasks WHERE status = ANY(%(statuses)s)"
        " AND (%(location)s::text IS NULL OR location = %(location)s)"
        " AND (%(before)s::timestamptz IS NULL OR since < %(before)s)"
        " AND (%(since)s::timestamptz IS NULL"
        " OR (since, order_id, place) > (%(since)s, %(order_id)s, %(place)s))"
        " ORDER BY since, order_id, place LIMIT %(limit)s",
        statuses=list(statuses),
        location=location,
        before=before,
        since=since,
        order_id=order_id,
        place=place,
        limit=limit,
    )


async def count(db: AsyncConnection, *, location: str | None, before: datetime) -> TaskCounts:
    return await one(
        db,
        TaskCounts,
        _TASKS + " SELECT count(*) FILTER (WHERE status IN ('ready', 'pending')) AS to_pick,"
        " count(*) FILTER (WHERE status = 'picked') AS to_pack,"
        " count(*) FILTER (WHERE status = 'packed') AS to_ship,"
        " count(*) FILTER (WHERE status = 'ready_for_pickup') AS to_hand_over,"
        " count(*) FILTER (WHERE status = 'waiting') AS waiting,"
        " count(*) FILTER (WHERE status NOT IN ('waiting', 'ready_for_pickup') AND since < %(before)s) AS overdue"
        " FROM tasks WHERE (%(location)s::text IS NULL OR location = %(location)s)",
        location=location,
        before=before,
    )


async def pick_lines(db: AsyncConnection, location: str, limit: int) -> list[PickLine]:
    """What the oldest parcels that were begun at a location need."""
    return await rows(
        db,
        PickLine,
        "WITH oldest AS (SELECT order_id, id FROM shipments"
        " WHERE status = 'pending' AND location = %(location)s"
        " ORDER BY created_at, order_id, id LIMIT %(limit)s)"
        " SELECT l.order_id, l.shipment_id, l.line, l.quantity FROM oldest o"
        " JOIN shipment_lines l ON l.order_id = o.order_id AND l.shipment_id = o.id"
        " ORDER BY l.order_id, l.shipment_id, l.line",
        location=location,
        limit=limit,
    )


async def waiting_at(db: AsyncConnection, location: str) -> WaitingAt:
    return await one(
        db,
        WaitingAt,
        "SELECT coalesce((SELECT sum(quantity) FROM allocations WHERE location = %(location)s), 0)"
        "::bigint AS ready_units,"
        " (SELECT count(*) FROM shipments WHERE location = %(location)s"
        f" AND status IN {_OPEN}) AS parcels",
        location=location,
    )


async def uncollected(
    db: AsyncConnection, *, before: datetime, only_silent: bool, limit: int
) -> list[UUID]:
    """Orders whose goods lie ready since before then; `only_silent`: whose buyers nobody reminded."""
    return await rows(
        db,
        UUID,
        "SELECT order_id FROM shipments WHERE status = 'ready_for_pickup'"
        " AND ready_at < %(before)s AND (NOT %(only_silent)s OR reminded_at IS NULL)"
        " GROUP BY order_id ORDER BY min(ready_at), order_id LIMIT %(limit)s",
        before=before,
        only_silent=only_silent,
        limit=limit,
    )


async def mark_reminded(db: AsyncConnection, order_id: UUID, now: datetime) -> bool:
    return bool(
        await run(
            db,
            "UPDATE shipments SET reminded_at = %(now)s WHERE order_id = %(order_id)s"
            " AND status = 'ready_for_pickup' AND reminded_at IS NULL",
            order_id=order_id,
            now=now,
        )
    )


async def ready_since(db: AsyncConnection, order_id: UUID) -> datetime | None:
    return await first(
        db,
        datetime,
        "SELECT min(ready_at) FROM shipments WHERE order_id = %(order_id)s"
        " AND status = 'ready_for_pickup'",
        order_id=order_id,
    )
