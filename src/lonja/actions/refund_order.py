"""Refunds a buyer: requested under the order's lock, sent without it, settled by the answer.

`begin` and `settle` are two transactions with the gateway between them (`jobs.refunds`), and each may
run twice: the refund's id is the gateway's idempotency key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.actions import refund_to_balance, restock_goods, take_reserved, want_document
from lonja.actions.count_buyer import count_buyer
from lonja.actions.order_books import books_of
from lonja.credit import api as credit
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.payments.api import RefundReason, RefundSource, RefundStatus, RefundTo
from lonja.returns import api as returns

STILL_PENDING: Final = timedelta(days=14)
"""A refund that is on its way for longer is looked at by a person."""
SILENCE: Final = timedelta(hours=23)
"""A gateway drops an idempotency key after a day: from then on, no blind retries."""


@dataclass(frozen=True, slots=True)
class Pays:
    """What of a refund pays another order, in place of going back."""

    order_id: UUID
    minor: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to the gateway; `is_new` if it cannot have been sent before."""

    refund: payments.Refund
    method: str
    reference: payments.Reference
    is_new: bool


async def refund(
    db: AsyncConnection,
    *,
    order_id: UUID,
    refund_id: UUID,
    asked: payments.RefundRequested,
    actor: str,
    limit_minor: int | None,
    now: datetime,
    source: RefundSource = RefundSource.STAFF,
    pays: Pays | None = None,
) -> None:
    """Give money of an order back; the same refund again changes nothing.

    `limit_minor` is what this person may give back of one order. The money leaves after the commit.
    """
    if asked.restock and not asked.lines and not asked.is_whole:
        raise Invalid("say which lines come back into stock", field="lines")
    await refund_to_balance.check_receiver(db, order_id, asked)
    await orders.lock(db, order_id)
    if await payments.is_refund_repeat(db, order_id=order_id, refund_id=refund_id, asked=asked):
        return
    order = await orders.get(db, order_id)
    await credit.lock_sold(db, order_id)
    books = await books_of(db, order)
    plan = payments.plan_refund(books, asked)
    if asked.is_whole:
        await take_reserved.release_rest(db, order_id, refund_id, now=now)
    if pays is None:
        payments.check_limit(books, plan, actor=actor, limit_minor=limit_minor)
    else:
        plan = payments.exchanged(plan, pays.minor)
        back = tuple(part for part in plan.parts if not part.is_exchanged)
        leaving = replace(plan, parts=back)
        payments.check_limit(books, leaving, actor=actor, limit_minor=limit_minor)
    await write(db, order, refund_id, plan, asked=asked, source=source, actor=actor, now=now)
    if pays is not None:
        await payments.hold_exchanged(
            db,
            order_id=pays.order_id,
            origin_order_id=order_id,
            plan=plan,
            currency=order.currency,
            language=order.language,
            now=now,
        )
    wanted = {line.line: line.quantity for line in plan.lines}
    if source is RefundSource.STAFF:
        await restock_goods.keep_back(
            db, order, wanted, back_into_stock=asked.restock, actor=actor, now=now
        )
    elif asked.restock:
        await restock_goods.restock(db, order, wanted, actor=actor, now=now)
    await audit.record(
        db, at=now, actor=actor, action="order_refund_requested", subject=f"order:{order.number}",
        refund_id=refund_id, amount_minor=plan.amount_minor, currency=order.currency,
        reason=asked.reason, restock=asked.restock,
        lines={str(line.line): line.quantity for line in plan.lines},
    )  # fmt: skip
    orders.touched(db, order)


async def refund_rest(
    db: AsyncConnection,
    *,
    order: orders.Order,
    source: RefundSource,
    actor: str,
    now: datetime,
) -> Money | None:
    """Give back all that came in for a cancelled order and is left, of every payment; how much.

    The order is locked and was read whole.
    """
    asked = payments.RefundRequested(RefundReason.CANCELLED)
    total = 0
    await payments.capture_exchanged(db, order.id, now=now)
    await credit.lock_sold(db, order.id)
    while not payments.why_no_refund(books := await books_of(db, order)):
        plan = payments.plan_refund(books, asked)
        await write(db, order, uuid7(), plan, asked=asked, source=source, actor=actor, now=now)
        total += plan.amount_minor
    return Money(order.currency, total) if total else None


