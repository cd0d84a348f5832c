"""Money that is reserved at the checkout is taken when goods leave, when staff say so, or before it lapses."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments

_LEFT = frozenset({OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED})


class NothingReserved(Conflict):
    """No payment of this order waits for its goods."""

    code: ClassVar[str] = "nothing_reserved"


async def waits_for_goods(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised,
    *,
    now: datetime,
) -> bool:
    """Whether it stays reserved until goods leave, as the shop has set for this way to pay.

    Gift cards leave by mail, at once: an order that buys one is paid at once as well.
    """
    if not (await payment_methods.terms_of(db, attempt.method)).captures_on_shipping:
        return False
    lines = (await orders.get(db, order.id)).lines
    if any(line.is_gift_card for line in lines):
        return False
    return await payments.wait_for_goods(db, attempt, answer, now=now)


async def follow_goods(
    db: AsyncConnection, order_id: UUID, status: OrderStatus, *, now: datetime
) -> None:
    """Some of an order has left: what it reserved is taken after the commit."""
    if status in _LEFT and await payments.end_waiting(db, order_id, now=now):
        await outbox.put(db, orders.ConfirmOrder(order_id))


async def take(db: AsyncConnection, *, order_id: UUID, actor: str, now: datetime) -> None:
    """Staff take it now, before anything leaves; the order's page says when it is there."""
    order = await orders.lock(db, order_id)
    if not await payments.end_waiting(db, order_id, now=now):
        raise NothingReserved("no payment of this order waits for its goods")
    await outbox.put(db, orders.ConfirmOrder(order_id))
    await audit.record(
        db, at=now, actor=actor, action="reserved_payment_taken", subject=f"order:{order.number}"
    )
    orders.touched(db, order)
