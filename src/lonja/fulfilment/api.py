"""The door to parcels, and to where each unit of a paid order is."""

from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import _store
from lonja.fulfilment._board_store import PickLine, Task, TaskCounts
from lonja.fulfilment._boards import OVERDUE_AFTER, WAVE, Queue, count_tasks, pick_list, tasks
from lonja.fulfilment._line_units import (
    Allocation,
    LineUnits,
    NotAllocated,
    Shipment,
    ShipmentLine,
)
from lonja.fulfilment._moving import (
    GONE,
    OPEN,
    SHIPMENT_MOVES,
    ShipmentStatus,
    WrongShipmentStatus,
    standing,
)
from lonja.fulfilment._shipments import (
    CalledOff,
    NothingReady,
    ShipmentIdTaken,
    UnknownShipment,
    call_off,
    get,
    is_sent,
    move,
    open_units,
    place_anywhere,
    plan,
    relocate,
    standing_of,
)
from lonja.fulfilment._tracking import tracking_url

__all__ = [
    "GONE",
    "OPEN",
    "OVERDUE_AFTER",
    "SHIPMENT_MOVES",
    "WAVE",
    "Allocation",
    "CalledOff",
    "LineUnits",
    "NotAllocated",
    "NothingReady",
    "PickLine",
    "Queue",
    "Shipment",
    "ShipmentIdTaken",
    "ShipmentLine",
    "ShipmentStatus",
    "Task",
    "TaskCounts",
    "UnknownShipment",
    "WrongShipmentStatus",
    "allocations_of",
    "call_off",
    "count_tasks",
    "get",
    "is_sent",
    "move",
    "open_units",
    "pick_list",
    "place_anywhere",
    "plan",
    "relocate",
    "shipments_of",
    "standing",
    "standing_of",
    "tasks",
    "tracking_url",
    "units_of",
]


async def shipments_of(db: AsyncConnection, order_id: UUID) -> list[Shipment]:
    return await _store.shipments(db, order_id)


async def units_of(db: AsyncConnection, order_id: UUID) -> list[LineUnits]:
    """Where the units of each line are; empty of an order that was never paid here."""
    return await _store.units(db, order_id)


async def allocations_of(db: AsyncConnection, order_id: UUID) -> list[Allocation]:
    """What lies ready, by line and location."""
    return await _store.allocations(db, order_id)
