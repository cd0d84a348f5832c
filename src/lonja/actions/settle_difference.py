"""What an edit of a paid order costs more or less: refunded, awaited from its buyer, or booked.

What is awaited ends: its buyer pays by the order's link, or it is undone, or the shop bears it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import receive_payment, refund_order
from lonja.actions.order_books import books_of
from lonja.actions.place_order import Payment, ReturnUrl
from lonja.actions.write_draft import DiscountOverLimit
from lonja.credit import api as credit
from lonja.kernel import limits, outbox
from lonja.kernel.errors import Invalid
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.orders.api import EditStatus, OnExpiry, OrderStatus
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus, RefundReason, RefundSource, Verb

DAYS: Final = 7
"""How long a difference is awaited where nobody says."""


class NothingOwed(Invalid):
    """Money was said to have come for an edit that leaves nothing to pay apart."""

    code: ClassVar[str] = "nothing_owed"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a difference that the buyer owes; of one that the shop owes it says nothing.

    `waits`: nothing is sent before it is paid.
    """

    days: int = DAYS
    waits: bool = True
    on_expiry: OnExpiry = OnExpiry.UNDO
    received: receive_payment.Received | None = None

    def awaited(self, now: datetime) -> orders.Awaited:
        if not 1 <= self.days <= limits.PENDING_DAYS:
            raise Invalid(f"it is awaited for 1 to {limits.PENDING_DAYS} days", field="days")
        return orders.Awaited(now + timedelta(days=self.days), self.waits, self.on_expiry)


async def settle(
    db: AsyncConnection,
    order: orders.Order,
    edit: orders.OrderEdit,
    settlement: Settlement,
    *,
    back_minor: int,
    methods: Mapping[str, payments.Method],
    limit_minor: int | None,
    actor: str,
    now: datetime,
) -> None:
    """The order is locked and as it was before; a difference that is awaited has its mail already.

    `back_minor` goes back: what the order costs less and was taken.
    """
    if back_minor:
        await _give_back(
            db,
            order,
            edit.id,
            back_minor,
            limit_minor=limit_minor,
            actor=actor,
            now=now,
        )
    elif settlement.received is not None:
        on = await payment_methods.switched_on(db, methods)
        await receive_payment.receive_difference(
            db, order, edit, settlement.received, on=on, actor=actor, now=now
        )


async def _give_back(
    db: AsyncConnection,
    order: orders.Order,
    refund_id: UUID,
    minor: int,
    *,
    limit_minor: int | None,
    actor: str,
    now: datetime,
) -> None:
    """Of what is left of its payments, never more; the person's limit holds as for any refund."""
    await credit.lock_sold(db, order.id)
    books = await books_of(db, order)
    if payments.why_no_refund(books) == "nothing_left":
        return
    asked = payments.RefundRequested(RefundReason.OTHER, min(minor, books.left_minor))
    plan = payments.plan_refund(books, asked)
    payments.check_limit(books, plan, actor=actor, limit_minor=limit_minor)
    await refund_order.write(
        db, order, refund_id, plan, asked=asked, source=RefundSource.EDIT, actor=actor, now=now
    )


async def pay(
    db: AsyncConnection,
    *,
    order_id: UUID,
    payment: Payment,
    methods: Mapping[str, payments.Method],
    seal: payments.TokenSeal,
    return_url: ReturnUrl,
    now: datetime,
) -> UUID:
    """Its buyer pays the difference; the attempt, which is the one before where that is still live."""
    order = await orders.lock(db, order_id)
    edit = orders.awaited_edit(await orders.edits(db, order_id))
    if edit is None or edit.awaited is None or edit.awaited.pay_by <= now:
        raise orders.WrongStatus("no difference of this order is awaited", status=order.status)
    attempt = await payments.live_attempt(db, order_id, edit_id=edit.id)
    if attempt is not None:
        return attempt.id
    tried = [one for one in await payments.attempts(db, order_id) if one.edit_id == edit.id]
    if len(tried) >= limits.ORDER_CARDS:
        raise orders.WrongStatus("too many cards were tried for this order", status=order.status)
    offered = await ways(db, order, edit, methods)
    payments.check_method(offered, payment.method, token=payment.token, currency=order.currency)
    attempt_id = await payments.open_attempt(
        db,
        order_id=order_id,
        method=payment.method,
        sealed_token=seal.seal(payment.token) if payment.token else None,
        amount=Money(order.currency, edit.difference_minor),
        language=order.language,
        return_url=return_url(order_id, order.number, order.language),
        edit_id=edit.id,
        now=now,
    )
    await outbox.put(db, orders.ConfirmOrder(order_id, attempt_id))
    orders.touched(db, order)
    return attempt_id


