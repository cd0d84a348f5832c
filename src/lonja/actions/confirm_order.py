"""An order's payment is taken, and the order confirmed.

`begin` returns the next request to the gateway; `settle` records the answer, once, and returns the
request after that. A crash may follow each step, and each may run twice or in parallel: progress
is read from the order and its attempt, never from the message.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import spend_credit, take_money
from lonja.actions.count_buyer import count_buyer
from lonja.inventory import api as inventory
from lonja.kernel import limits, outbox
from lonja.kernel.money import Money
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus, Verb

CONSUMER = "confirm_order"


async def begin(
    db: AsyncConnection,
    *,
    order_id: UUID,
    attempt_id: UUID | None = None,
    seal: payments.TokenSeal,
    now: datetime,
) -> payments.Ask | None:
    """The next request to the gateway about an order's payment; None when nothing is left to do.

    Without an `attempt_id` it is the live one; a final one is looked at only by its id.
    """
    order = await orders.lock(db, order_id)
    attempt = await (
        payments.live_attempt(db, order_id)
        if attempt_id is None
        else payments.attempt(db, order_id=order_id, attempt_id=attempt_id)
    )
    if attempt is None:
        await confirm_free(db, order, now)
    if attempt is None or attempt.status is AttemptStatus.CAPTURED:
        return None
    if attempt.is_live and order.status is OrderStatus.CANCELLED:
        if attempt.asked_at is not None:
            return take_money.ask(Verb.CLOSE, attempt)
        # No gateway has seen it, so none could confirm that it is closed.
        closed = payments.Closed()
        await payments.close(db, attempt, closed, reason="payment_closed", now=now)
        return None
    if attempt.status is AttemptStatus.AUTHORISED:
        if attempt.capture_by is None or attempt.capture_by <= now:
            return take_money.ask(Verb.CAPTURE, attempt)
        is_part = attempt.part_minor > attempt.taken_minor
        return take_money.ask(Verb.CAPTURE_PART if is_part else Verb.LOOK, attempt)
    if attempt.status is not AttemptStatus.OPEN or attempt.closing_since is not None:
        return take_money.ask(Verb.LOOK, attempt)  # given up is never started again
    if order.status is OrderStatus.PLACED:
        await orders.move(db, order=order, to=OrderStatus.PAYING, at=now, actor="shop")
    return await _start(db, order, attempt, seal, now)


async def confirm_free(db: AsyncConnection, order: orders.Order, now: datetime) -> None:
    """Where no gateway has to bring anything, none is asked; a repeat finds it done."""
    if order.status is OrderStatus.PLACED and not (await spend_credit.left_to_pay(db, order)).minor:
        await orders.move(db, order=order, to=OrderStatus.PAYING, at=now, actor="shop")
        await take_money.confirm(db, replace(order, status=OrderStatus.PAYING), now)


async def _start(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    seal: payments.TokenSeal,
    now: datetime,
) -> payments.Ask:
    """The charge is stored before it is sent, so that a repeat is the same to the byte."""
    stored = await payments.mark_asked(
        db, attempt, expires_at=now + timedelta(minutes=limits.PAYMENT_MINUTES), now=now
    )
    assert stored.expires_at is not None, "it was just stored"
    charge = payments.Charge(
        attempt_id=stored.id,
        order_id=order.id,
        order_number=order.number,
        amount=stored.amount,
        token=None if stored.token is None else seal.open(stored.token),
        return_url=stored.return_url,
        language=stored.language,
        expires_at=stored.expires_at,
    )
    return replace(
        take_money.ask(Verb.START, stored), charge=charge, was_asked=attempt.asked_at is not None
    )


async def settle(
    db: AsyncConnection,
    question: payments.Ask,
    answer: payments.Answer,
    *,
    message_id: UUID,
    now: datetime,
) -> payments.Ask | None:
    """Record the gateway's answer, if it changes anything; returns the next request."""
    order = await orders.lock(db, question.order_id)
    attempt = await payments.attempt(
        db, order_id=order.id, attempt_id=question.reference.attempt_id
    )
    assert attempt is not None, "attempts are never deleted"
    if isinstance(answer, payments.Closed) and attempt.taken_minor:
        # Only its rest is closed: what was taken in parts stays ours.
        taken = Money(attempt.currency, attempt.taken_minor)
        answer = payments.Captured(answer.reference, taken)
    match answer:
        case payments.Unknown():
            await _ask_again(db, order, attempt, message_id, now)
        case payments.NeedsAction() | payments.Pending():
            if _is_left(order, attempt) and question.verb is Verb.LOOK:
                return take_money.ask(Verb.CLOSE, attempt)
            await _wait(db, order, attempt, answer, now)
        case payments.Declined() | payments.Closed():
            await _no_money(db, order, attempt, answer, now)
        case payments.Authorised() | payments.Captured():
            following = await take_money.take_money(db, order, attempt, answer, now)
            await count_buyer(db, order.id)
            # The same question again would get the same answer: the attempt's clock repeats it.
            return following if following and following.verb is not question.verb else None
    return None


