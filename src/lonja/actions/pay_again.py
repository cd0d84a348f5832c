"""The buyer tries another card, or comes back from the bank."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.place_order import Payment
from lonja.inventory import api as inventory
from lonja.kernel import limits, outbox
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.payments import api as payments


async def pay_again(
    db: AsyncConnection,
    *,
    order_id: UUID,
    payment: Payment,
    methods: frozenset[str],
    seal: payments.TokenSeal,
    now: datetime,
) -> None:
    """Try another card for an order whose payment failed, while its stock is still held."""
    if payment.method not in methods:
        raise payments.UnknownMethod("there is no such way to pay here", field="payment.method")
    order = await orders.lock(db, order_id)
    if order.status != "payment_failed":
        raise orders.WrongStatus("this order is not waiting for another card", status=order.status)
    expires_at = await inventory.hold_expires_at(db, order_id)
    if expires_at is None or expires_at <= now:
        raise orders.WrongStatus("the time to pay this order is over", status="cancelled")
    if len(await payments.attempts(db, order_id)) >= limits.ORDER_CARDS:
        raise orders.WrongStatus("too many cards were tried for this order", status=order.status)
    await payments.open_attempt(
        db,
        order_id=order_id,
        method=payment.method,
        sealed_token=seal.seal(payment.token),
        amount=Money(order.currency, order.total_minor),
        now=now,
    )
    await orders.move(db, order=order, to="placed", at=now, actor="buyer")
    await outbox.put(db, orders.ConfirmOrder(order_id))


async def buyer_returned(db: AsyncConnection, *, order_id: UUID, now: datetime) -> None:
    """The buyer is back from the bank's page: look the attempt up again. Twice is harmless."""
    order = await orders.lock(db, order_id)
    if order.status == "payment_action_required":
        await orders.move(db, order=order, to="paying", at=now, actor="buyer")
        await outbox.put(db, orders.ConfirmOrder(order_id))
