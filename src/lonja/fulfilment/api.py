"""The door to parcels."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import _store
from lonja.fulfilment._store import Shipment
from lonja.fulfilment._tracking import tracking_url
from lonja.kernel.errors import Conflict

__all__ = ["Shipment", "ShipmentIdTaken", "is_sent", "send", "shipments_of", "tracking_url"]


class ShipmentIdTaken(Conflict):
    """The id was used for another parcel: a repeat must say the same."""

    code: ClassVar[str] = "shipment_id_taken"


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
    return await _store.shipments(db, order_id)
