"""The board of the warehouse: who has what to do, and the list that one picks by."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import _board_store
from lonja.fulfilment._board_store import PickLine, Task, TaskCounts

OVERDUE_AFTER: Final = timedelta(hours=48)
WAVE: Final = 50
"""Parcels that are picked in one walk."""


class Queue(StrEnum):
    TO_PICK = "to_pick"
    TO_PACK = "to_pack"
    TO_SHIP = "to_ship"
    TO_HAND_OVER = "to_hand_over"
    WAITING = "waiting"
    OVERDUE = "overdue"


_STATUSES: Final = {
    Queue.TO_PICK: ("ready", "pending"),
    Queue.TO_PACK: ("picked",),
    Queue.TO_SHIP: ("packed",),
    Queue.TO_HAND_OVER: ("ready_for_pickup",),
    Queue.WAITING: ("waiting",),
    Queue.OVERDUE: ("ready", "pending", "picked", "packed"),
}


async def tasks(
    db: AsyncConnection,
    *,
    queue: Queue,
    location: str | None,
    after: tuple[datetime, UUID, str] | None = None,
    limit: int,
    now: datetime,
) -> list[Task]:
    """What waits in a queue, oldest first."""
    return await _board_store.tasks(
        db,
        statuses=_STATUSES[queue],
        location=location,
        before=now - OVERDUE_AFTER if queue is Queue.OVERDUE else None,
        after=after,
        limit=limit,
    )


async def count_tasks(db: AsyncConnection, *, location: str | None, now: datetime) -> TaskCounts:
    return await _board_store.count(db, location=location, before=now - OVERDUE_AFTER)


async def pick_list(db: AsyncConnection, *, location: str) -> list[PickLine]:
    """What the next walk through a location brings: a wave of parcels, oldest first."""
    return await _board_store.pick_lines(db, location, WAVE)
