"""The buyer leaves one way to pay, pays another way, or comes back from the payment page."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import settle_difference, spend_credit
from lonja.actions.place_order import Payment, ReturnUrl
from lonja.inventory import api as inventory
from lonja.kernel import limits, outbox
from lonja.orders import api as orders
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments


async def pay_again(
    db: AsyncConnection,
    *,
    order_id: UUID,
    payment: Payment,
    methods: Mapping[str, payments.Method],
    seal: payments.TokenSeal,
    return_url: ReturnUrl,
    now: datetime,
) -> None:
    """Pay an order whose payment failed another way, while its stock is still held.

    What the failure freed is held again first; `SoldOut` when somebody bought it meanwhile. Of an
    order that is paid it is the difference that an edit made.
    """
    order = await orders.lock(db, order_id)
    if order.status not in orders.WAITING:
        await settle_difference.pay(
            db,
            order_id=order_id,
            payment=payment,
            methods=methods,
            seal=seal,
            return_url=return_url,
            now=now,
        )
        return
    left = await spend_credit.left_to_pay(db, order)
    offered = await payment_methods.offered(
        db, methods, payment_methods.Sale(order.country, order.currency, left.minor)
    )
    payments.check_method(offered, payment.method, token=payment.token, currency=order.currency)
    if order.status != "payment_failed":
        raise orders.WrongStatus("this order is not waiting for another card", status=order.status)
    expires_at = await inventory.hold_expires_at(db, order_id)
    if expires_at is None or expires_at <= now:
        raise orders.WrongStatus("the time to pay this order is over", status="cancelled")
    if await payments.live_attempt(db, order_id) is not None:
        raise orders.WrongStatus("the payment before is being closed", status=order.status)
    if await payments.count_cards(db, order_id) >= limits.ORDER_CARDS:
        raise orders.WrongStatus("too many cards were tried for this order", status=order.status)
    wanted = {
        line.variant_id: line.quantity
        for line in (await orders.get(db, order_id)).lines
        if line.variant_id is not None
    }
    until = min(
        now + timedelta(minutes=limits.UNPAID_HOLD_MINUTES),
        order.placed_at + timedelta(minutes=limits.HOLD_MINUTES),
    )
    await payments.open_attempt(
        db,
        order_id=order_id,
        method=payment.method,
        sealed_token=seal.seal(payment.token) if payment.token else None,
        amount=left,
        language=order.language,
        return_url=return_url(order_id, order.number, order.language),
        now=now,
    )
    await orders.move(db, order=order, to="placed", at=now, actor="buyer")
    await outbox.put(db, orders.ConfirmOrder(order_id))
    await inventory.complete_hold(db, order_id=order_id, wanted=wanted)
    await inventory.extend_hold(db, order_id=order_id, until=until)


def may_leave(status: orders.OrderStatus, attempt: payments.Attempt | None) -> bool:
    """Whether the buyer still has something to do to pay, and so may choose another way.

    A debit that is on its way cannot be stopped.
    """
    return attempt is not None and (
        status is orders.OrderStatus.PAYMENT_ACTION_REQUIRED
        or (status is orders.OrderStatus.PAYMENT_PENDING and attempt.step is not None)
    )


async def leave_payment(db: AsyncConnection, *, order_id: UUID, now: datetime) -> None:
    """Give up the payment that waits for its buyer; once it is closed, `pay_again` takes another.

    The gateway is looked at first: a payment that was approved meanwhile confirms the order.
    """
    order = await orders.lock(db, order_id)
    attempt = await payments.live_attempt(db, order_id)
    if attempt is None or not may_leave(order.status, attempt):
        raise orders.WrongStatus("this order has no payment to leave", status=order.status)
    if await payments.count_cards(db, order_id) >= limits.ORDER_CARDS:
        raise orders.WrongStatus("too many cards were tried for this order", status=order.status)
    if attempt.closing_since is None:
        await payments.mark_closing(db, attempt, since=now)
    if orders.may_move(order.status, orders.OrderStatus.PAYING):
        await orders.move(db, order=order, to=orders.OrderStatus.PAYING, at=now, actor="buyer")
    await outbox.put(db, orders.ConfirmOrder(order_id))


async def buyer_returned(db: AsyncConnection, *, order_id: UUID, now: datetime) -> None:
    """The buyer is back from the payment page: look the attempt up again. Twice is harmless."""
    order = await orders.lock(db, order_id)
    if order.status == "payment_action_required":
        await orders.move(db, order=order, to="paying", at=now, actor="buyer")
        await outbox.put(db, orders.ConfirmOrder(order_id))
    owed = await settle_difference.owed(db, order)
    if owed is not None and owed.attempt is not None:
        await outbox.put(db, orders.ConfirmOrder(order_id, owed.attempt.id))
