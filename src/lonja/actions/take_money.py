"""Money for an order, or the promise of it: it confirms the order, goes back, or is shown to staff."""

from datetime import datetime, timedelta

from psycopg import AsyncConnection

from lonja.actions import (
    allocate_order,
    check_order,
    refund_order,
    settle_difference,
    spend_credit,
    take_reserved,
    want_document,
)
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel import outbox
from lonja.kernel.money import Money
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus, Verb, Verdict

BAD_NEWS_WAITS_S = 120
"""The page says at once what is left to do; the mail is for buyers who left without doing it."""


def ask(verb: Verb, attempt: payments.Attempt) -> payments.Ask:
    part = Money(attempt.currency, attempt.part_minor)
    return payments.Ask(
        verb=verb,
        order_id=attempt.order_id,
        method=attempt.method,
        reference=attempt.reference,
        amount=part if verb is Verb.CAPTURE_PART else attempt.amount,
        was_asked=attempt.asked_at is not None,
    )


async def take_money(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised | payments.Captured,
    now: datetime,
) -> payments.Ask | None:
    if attempt.edit_id is not None:
        verb = await settle_difference.take(db, order, attempt, answer, now)
        return None if verb is None else ask(verb, attempt)
    if attempt.status is AttemptStatus.CAPTURED:
        return None
    if _is_rest_free(attempt, answer):
        await _free_rest(db, order, attempt, answer, now)
        return None
    is_sold = attempt.status is AttemptStatus.AUTHORISED or attempt.promised
    if is_sold and order.status is not OrderStatus.CANCELLED:
        return await _captured_of_confirmed(db, order, attempt, answer, now)
    is_captured = isinstance(answer, payments.Captured)
    to = AttemptStatus.CAPTURED if is_captured else AttemptStatus.AUTHORISED
    is_awaited = payments.may_move(attempt.status, to) and await _is_awaited(db, order, attempt)
    verdict = payments.judge(answer, due=attempt.amount, is_awaited=is_awaited)
    if verdict is Verdict.CONFIRM:
        await payments.mark_closing(db, attempt, since=None)
        await payments.record(db, attempt, answer, kind=payments.MoveKind(to), now=now)
        # What confirms it stands before it: the history is read from top to bottom.
        kind = "paid" if is_captured else "authorised"
        await orders.add_event(db, order_id=order.id, kind=kind, at=now, actor="shop")
        await confirm(db, order, now)
        if isinstance(answer, payments.Authorised):
            waits = await take_reserved.waits_for_goods(db, order, attempt, answer, now=now)
            return None if waits else ask(Verb.CAPTURE, attempt)
        await credit.mark_sales_paid(db, order.id, now=now)
        await _give_surplus_back(db, order, attempt, answer, now)
        return None
    return await _unwanted(db, order, attempt, answer, verdict, now)


async def take_promise(
    db: AsyncConnection, order: orders.Order, attempt: payments.Attempt, now: datetime
) -> None:
    """Money that is paid at the door confirms the order now; a promise that came late is called off."""
    if await _is_awaited(db, order, attempt):
        await confirm(db, order, now)
    elif order.status in orders.WAITING:
        await payments.mark_closing(db, attempt, since=now)


async def _is_awaited(db: AsyncConnection, order: orders.Order, attempt: payments.Attempt) -> bool:
    if order.status not in orders.WAITING:
        return False
    if not attempt.is_live and await payments.live_attempt(db, order.id) is not None:
        return False
    if attempt.amount != await spend_credit.left_to_pay(db, order):
        return False  # the order was edited since: it is paid anew
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
        return await _still_reserved(db, order, attempt, answer, now)
    kind = payments.MoveKind.CAPTURED
    if await payments.record(db, attempt, answer, kind=kind, now=now):
        await orders.add_event(db, order_id=order.id, kind="paid", at=now, actor="shop")
        await credit.mark_sales_paid(db, order.id, now=now)
        if answer.by_payer and payments.surplus_minor(answer.amount, attempt.amount):
            await _give_surplus_back(db, order, attempt, answer, now)
        elif answer.amount != attempt.amount:
            await _differs(db, order, attempt, answer, now)
    return None