@dataclass(frozen=True, slots=True)
class Owed:
    """A difference that is awaited: `attempt` is the payment that is under way."""

    amount: Money
    until: datetime
    attempt: payments.Attempt | None


async def owed(db: AsyncConnection, order: orders.Order) -> Owed | None:
    """What the buyer still has to pay of an edit; None where nothing is."""
    edit = orders.awaited_edit(await orders.edits(db, order.id))
    if edit is None or edit.awaited is None:
        return None
    attempt = await payments.live_attempt(db, order.id, edit_id=edit.id)
    return Owed(Money(order.currency, edit.difference_minor), edit.awaited.pay_by, attempt)


async def ways(
    db: AsyncConnection,
    order: orders.Order,
    edit: orders.OrderEdit,
    methods: Mapping[str, payments.Method],
) -> dict[str, payments.Method]:
    """What a difference may be paid by: nothing that is paid at a door."""
    sale = payment_methods.Sale(order.country, order.currency, edit.difference_minor)
    offered = await payment_methods.offered(db, methods, sale)
    return {code: one for code, one in offered.items() if one.place == "anywhere"}


async def take(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised | payments.Captured,
    now: datetime,
) -> Verb | None:
    """Money for a difference: it settles the edit that still awaits it, or goes back.

    The order is locked. The answer is what to ask the gateway next.
    """
    if attempt.status is AttemptStatus.CAPTURED:
        return None
    edit = orders.awaited_edit(await orders.edits(db, order.id))
    is_wanted = (
        edit is not None
        and edit.id == attempt.edit_id
        and order.status is not OrderStatus.CANCELLED
    )
    over = payments.surplus_minor(answer.amount, attempt.amount)
    is_right = answer.amount == attempt.amount
    if isinstance(answer, payments.Authorised):
        if not (is_wanted and is_right):
            await payments.mark_closing(db, attempt, since=now)
            return Verb.CLOSE
        kind = payments.MoveKind.AUTHORISED
        await payments.record(db, attempt, answer, kind=kind, now=now)
        return Verb.CAPTURE
    is_paid = is_wanted and (is_right or (answer.by_payer and over > 0))
    kind = payments.MoveKind.CAPTURED if is_paid else payments.MoveKind.LATE_CAPTURED
    if not await payments.record(db, attempt, answer, kind=kind, is_late=not is_paid, now=now):
        return None
    if is_paid and edit is not None:
        await orders.settle_edit(db, edit, EditStatus.PAID, now=now)
    await orders.add_event(
        db, order_id=order.id, kind="difference_paid" if is_paid else "late_payment", at=now,
        actor="shop", amount_minor=answer.amount.minor, currency=answer.amount.currency,
    )  # fmt: skip
    back = answer.amount.minor if not is_paid else over
    if back and answer.amount.currency == order.currency:
        source = RefundSource.SURPLUS if is_paid else RefundSource.LATE_PAYMENT
        await refund_order.give_back(
            db, order=order, attempt_id=attempt.id, amount=Money(order.currency, back),
            source=source, now=now,
        )  # fmt: skip
    orders.touched(db, order)
    return None


def check_discount(order: orders.Order, minor: int, *, limit_minor: int | None) -> None:
    """Raise where a person would take more off an order than they may."""
    if limit_minor is not None and minor > limit_minor:
        raise DiscountOverLimit(
            "that is more than you may take off one order",
            limit_minor=limit_minor,
            currency=order.currency,
        )
