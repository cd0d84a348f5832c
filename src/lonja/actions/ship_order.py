"""Ships an order and notifies its buyer."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import refund_order, want_document
from lonja.fulfilment import api as fulfilment
from lonja.kernel import audit, outbox
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments


async def ship(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    carrier: str,
    tracking: str,
    although_not_captured: bool = False,
    actor: str,
    now: datetime,
) -> None:
    """Send a confirmed order out; the same parcel again changes nothing.

    Without the order's money only where somebody says so, which the audit log keeps.

    The caller chooses `shipment_id`, so that a double click sends one parcel and one mail.
    """
    order = await orders.lock(db, order_id)
    if await fulfilment.is_sent(
        db, order_id=order_id, shipment_id=shipment_id, carrier=carrier, tracking=tracking
    ):
        return
    orders.require(order.status, orders.OrderStatus.SHIPPED)
    if order.held_at is not None:
        raise orders.WrongStatus(
            "this order is on hold", status=str(order.status), reason="on_hold"
        )
    books = await refund_order.books_of(db, await orders.get(db, order_id))
    at_the_door = await payments.promised_minor(db, order_id)
    reason = payments.why_not_ship(books, due_minor=order.total_minor - at_the_door)
    is_unpaid = reason == "not_captured"
    if reason and not (is_unpaid and although_not_captured):
        words = "its money was not taken" if is_unpaid else "all of this order was refunded"
        raise orders.WrongStatus(words, status=str(order.status), reason=reason)
    await fulfilment.send(
        db,
        order_id=order_id,
        shipment_id=shipment_id,
        carrier=carrier,
        tracking=tracking,
        actor=actor,
        now=now,
    )
    await orders.move(
        db,
        order=order,
        to=orders.OrderStatus.SHIPPED,
        at=now,
        actor=actor,
        carrier=carrier,
        tracking=tracking,
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="order_shipped",
        subject=f"order:{order.number}",
        carrier=carrier,
        tracking=tracking,
        **({"although": "not_captured"} if is_unpaid else {}),
    )
    await outbox.put(db, OrderMail(order_id, "order_shipped"))
    await want_document.of_sale(db, order_id, now=now)