async def _still_reserved(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised,
    now: datetime,
) -> payments.Ask | None:
    """Taken whole, or in the part that is asked for, or left until goods leave."""
    now_booked = await take_reserved.book_part(db, order, attempt, answer, now=now)
    if attempt.capture_by is None or attempt.capture_by <= now:
        return ask(Verb.CAPTURE, now_booked)
    if now_booked.part_minor > now_booked.taken_minor:
        await payments.look_again(db, now_booked, now=now)
        return ask(Verb.CAPTURE_PART, now_booked)
    await payments.go_on_waiting(db, now_booked)
    if now_booked.taken_minor > attempt.taken_minor:
        # What left while this part was on its way is the next one.
        await take_reserved.follow_goods(db, order.id, order.status, now=now)
    return None


def _is_rest_free(
    attempt: payments.Attempt, answer: payments.Authorised | payments.Captured
) -> bool:
    """A payment that is taken in parts ended before all of it was taken."""
    return (
        attempt.in_parts
        and attempt.status is AttemptStatus.AUTHORISED
        and isinstance(answer, payments.Captured)
        and answer.amount.minor < attempt.amount_minor
    )


async def _free_rest(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised | payments.Captured,
    now: datetime,
) -> None:
    """Nothing of a cancelled order is kept; of another its rest is missing."""
    assert isinstance(answer, payments.Captured), "what is reserved still has its rest"
    over = answer.amount.minor - attempt.taken_minor
    if not await payments.end_parts(db, attempt, answer, now=now):
        return
    if order.status is not OrderStatus.CANCELLED:
        await orders.add_event(db, order_id=order.id, kind="payment_lost", at=now, actor="shop")
    elif over > 0:
        await refund_order.give_back(
            db,
            order=order,
            attempt_id=attempt.id,
            amount=Money(order.currency, over),
            source=payments.RefundSource.LATE_PAYMENT,
            now=now,
        )


async def _give_surplus_back(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Captured | payments.Authorised,
    now: datetime,
) -> None:
    """The order is paid; what its payer sent beyond it is theirs."""
    over = payments.surplus_minor(answer.amount, attempt.amount)
    if over:
        await refund_order.give_back(
            db,
            order=order,
            attempt_id=attempt.id,
            amount=Money(order.currency, over),
            source=payments.RefundSource.SURPLUS,
            now=now,
        )


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
    is_last = attempt.is_live
    kind = payments.MoveKind.LATE_CAPTURED if is_late else payments.MoveKind.CAPTURED
    if not await payments.record(db, attempt, answer, kind=kind, is_late=True, now=now):
        return None
    if not is_exact:
        await _differs(db, order, attempt, answer, now)
    else:
        await orders.add_event(db, order_id=order.id, kind="late_payment", at=now, actor="shop")
    if verdict is Verdict.GIVE_BACK:
        await refund_order.give_back(
            db,
            order=order,
            attempt_id=attempt.id,
            amount=answer.amount,
            source=payments.RefundSource.LATE_PAYMENT,
            now=now,
        )
    if is_exact and is_last and not is_late:
        # Edited while it was paid: nothing else is under way that would let its buyer pay the new sum.
        await await_another(db, order, refusal="payment_closed", now=now)
    return None


async def await_another(
    db: AsyncConnection, order: orders.Order, *, refusal: str, now: datetime
) -> None:
    """Its buyer may pay another way while the stock is held, and hears of it if they left the page."""
    await inventory.shrink_hold(db, order_id=order.id)
    if order.status is OrderStatus.PAYMENT_FAILED:
        return
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


async def confirm(db: AsyncConnection, order: orders.Order, now: datetime) -> None:
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
    await want_document.of_sale(db, order.id, now=now)
    await allocate_order.allocate(db, order, now=now)
    await check_order.check_order(db, order, now=now)
    taken = await payments.capture_balances(db, order.id, now=now)
    if any(one.origin_order_id is None for one in taken):
        await orders.add_event(db, order_id=order.id, kind="credit_spent", at=now, actor="shop")
