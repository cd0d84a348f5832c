"""Goods wait in a store until their buyer comes: made ready, handed over, or given up in the end."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import allocate_order, cancel_order, follow_parcels, ship_order, want_document
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import ShipmentStatus
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders


class NotPickedUp(Conflict):
    """The order is sent: nobody comes for it."""

    code: ClassVar[str] = "not_a_pickup"


class WrongPickupNumber(Invalid):
    """What the buyer showed is not this order's number."""

    code: ClassVar[str] = "wrong_pickup_number"


async def make_ready(
    db: AsyncConnection, *, order_id: UUID, shipment_id: UUID, actor: str, now: datetime
) -> None:
    """All that is still here lies ready in the store, and the buyer is told; a repeat changes nothing."""
    order = await _lock(db, order_id)
    orders.require_may_leave(order.status, held_at=order.held_at)
    await allocate_order.open_if_new(db, order, now=now)
    if await fulfilment.allocations_of(db, order_id):
        await fulfilment.plan(db, order_id=order_id, shipment_id=shipment_id, actor=actor, now=now)
    moved = [
        await fulfilment.move(
            db,
            order_id=order_id,
            shipment_id=one.id,
            to=ShipmentStatus.READY_FOR_PICKUP,
            now=now,
        )
        for one in await fulfilment.shipments_of(db, order_id)
        if one.status in fulfilment.OPEN
    ]
    if not moved:
        raise fulfilment.NothingReady("no unit lies ready", waiting=0)
    if not any(moved):
        return
    await orders.add_event(db, order_id=order_id, kind="ready_for_pickup", at=now, actor=actor)
    orders.touched(db, order)
    await _record(db, order, "order_made_ready", actor=actor, now=now)
    await outbox.put(db, OrderMail(order_id, "order_ready"))


async def hand_over(
    db: AsyncConnection, *, order_id: UUID, shown: str, actor: str, now: datetime
) -> None:
    """Its buyer has it, having `shown` its number; refused while its money is missing.

    What was handed over already changes nothing.
    """
    order = await _lock(db, order_id)
    if _plain(shown) != _plain(order.number):
        raise WrongPickupNumber("that is not the number of this order", field="shown")
    if order.status is orders.OrderStatus.DELIVERED:
        return
    await ship_order.check_paid(db, order)
    waiting = [
        one
        for one in await fulfilment.shipments_of(db, order_id)
        if one.status is ShipmentStatus.READY_FOR_PICKUP
    ]
    if not waiting:
        raise fulfilment.NothingReady("nothing of this order lies ready", waiting=0)
    for to in (ShipmentStatus.SHIPPED, ShipmentStatus.DELIVERED):
        for one in waiting:
            await fulfilment.move(db, order_id=order_id, shipment_id=one.id, to=to, now=now)
        order = await orders.lock(db, order_id)
        await follow_parcels.follow(
            db, order, actor=actor, now=now, is_news=to is ShipmentStatus.DELIVERED
        )
    await _record(db, order, "order_handed_over", actor=actor, now=now)
    await want_document.of_sale(db, order_id, now=now)


async def remind(db: AsyncConnection, *, order_id: UUID, now: datetime) -> None:
    """Write to a buyer who has not come yet; once for each time that it was made ready."""
    order = await _lock(db, order_id)
    if await fulfilment.mark_reminded(db, order_id, now=now):
        await outbox.put(db, OrderMail(order_id, "pickup_reminder"))
        orders.touched(db, order)


async def give_up(db: AsyncConnection, *, order_id: UUID, now: datetime) -> None:
    """Nobody came: the order is cancelled, what was paid goes back, its goods are for sale again."""
    order = await _lock(db, order_id)
    if orders.may_move(order.status, orders.OrderStatus.CANCELLED):
        await cancel_order.cancel(
            db,
            order_id=order_id,
            reason=cancel_order.CancelReason.NOT_PICKED_UP,
            actor="shop",
            now=now,
        )


async def _lock(db: AsyncConnection, order_id: UUID) -> orders.Order:
    order = await orders.lock(db, order_id)
    if order.pickup_location is None:
        raise NotPickedUp("this order is sent, nobody picks it up")
    return order


async def _record(
    db: AsyncConnection, order: orders.Order, action: str, *, actor: str, now: datetime
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"order:{order.number}",
        location=order.pickup_location,
    )


def _plain(number: str) -> str:
    return "".join(one for one in number.upper() if one.isalnum())
