"""Goods that were on their way are there: they are in stock, and who waits for them is served."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory import api as inventory
from lonja.inventory.api import IncomingStatus
from lonja.kernel.errors import Invalid


async def receive(
    db: AsyncConnection, *, incoming_id: UUID, units: int, actor: str, now: datetime
) -> None:
    """So many units of a delivery came, however many were expected; a repeat writes nothing twice."""
    if not 1 <= units <= inventory.MAX_MOVE:
        raise Invalid(f"between 1 and {inventory.MAX_MOVE} units", field="units")
    was = await inventory.end_incoming(
        db,
        incoming_id=incoming_id,
        status=IncomingStatus.RECEIVED,
        received=units,
        actor=actor,
        now=now,
    )
    if was is None:
        return
    await inventory.adjust(
        db,
        [inventory.Change(was.variant_id, was.location, units)],
        kind="receipt",
        actor=actor,
        note=was.note,
        now=now,
    )


async def call_off(db: AsyncConnection, *, incoming_id: UUID, actor: str, now: datetime) -> None:
    """Nobody expects them any more; promises that rested on them are made anew."""
    await inventory.end_incoming(
        db, incoming_id=incoming_id, status=IncomingStatus.CANCELLED, actor=actor, now=now
    )
