"""Somebody says that money arrived: a clerk, or a bank's file. The gateway's look does the rest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.money import Money
from lonja.manual_payments import api as manual_payments
from lonja.manual_payments.api import ManualPayment, ReceivedBy
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus

FUTURE_DAYS = 1
"""A clerk's calendar may be a day ahead of the server's."""


class NotPaidByHand(Conflict):
    """No payment of this order is of a kind that people report."""

    code: ClassVar[str] = "not_paid_by_hand"


class AlreadyPaid(Conflict):
    """It has its money; what came beyond belongs to nobody here, and goes back."""

    code: ClassVar[str] = "already_paid"


class WayNotOffered(Conflict):
    """The shop has switched off the method that money of this kind belongs to."""

    code: ClassVar[str] = "way_not_offered"


@dataclass(frozen=True, slots=True)
class Received:
    """Money that is here: how it came, on which day, and what the bank or the receipt calls it."""

    received_by: ReceivedBy
    received_on: date
    reference: str = ""

    @property
    def method(self) -> str:
        """The payment method that stands for it where the order has none of its own by hand."""
        return "transfer" if self.received_by is ReceivedBy.TRANSFER else "pay_in_store"


async def receive_payment(
    db: AsyncConnection,
    *,
    order_id: UUID,
    receipt_id: UUID,
    amount_minor: int,
    received_on: date,
    received_by: ReceivedBy,
    reference: str = "",
    actor: str,
    now: datetime,
) -> None:
    """Book money for an order; the same receipt again changes nothing.

    Less than is due leaves the rest awaited, more goes back, and money for an order that came to
    nothing goes back whole.
    """
    received = Received(received_by, received_on, reference)
    _check_day(received, now=now)
    order = await orders.lock(db, order_id)
    if any(one.id == receipt_id for one in await manual_payments.receipts(db, order_id)):
        return
    payment = await _awaiting(db, order_id)
    amount = Money(payment.currency, amount_minor)
    await _book(db, order, payment, received, receipt_id, amount, actor=actor, now=now)


async def receive_difference(
    db: AsyncConnection,
    order: orders.Order,
    edit: orders.OrderEdit,
    received: Received,
    *,
    on: Collection[str],
    actor: str,
    now: datetime,
) -> None:
    """Book the difference of an edit: the gateway of its kind is asked after the commit, and finds it.

    `on` are the payment methods that the shop has switched on. The order is locked.
    """
    _check_day(received, now=now)
    if received.method not in on:
        raise WayNotOffered("the shop takes no money this way", field="received.received_by")
    amount = Money(order.currency, edit.difference_minor)
    attempt_id = await payments.open_attempt(
        db, order_id=order.id, method=received.method, sealed_token=None, amount=amount,
        language=order.language, return_url="", edit_id=edit.id, now=now,
    )  # fmt: skip
    attempt = await payments.attempt(db, order_id=order.id, attempt_id=attempt_id)
    assert attempt is not None, "it was just written"
    await payments.mark_asked(db, attempt, expires_at=now, now=now)
    payment = await manual_payments.open_payment(
        db, order_id=order.id, attempt_id=attempt_id, method=received.method, number=order.number,
        amount=amount, language=order.language, text="", due_at=now, is_reminded=False, now=now,
    )  # fmt: skip
    await _book(db, order, payment, received, edit.id, amount, actor=actor, now=now)


def _check_day(received: Received, *, now: datetime) -> None:
    if (received.received_on - now.date()).days > FUTURE_DAYS:
        raise Invalid("money arrives today at the latest", field="received_on")


async def _book(
    db: AsyncConnection,
    order: orders.Order,
    payment: ManualPayment,
    received: Received,
    receipt_id: UUID,
    amount: Money,
    *,
    actor: str,
    now: datetime,
) -> None:
    await manual_payments.receive(
        db,
        payment,
        receipt_id=receipt_id,
        amount=amount,
        received_on=received.received_on,
        received_by=received.received_by,
        reference=received.reference,
        actor=actor,
        now=now,
    )
    await orders.add_event(
        db,
        order_id=order.id,
        kind="payment_received",
        at=now,
        actor=actor,
        amount_minor=amount.minor,
        currency=amount.currency,
        received_on=received.received_on.isoformat(),
        received_by=received.received_by,
        reference=received.reference,
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="order_payment_received",
        subject=f"order:{order.number}",
        amount_minor=amount.minor,
        currency=amount.currency,
        received_on=received.received_on,
        received_by=received.received_by,
        reference=received.reference,
    )
    await outbox.put(db, orders.ConfirmOrder(order.id, payment.attempt_id))
    orders.touched(db, order)


async def refuse_parcel(db: AsyncConnection, *, order_id: UUID, actor: str, now: datetime) -> None:
    """The buyer did not take the parcel, so the cash of the door never comes."""
    order = await orders.lock(db, order_id)
    attempt = await payments.live_attempt(db, order_id)
    if attempt is None or not attempt.promised or attempt.status is not AttemptStatus.PENDING:
        raise NotPaidByHand("nothing is to be paid at the door of this order", status=order.status)
    await payments.mark_closing(db, attempt, since=now)
    await outbox.put(db, orders.ConfirmOrder(order_id, attempt.id))
    await audit.record(
        db, at=now, actor=actor, action="order_parcel_refused", subject=f"order:{order.number}"
    )


async def _awaiting(db: AsyncConnection, order_id: UUID) -> ManualPayment:
    """The payment that still waits, else the newest, whose order may have come to nothing."""
    found = await manual_payments.of_order(db, order_id)
    if not found:
        raise NotPaidByHand("this order is not paid by hand")
    open_ones = [one for one in found if one.standing == "awaited"]
    payment = (open_ones or found)[0]
    attempt = await payments.attempt(db, order_id=order_id, attempt_id=payment.attempt_id)
    assert attempt is not None, "a manual payment is an attempt's"
    if attempt.status is AttemptStatus.CAPTURED or payment.standing == "paid":
        raise AlreadyPaid("this order has its money already")
    return payment
