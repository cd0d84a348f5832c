"""An unpaid order gives its stock back, once its gateway confirms that no money will come."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import confirm_order, refund_order, spend_credit, take_money, write_draft
from lonja.inventory import api as inventory
from lonja.kernel import limits, outbox
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.payments.api import Verb
from lonja.promotions import api as promotions


async def begin(db: AsyncConnection, *, order_id: UUID, now: datetime) -> payments.Ask | None:
    """Cancel at once if no gateway was called; else return the request whether the buyer paid."""
    if await write_draft.end_hold(db, order_id, now=now):
        return None
    if not await orders.is_there(db, order_id):
        await inventory.release(db, order_id=order_id)  # for an exchange whose goods never came
        return None
    order = await orders.lock(db, order_id)
    if not await _is_over(db, order, now):
        return None
    attempt = await payments.live_attempt(db, order_id)
    is_free = attempt is None and not (await spend_credit.left_to_pay(db, order)).minor
    if is_free and order.status is orders.OrderStatus.PLACED:
        await confirm_order.confirm_free(db, order, now)
        return None
    if attempt is None:
        await _cancel(db, order, now)
        return None
    whole = order.placed_at + timedelta(minutes=limits.HOLD_MINUTES)
    if attempt.asked_at is None and now < whole:
        # Our own delay, such as a host that was away, is not the buyer's.
        await inventory.extend_hold(db, order_id=order_id, until=whole)
        return None
    if attempt.asked_at is None:
        await payments.close(db, attempt, payments.Closed(), reason="payment_expired", now=now)
        await _cancel(db, order, now)
        return None
    await payments.mark_closing(db, attempt, since=now)
    return take_money.ask(Verb.LOOK, attempt)


async def settle(
    db: AsyncConnection,
    question: payments.Ask,
    answer: payments.Answer,
    *,
    message_id: UUID,
    now: datetime,
) -> payments.Ask | None:
    """Money that came confirms the order; "no money" cancels it; silence is borne for a while."""
    order = await orders.lock(db, question.order_id)
    attempt = await payments.attempt(
        db, order_id=order.id, attempt_id=question.reference.attempt_id
    )
    assert attempt is not None, "attempts are never deleted"
    if not attempt.is_live or not await _is_over(db, order, now):
        return await confirm_order.settle(db, question, answer, message_id=message_id, now=now)
    match answer:
        case payments.Closed() | payments.Declined():
            await payments.close(db, attempt, answer, reason="payment_expired", now=now)
            await _cancel(db, order, now)
        case payments.NeedsAction() | payments.Unknown() if question.verb is Verb.LOOK:
            return replace(question, verb=Verb.CLOSE)
        case payments.Pending(until=until) if question.verb is Verb.LOOK and until <= now:
            return replace(question, verb=Verb.CLOSE)
        case payments.Pending() if now >= order.placed_at + timedelta(days=limits.PENDING_DAYS):
            await _bear(db, order, attempt, now)
        case payments.NeedsAction() | payments.Unknown():
            await _bear(db, order, attempt, now)
        case _:
            await payments.mark_closing(db, attempt, since=None)
            return await confirm_order.settle(db, question, answer, message_id=message_id, now=now)
    return None


async def _is_over(db: AsyncConnection, order: orders.Order, now: datetime) -> bool:
    expires_at = await inventory.hold_expires_at(db, order.id)
    return order.status in orders.WAITING and expires_at is not None and expires_at <= now


async def _bear(
    db: AsyncConnection, order: orders.Order, attempt: payments.Attempt, now: datetime
) -> None:
    """The gateway gives no answer: hold the stock for up to two hours, then sell it again.

    The attempt stays live and is polled until it ends; money that arrives then is late.
    """
    since = attempt.closing_since or now
    if now - since >= timedelta(hours=limits.CLOSING_HOURS):
        await _cancel(db, order, now)
        return
    await inventory.extend_hold(
        db, order_id=order.id, until=now + timedelta(seconds=limits.PAYMENT_LOOK_SECONDS)
    )


async def _cancel(db: AsyncConnection, order: orders.Order, now: datetime) -> None:
    await orders.move(
        db,
        order=order,
        to=orders.OrderStatus.CANCELLED,
        at=now,
        actor="shop",
        refusal="payment_expired",
    )
    await promotions.release(db, order_id=order.id, now=now)
    source = payments.RefundSource.CANCELLATION
    await refund_order.refund_rest(db, order=order, source=source, actor="shop", now=now)
    await spend_credit.release(db, order, reason="payment_expired", now=now)
    await inventory.release(db, order_id=order.id)
    await outbox.put(db, OrderMail(order.id, "order_cancelled"))