def _is_left(order: orders.Order, attempt: payments.Attempt) -> bool:
    """Its buyer wants to pay another way, its time is over, or its parcel was refused."""
    is_left = attempt.is_live and attempt.closing_since is not None
    is_undecided = order.status in orders.WAITING or attempt.edit_id is not None
    return is_left and (attempt.promised or is_undecided)


async def _ask_again(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    message_id: UUID,
    now: datetime,
) -> None:
    """Soon where a buyer waits for it, else when the attempt's clock says so.

    Only one message retries, so that requests do not pile up for a gateway that is down.
    """
    if order.status is not OrderStatus.PAYING:
        if attempt.is_live:
            await payments.look_again(db, attempt, now=now)
        return
    if not await outbox.first_time(
        db, consumer=CONSUMER, message_id=message_id, subject=str(order.id), now=now
    ):
        return
    at = await payments.claim_retry(db, attempt, now=now)
    if at is not None:
        # The gateway's silence is not the buyer's doing.
        until = order.placed_at + timedelta(minutes=limits.HOLD_MINUTES)
        await inventory.extend_hold(db, order_id=order.id, until=until)
        await outbox.put(db, orders.ConfirmOrder(order.id, attempt.id), at=at)


async def _wait(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.NeedsAction | payments.Pending,
    now: datetime,
) -> None:
    """The buyer has minutes, a bank has days; stock is held until then, within bounds."""
    await payments.record(db, attempt, answer, now=now)
    if attempt.status not in {
        AttemptStatus.OPEN,
        AttemptStatus.NEEDS_ACTION,
        AttemptStatus.PENDING,
    }:
        return
    if isinstance(answer, payments.Pending) and answer.is_promise:
        await take_money.take_promise(db, order, attempt, now)
        return
    is_slow = isinstance(answer, payments.Pending)
    if is_slow and attempt.closing_since is not None:
        await payments.mark_closing(db, attempt, since=None)  # a debit cannot be called back
    if order.status not in orders.WAITING or (
        attempt.status is AttemptStatus.PENDING and not is_slow
    ):
        return
    if is_slow and orders.may_move(order.status, OrderStatus.PAYMENT_PENDING):
        await orders.move(db, order=order, to=OrderStatus.PAYMENT_PENDING, at=now, actor="shop")
    elif not is_slow and orders.may_move(order.status, OrderStatus.PAYMENT_ACTION_REQUIRED):
        await orders.move(
            db,
            order=order,
            to=OrderStatus.PAYMENT_ACTION_REQUIRED,
            at=now,
            actor="shop",
            is_news=attempt.status is not AttemptStatus.NEEDS_ACTION,
        )
    if attempt.status is AttemptStatus.OPEN and answer.step is not None:
        await outbox.put(
            db,
            OrderMail(order.id, "payment_needed"),
            # A buyer on the phone has no page to look at.
            at=now
            + timedelta(seconds=0 if order.channel == "phone" else take_money.BAD_NEWS_WAITS_S),
        )
    until = answer.until or attempt.expires_at
    if until is not None:
        until = min(
            until + timedelta(minutes=limits.HOLD_GRACE_MINUTES),
            order.placed_at + timedelta(days=limits.PENDING_DAYS),
        )
        await inventory.extend_hold(db, order_id=order.id, until=until)
        await orders.count_longer(db, order.id, until=until)


async def _no_money(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Declined | payments.Closed,
    now: datetime,
) -> None:
    """The buyer may try another way while the stock is held; a paid order is a person's."""
    refusal = answer.reason if isinstance(answer, payments.Declined) else "payment_closed"
    if not await payments.close(db, attempt, answer, reason=refusal, now=now):
        return
    if attempt.edit_id is not None:
        orders.touched(db, order)  # its buyer may try again
    elif order.status in orders.WAITING:
        await take_money.await_another(db, order, refusal=refusal, now=now)
    elif order.status is not OrderStatus.CANCELLED:
        await orders.add_event(db, order_id=order.id, kind="payment_lost", at=now, actor="shop")
