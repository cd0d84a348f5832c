"""An order's payment is taken, and the order confirmed.

`begin` returns the next request to the gateway; `settle` records the answer, once, and returns the
request after that. A crash may follow each step, and each may run twice or in parallel: progress
is read from the order and its attempt, never from the message.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import refund_order, spend_credit
from lonja.actions.count_buyer import count_buyer
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel import limits, outbox
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus, Verb, Verdict

CONSUMER = "confirm_order"
BAD_NEWS_WAITS_S = 120
"""The page says at once what is left to do; the mail is for buyers who left without doing it."""


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
            return ask(Verb.CLOSE, attempt)
        # No gateway has seen it, so none could confirm that it is closed.
        closed = payments.Closed()
        await payments.close(db, attempt, closed, reason="payment_closed", now=now)
        return None
    if attempt.status is AttemptStatus.AUTHORISED:
        return ask(Verb.CAPTURE, attempt)
    if attempt.status is not AttemptStatus.OPEN or attempt.closing_since is not None:
        return ask(Verb.LOOK, attempt)  # given up is never started again
    if order.status is OrderStatus.PLACED:
        await orders.move(db, order=order, to=OrderStatus.PAYING, at=now, actor="shop")
    return await _start(db, order, attempt, seal, now)


async def confirm_free(db: AsyncConnection, order: orders.Order, now: datetime) -> None:
    """Where no gateway has to bring anything, none is asked; a repeat finds it done."""
    if order.status is OrderStatus.PLACED and not (await spend_credit.left_to_pay(db, order)).minor:
        await orders.move(db, order=order, to=OrderStatus.PAYING, at=now, actor="shop")
        await _confirm(db, replace(order, status=OrderStatus.PAYING), now)


def ask(verb: Verb, attempt: payments.Attempt) -> payments.Ask:
    return payments.Ask(
        verb=verb,
        order_id=attempt.order_id,
        method=attempt.method,
        reference=attempt.reference,
        amount=attempt.amount,
        was_asked=attempt.asked_at is not None,
    )


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
    return replace(ask(Verb.START, stored), charge=charge, was_asked=attempt.asked_at is not None)


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
    match answer:
        case payments.Unknown():
            await _ask_again(db, order, attempt, message_id, now)
        case payments.NeedsAction() | payments.Pending():
            if _is_left(order, attempt) and question.verb is Verb.LOOK:
                return ask(Verb.CLOSE, attempt)
            await _wait(db, order, attempt, answer, now)
        case payments.Declined() | payments.Closed():
            await _no_money(db, order, attempt, answer, now)
        case payments.Authorised() | payments.Captured():
            following = await _money(db, order, attempt, answer, now)
            await count_buyer(db, order.id)
            # The same question again would get the same answer: the attempt's clock repeats it.
            return following if following and following.verb is not question.verb else None
    return None


def _is_left(order: orders.Order, attempt: payments.Attempt) -> bool:
    """Its buyer wants to pay another way, or its time is over."""
    return attempt.is_live and attempt.closing_since is not None and order.status in orders.WAITING


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
            at=now + timedelta(seconds=BAD_NEWS_WAITS_S),
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
    if order.status in orders.WAITING:
        await inventory.shrink_hold(db, order_id=order.id)
        if order.status is not OrderStatus.PAYMENT_FAILED:
            await orders.move(
                db,
                order=order,
                to=OrderStatus.PAYMENT_FAILED,
                at=now,
                actor="shop",
                refusal=refusal,
            )
            await outbox.put(
                db,
                OrderMail(order.id, "payment_failed"),
                at=now + timedelta(seconds=BAD_NEWS_WAITS_S),
            )
    elif order.status is not OrderStatus.CANCELLED:
        await orders.add_event(db, order_id=order.id, kind="payment_lost", at=now, actor="shop")


async def _money(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised | payments.Captured,
    now: datetime,
) -> payments.Ask | None:
    if attempt.status is AttemptStatus.CAPTURED:
        return None
    if attempt.status is AttemptStatus.AUTHORISED and order.status is not OrderStatus.CANCELLED:
        return await _captured_of_confirmed(db, order, attempt, answer, now)
    is_captured = isinstance(answer, payments.Captured)
    to = AttemptStatus.CAPTURED if is_captured else AttemptStatus.AUTHORISED
    is_awaited = payments.may_move(attempt.status, to) and await _is_awaited(db, order, attempt)
    verdict = payments.judge(answer, due=attempt.amount, is_awaited=is_awaited)
    if verdict is Verdict.CONFIRM:
        await payments.mark_closing(db, attempt, since=None)
        await payments.record(db, attempt, answer, kind=payments.MoveKind(to), now=now)
        await _confirm(db, order, now)
        if not is_captured:
            return ask(Verb.CAPTURE, attempt)
        await orders.add_event(db, order_id=order.id, kind="paid", at=now, actor="shop")
        return None
    return await _unwanted(db, order, attempt, answer, verdict, now)


async def _is_awaited(db: AsyncConnection, order: orders.Order, attempt: payments.Attempt) -> bool:
    if order.status not in orders.WAITING:
        return False
    if not attempt.is_live and await payments.live_attempt(db, order.id) is not None:
        return False
    units = await inventory.held_units(db, order.id)
    return units > 0 and units == await orders.count_units(db, order.id)


async def _captured_of_confirmed(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised | payments.Captured,
    now: datetime,
) -> payments.Ask | None:
    if isinstance(answer, payments.Authorised):
        return ask(Verb.CAPTURE, attempt)
    kind = payments.MoveKind.CAPTURED
    if await payments.record(db, attempt, answer, kind=kind, now=now):
        await orders.add_event(db, order_id=order.id, kind="paid", at=now, actor="shop")
        if answer.amount != attempt.amount:
            await _differs(db, order, attempt, answer, now)
    return None


async def _unwanted(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised | payments.Captured,
    verdict: Verdict,
    now: datetime,
) -> payments.Ask | None:
    """Money that pays nothing: written down first, then released, given back or shown to staff."""
    is_exact = answer.amount == attempt.amount
    if verdict is Verdict.RELEASE:
        if attempt.is_live and attempt.closing_since is None:
            await payments.mark_closing(db, attempt, since=now)
            if not is_exact:
                await _differs(db, order, attempt, answer, now)
        return ask(Verb.CLOSE, attempt)
    is_late = order.status not in orders.WAITING
    kind = payments.MoveKind.LATE_CAPTURED if is_late else payments.MoveKind.CAPTURED
    if not await payments.record(db, attempt, answer, kind=kind, is_late=True, now=now):
        return None
    if not is_exact:
        await _differs(db, order, attempt, answer, now)
    else:
        await orders.add_event(db, order_id=order.id, kind="late_payment", at=now, actor="shop")
    if verdict is Verdict.GIVE_BACK:
        await refund_order.give_back_late(
            db, order=order, attempt_id=attempt.id, amount=answer.amount, now=now
        )
    return None


async def _differs(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised | payments.Captured,
    now: datetime,
) -> None:
    """A sum that is not the order's confirms nothing: staff see both sums in its history."""
    await orders.add_event(
        db,
        order_id=order.id,
        kind="payment_differs",
        at=now,
        actor="shop",
        due_minor=attempt.amount.minor,
        due_currency=attempt.amount.currency,
        got_minor=answer.amount.minor,
        got_currency=answer.amount.currency,
    )
    if order.status in orders.WAITING and order.status is not OrderStatus.PAYMENT_FAILED:
        await orders.move(
            db,
            order=order,
            to=OrderStatus.PAYMENT_FAILED,
            at=now,
            actor="shop",
            refusal="amount_differs",
        )


async def _confirm(db: AsyncConnection, order: orders.Order, now: datetime) -> None:
    customer_id = await customers.remember(
        db,
        email=order.email,
        name=order.address.name if order.address else "",
        phone=order.address.phone if order.address else "",
        language=order.language,
        country=order.country,
        now=now,
    )
    await orders.move(
        db, order=order, to=OrderStatus.CONFIRMED, at=now, actor="shop", customer_id=customer_id
    )
    await orders.settle_unpaid(db, order.id)
    await outbox.put(db, OrderMail(order.id, "order_confirmed"))
    picks = await inventory.take_out(db, order_id=order.id, now=now)
    assert picks, "an order that waits for its payment holds its stock"
    if await payments.capture_balances(db, order.id, now=now):
        await orders.add_event(db, order_id=order.id, kind="credit_spent", at=now, actor="shop")