async def give_back(
    db: AsyncConnection,
    *,
    order: orders.Order,
    attempt_id: UUID,
    amount: Money,
    source: RefundSource,
    now: datetime,
) -> None:
    """Refund money that pays nothing: it came late, or is more than was due. The ledger has it."""
    is_off = order.status is orders.OrderStatus.CANCELLED
    await write(
        db,
        order,
        uuid7(),
        payments.RefundPlan((payments.RefundPart(attempt_id, amount.minor),), ()),
        asked=payments.RefundRequested(RefundReason.CANCELLED if is_off else RefundReason.OTHER),
        source=source,
        actor="shop",
        now=now,
    )


async def begin(
    db: AsyncConnection, *, order_id: UUID, refund_id: UUID, secret: str, now: datetime
) -> Ask | None:
    """Read where it stands; None where nothing is left to ask: a gift card has its money now.

    `secret` makes the code of a gift card that the refund becomes.
    """
    await orders.lock(db, order_id)
    one = await payments.refund(db, order_id=order_id, refund_id=refund_id)
    if one.status not in payments.REFUND_WAITING:
        return None
    if one.source is RefundSource.GATEWAY:
        # Not ours to ask for: it is looked up among all of its payment, and never sent.
        await outbox.put(db, payments.LookAtReversals(order_id, one.attempt_id))
        return None
    if one.to is RefundTo.EXCHANGE:
        await payments.move_refund(db, one, RefundStatus.SENT, now=now)
        sent = replace(one, status=RefundStatus.SENT)
        order = await orders.get(db, order_id)
        await succeeded(db, order, sent, actor="shop", now=now, to=one.to)
        await count_buyer(db, order_id)
        return None
    account_id = await payments.paying_account(db, one)
    if account_id is None:
        account_id = await refund_to_balance.new_balance(db, one, secret=secret, now=now)
    if account_id is not None:
        await _to_balance(db, one, account_id, now=now)
        return None
    is_new = one.status is RefundStatus.REQUESTED
    if is_new:
        await payments.move_refund(db, one, RefundStatus.SENT, now=now)
        one = replace(one, status=RefundStatus.SENT, sent_at=now)
    return Ask(one, *await payments.refund_way(db, one), is_new)


async def _to_balance(
    db: AsyncConnection, one: payments.Refund, account_id: UUID, *, now: datetime
) -> None:
    order = await orders.get(db, one.order_id)
    await payments.move_refund(db, one, RefundStatus.SENT, now=now)
    await succeeded(db, order, replace(one, status=RefundStatus.SENT), actor="shop", now=now)
    await count_buyer(db, order.id)
    await credit.refund_to(
        db,
        account_id,
        refund_id=one.id,
        amount=one.amount,
        order_id=order.id,
        order_number=order.number,
        actor=one.actor,
        now=now,
    )


def is_too_old_to_ask(ask: Ask, now: datetime) -> bool:
    """Whether the gateway may have forgotten the key, so that asking could pay twice."""
    return ask.refund.sent_at is not None and ask.refund.sent_at <= now - SILENCE


async def settle(
    db: AsyncConnection, ask: Ask, answer: payments.RefundAnswer, *, now: datetime
) -> None:
    """Record the gateway's answer, once; without an answer the timer asks again."""
    await orders.lock(db, ask.refund.order_id)
    order = await orders.get(db, ask.refund.order_id)
    one = await payments.refund(db, order_id=order.id, refund_id=ask.refund.id)
    slow = one.sent_at is not None and one.sent_at <= now - STILL_PENDING
    match answer:
        case payments.RefundSucceeded(vendor_id=vendor):
            await succeeded(db, order, one, actor="shop", vendor_id=vendor, now=now)
        case payments.RefundPending(vendor_id=vendor) if not slow:
            await _moved(db, order, one, RefundStatus.PENDING, vendor_id=vendor, now=now)
        case payments.RefundPending():
            await _moved(
                db, order, one, RefundStatus.NEEDS_PERSON, failure="still_pending", now=now
            )
        case payments.RefundNeedsPerson(reason=reason):
            await _moved(db, order, one, RefundStatus.NEEDS_PERSON, failure=reason, now=now)
        case payments.RefundFailed(reason=reason):
            is_sale = order.status != orders.OrderStatus.CANCELLED
            if one.status is RefundStatus.SUCCEEDED and is_sale:
                await _take_return_back(db, order, one, now=now)
            await _moved(db, order, one, RefundStatus.FAILED, failure=reason, now=now)
        case payments.Unknown() if is_too_old_to_ask(ask, now) and one.status is RefundStatus.SENT:
            await _moved(
                db, order, one, RefundStatus.NEEDS_PERSON, failure="gateway_silent", now=now
            )
        case payments.Unknown():
            pass
    await count_buyer(db, order.id)


