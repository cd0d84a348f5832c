"""The door to parcels."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import _store
from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.orders import api as orders


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


async def ship(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    carrier: str,
    tracking: str,
    actor: str,
    now: datetime,
) -> bool:
    """Send a confirmed order out; False when this very parcel was sent before.

    The caller chooses `shipment_id`, so that a double click sends one parcel and one mail.
    """
    order = await orders.lock(db, order_id)
    sent = await _store.find(db, order_id, shipment_id)
    if sent is not None:
        if (sent.carrier, sent.tracking) != (carrier, tracking):
            raise ShipmentIdTaken("this id belongs to a parcel with other facts")
        return False
    if not orders.may_move(order.status, "shipped"):
        raise orders.WrongStatus(
            f"an order that is {order.status} cannot be shipped", status=order.status
        )
    await _store.insert(
        db,
        order_id=order_id,
        shipment_id=shipment_id,
        carrier=carrier,
        tracking=tracking,
        actor=actor,
        now=now,
    )
    await orders.move(
        db, order=order, to="shipped", at=now, actor=actor, carrier=carrier, tracking=tracking
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="order_shipped",
        subject=f"order:{order.number}",
        carrier=carrier,
        tracking=tracking,
    )
    return True


async def shipments_of(db: AsyncConnection, order_id: UUID) -> list[Shipment]:
    return [
        Shipment(row.id, row.carrier, row.tracking, row.shipped_at, row.actor)
        for row in await _store.shipments(db, order_id)
    ]
