"""All SQL of `fulfilment`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run

MAX_SHOWN = 50
_COLUMNS = "id, carrier, tracking, shipped_at, actor"


@dataclass(frozen=True, slots=True)
class Shipment:
    id: UUID
    carrier: str
    tracking: str
    shipped_at: datetime
    actor: str


async def find(db: AsyncConnection, order_id: UUID, shipment_id: UUID) -> Shipment | None:
    return await first(
        db,
        Shipment,
        f"SELECT {_COLUMNS} FROM shipments WHERE order_id = %(order_id)s AND id = %(id)s",
        order_id=order_id,
        id=shipment_id,
    )


async def insert(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    carrier: str,
    tracking: str,
    actor: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO shipments (order_id, id, carrier, tracking, shipped_at, actor)"
        " VALUES (%(order_id)s, %(id)s, %(carrier)s, %(tracking)s, %(now)s, %(actor)s)",
        order_id=order_id,
        id=shipment_id,
        carrier=carrier,
        tracking=tracking,
        now=now,
        actor=actor,
    )


async def shipments(db: AsyncConnection, order_id: UUID) -> list[Shipment]:
    return await rows(
        db,
        Shipment,
        f"SELECT {_COLUMNS} FROM shipments"
        " WHERE order_id = %(order_id)s ORDER BY shipped_at, id LIMIT %(limit)s",
        order_id=order_id,
        limit=MAX_SHOWN,
    )