async def take_returns_back(db: AsyncConnection, order: orders.Order, *, now: datetime) -> None:
    """A cancelled order was never a sale, so nothing of it was returned either."""
    for one in await payments.refunds(db, order.id):
        if one.status is RefundStatus.SUCCEEDED:
            await _take_return_back(db, order, one, now=now)


async def write(
    db: AsyncConnection,
    order: orders.Order,
    refund_id: UUID,
    plan: payments.RefundPlan,
    *,
    asked: payments.RefundRequested,
    source: RefundSource,
    actor: str,
    now: datetime,
) -> None:
    """Write down what was planned from the books of a locked order; it is sent after the commit."""
    await payments.add_refund(
        db,
        order_id=order.id,
        refund_id=refund_id,
        plan=plan,
        currency=order.currency,
        asked=asked,
        source=source,
        actor=actor,
        now=now,
    )
    first = payments.part_id(refund_id, 0, plan.parts[0])  # the lines are its
    await credit.take_back(
        db,
        order.id,
        refund_id=first,
        lines={line.line: line.amount_minor for line in plan.lines},
        actor=actor,
        now=now,
    )
    for place, part in enumerate(plan.parts):
        each = payments.part_id(refund_id, place, part)
        await outbox.put(db, payments.SendRefund(order.id, each))


async def succeeded(
    db: AsyncConnection,
    order: orders.Order,
    one: payments.Refund,
    *,
    actor: str,
    vendor_id: str | None = None,
    by_hand: bool = False,
    now: datetime,
    **facts: str,
) -> None:
    """The money is back with its payer; `facts` are what the order's history says beside the sum."""
    if RefundStatus.SUCCEEDED not in payments.REFUND_MOVES[one.status]:
        return
    await payments.move_refund(
        db, one, RefundStatus.SUCCEEDED, vendor_id=vendor_id, by_hand=by_hand, now=now
    )
    if one.lines and order.status != orders.OrderStatus.CANCELLED:
        await returns.record(
            db,
            order=order,
            return_id=one.id,
            lines=_returned(order, one.lines),
            reason=one.reason,
            now=now,
        )
    await orders.add_event(
        db,
        order_id=order.id,
        kind="refunded",
        at=now,
        actor=one.actor if actor == "shop" else actor,  # who asked for it gave it back
        amount_minor=one.amount.minor,
        currency=one.amount.currency,
        reason=one.reason,
        **facts,
    )
    await want_document.of_refund(db, one, now=now)
    if one.source is not RefundSource.CANCELLATION and one.to is not RefundTo.EXCHANGE:
        # The mail of a cancellation mentions the refund, and that of the other order what pays it.
        await outbox.put(db, OrderMail(order.id, "order_refunded", one.id))
    orders.touched(db, order)


async def _moved(
    db: AsyncConnection,
    order: orders.Order,
    one: payments.Refund,
    to: RefundStatus,
    *,
    vendor_id: str | None = None,
    failure: str | None = None,
    now: datetime,
) -> None:
    if to not in payments.REFUND_MOVES[one.status]:
        return
    await payments.move_refund(db, one, to, vendor_id=vendor_id, failure=failure, now=now)
    await want_document.of_lost_refund(db, one, now=now)
    if to in payments.REFUND_LOST:
        await credit.give_again(db, order.id, refund_id=one.id, now=now)
    if failure is not None:
        kind = "refund_failed" if to is RefundStatus.FAILED else "refund_needs_person"
        await orders.add_event(
            db,
            order_id=order.id,
            kind=kind,
            at=now,
            actor=one.actor,
            amount_minor=one.amount.minor,
            currency=one.amount.currency,
            reason=failure,
        )
    orders.touched(db, order)


async def _take_return_back(
    db: AsyncConnection, order: orders.Order, one: payments.Refund, *, now: datetime
) -> None:
    if one.lines:
        await returns.record(
            db,
            order=order,
            return_id=uuid5(one.id, "undone"),
            lines=_returned(order, one.lines),
            reason=one.reason,
            undone=True,
            now=now,
        )


def _returned(
    order: orders.Order, lines: Sequence[payments.RefundLine]
) -> list[returns.ReturnedLine]:
    sold = {line.line: line for line in order.lines}
    return [
        returns.ReturnedLine(
            sold[one.line].variant_id,
            sold[one.line].sku,
            sold[one.line].name,
            one.quantity,
            one.amount_minor,
        )
        for one in lines
    ]
