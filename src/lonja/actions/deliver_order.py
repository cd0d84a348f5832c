"""Parcels have arrived, or came back to the sender."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import follow_parcels
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import ShipmentStatus
from lonja.kernel import audit, outbox
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus


async def deliver(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID | None = None,
    actor: str,
    now: datetime,
) -> None:
    """Mark a parcel as delivered, or all that have left; the buyer hears of the last one.

    A parcel that has arrived already changes nothing.
    """
    order = await orders.lock(db, order_id)
    if shipment_id is None:
        orders.require(order.status, OrderStatus.DELIVERED)
    moved = [
        await fulfilment.move(
            db, order_id=order_id, shipment_id=one, to=ShipmentStatus.DELIVERED, now=now
        )
        for one in await _arriving(db, order_id, shipment_id)
    ]
    if shipment_id is not None and not any(moved):
        return
    if await fulfilment.units_of(db, order_id):
        to = await follow_parcels.follow(db, order, event="parcel_delivered", actor=actor, now=now)
    else:  # it came in by a file
        to = OrderStatus.DELIVERED
        await orders.move(db, order=order, to=OrderStatus.DELIVERED, at=now, actor=actor)
    if to is OrderStatus.DELIVERED:
        await outbox.put(db, OrderMail(order_id, "order_delivered"))
    await audit.record(
        db, at=now, actor=actor, action="order_delivered", subject=f"order:{order.number}"
    )


async def return_to_sender(
    db: AsyncConnection, *, order_id: UUID, shipment_id: UUID, actor: str, now: datetime
) -> None:
    """A parcel came back undelivered: its goods lie ready again where they left from."""
    order = await orders.lock(db, order_id)
    if not await fulfilment.move(
        db,
        order_id=order_id,
        shipment_id=shipment_id,
        to=ShipmentStatus.RETURNED_TO_SENDER,
        now=now,
    ):
        return
    await follow_parcels.follow(
        db, order, event="parcel_returned", actor=actor, now=now, is_news=False
    )
    await audit.record(
        db, at=now, actor=actor, action="parcel_returned", subject=f"order:{order.number}"
    )


async def _arriving(db: AsyncConnection, order_id: UUID, shipment_id: UUID | None) -> list[UUID]:
    if shipment_id is not None:
        return [shipment_id]
    return [
        one.id
        for one in await fulfilment.shipments_of(db, order_id)
        if one.status is ShipmentStatus.SHIPPED
    ]
