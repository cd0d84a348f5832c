"""The door to parcels."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import _store
from lonja.kernel.errors import Conflict


class ShipmentIdTaken(Conflict):
    """The id was used for another parcel: a repeat must say the same."""

    code: ClassVar[str] = "shipment_id_taken"


@dataclass(frozen=True, slots=True)
class Shipment:
    id: UUID
    carrier: str
    tracking: str
    shipped_at: datetime
    actor: str


async def is_sent(
    db: AsyncConnection, *, order_id: UUID, shipment_id: UUID, carrier: str, tracking: str
) -> bool:
    """Whether this very parcel left before; the same id with other facts is refused."""
    sent = await _store.find(db, order_id, shipment_id)
    if sent is None:
        return False
    if (sent.carrier, sent.tracking) != (carrier, tracking):
        raise ShipmentIdTaken("this id belongs to a parcel with other facts")
    return True


async def send(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    carrier: str,
    tracking: str,
    actor: str,
    now: datetime,
) -> None:
    """Write down a parcel that leaves; whether it may leave is asked in `actions.ship_order`."""
    await _store.insert(
        db,
        order_id=order_id,
        shipment_id=shipment_id,
        carrier=carrier,
        tracking=tracking,
        actor=actor,
        now=now,
    )


async def shipments_of(db: AsyncConnection, order_id: UUID) -> list[Shipment]:
    return [
        Shipment(row.id, row.carrier, row.tracking, row.shipped_at, row.actor)
        for row in await _store.shipments(db, order_id)
    ]
