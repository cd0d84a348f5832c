"""The parcel has arrived."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit, outbox
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders


async def deliver(db: AsyncConnection, *, order_id: UUID, actor: str, now: datetime) -> None:
    """Mark a shipped order as delivered and write to its buyer."""
    order = await orders.lock(db, order_id)
    orders.require(order.status, orders.OrderStatus.DELIVERED)
    await orders.move(db, order=order, to=orders.OrderStatus.DELIVERED, at=now, actor=actor)
    await audit.record(
        db, at=now, actor=actor, action="order_delivered", subject=f"order:{order.number}"
    )
    await outbox.put(db, OrderMail(order_id, "order_delivered"))
