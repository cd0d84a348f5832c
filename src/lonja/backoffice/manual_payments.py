"""Money that people report: received for an order, still awaited, and to be paid back by hand."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from lonja.actions import receive_payment as receiving
from lonja.actions import send_payment_link as linking
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    ListOut,
    MoneyOut,
    OptionalLine,
    Out,
    PageLimit,
    PathText,
    Reading,
    TheShop,
)
from lonja.kernel import clock, limits
from lonja.kernel.ids import sealed
from lonja.kernel.paging import BY_TIME
from lonja.manual_payments import api as manual_payments
from lonja.manual_payments.api import ReceivedBy
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.payments.api import RefundReason, RefundSource

router = APIRouter(tags=["orders"])


class ReceiptAsked(In):
    """`reference` is what the bank calls the transfer, or what the receipt says."""

    amount_minor: Annotated[int, Field(strict=True, ge=1, le=10**12)]
    received_on: date
    received_by: ReceivedBy
    reference: OptionalLine = ""


class PaymentLinkAsked(In):
    """`days` that the goods are kept for it."""

    days: Annotated[int, Field(ge=1, le=limits.PENDING_DAYS)] = 3


class PaymentLink(Out):
    """Where the order is paid until `ends_at`; the same address shows the order later."""

    url: str
    ends_at: datetime


class AwaitedPayment(Out):
    """Money that has not come yet, or not all of it."""

    number: str
    name: str
    email: str
    method: str
    amount: MoneyOut
    received: MoneyOut
    opened_at: datetime
    due_at: datetime
    is_overdue: bool


class RefundByHand(Out):
    """Money that somebody has to transfer: there is no way back to where it came from."""

    id: UUID
    number: str
    name: str
    email: str
    amount: MoneyOut
    source: RefundSource
    reason: RefundReason
    failure: str | None
    requested_at: datetime


@router.put(
    "/orders/{number}/receipts/{receipt_id}", status_code=204, operation_id="receivePayment"
)
async def receive_payment(
    number: PathText, receipt_id: UUID, asked: ReceiptAsked, db: Db, me: Me, now: Now
) -> None:
    """Say that money arrived; a repeat with the same id is the same money.

    Less than is due leaves the rest awaited, more goes back, and what comes too late goes back whole.
    """
    await receiving.receive_payment(
        db,
        order_id=await orders.find(db, number),
        receipt_id=receipt_id,
        amount_minor=asked.amount_minor,
        received_on=asked.received_on,
        received_by=asked.received_by,
        reference=asked.reference,
        actor=me.email,
        now=now,
    )


@router.put("/orders/{number}/parcel-refusal", status_code=204, operation_id="refuseParcel")
async def refuse_parcel(number: PathText, db: Db, me: Me, now: Now) -> None:
    """The buyer did not take a parcel that is paid at the door: its money never comes."""
    await receiving.refuse_parcel(
        db, order_id=await orders.find(db, number), actor=me.email, now=now
    )


@router.put("/orders/{number}/payment-links/{link_id}", operation_id="sendPaymentLink")
async def send_payment_link(
    number: PathText,
    link_id: UUID,
    asked: PaymentLinkAsked,
    db: Db,
    me: Me,
    now: Now,
    shop: TheShop,
) -> PaymentLink:
    """Mail an unpaid order's link to its buyer; a repeat with the same id sends nothing."""
    order_id = await orders.find(db, number)
    ends_at = await linking.send_payment_link(
        db, order_id=order_id, link_id=link_id, days=asked.days, actor=me.email, now=now
    )
    order = await orders.get(db, order_id)
    token = sealed(shop.settings.secret_key, "order", str(order_id))
    base = shop.settings.public_url.rstrip("/")
    return PaymentLink(
        url=f"{base}/{order.language}/orders/{order.number}?token={token}", ends_at=ends_at
    )


@router.get("/awaited-payments", operation_id="listAwaitedPayments")
async def list_awaited_payments(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[AwaitedPayment]:
    """What is due first before the rest."""
    found = await manual_payments.awaited(db, after=BY_TIME.after(cursor), limit=limit + 1)
    page = BY_TIME.page(found, limit, lambda one: (one.due_at, one.attempt_id))
    of = await orders.with_lines(db, [one.order_id for one in page.items])
    return ListOut(
        items=[
            AwaitedPayment(
                number=one.number,
                name=_name(of[one.order_id]),
                email=of[one.order_id].email,
                method=one.method,
                amount=MoneyOut.by(one.amount),
                received=MoneyOut.by(one.received),
                opened_at=one.opened_at,
                due_at=one.due_at,
                is_overdue=one.due_at < clock.now(),
            )
            for one in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/refunds-by-hand", operation_id="listRefundsByHand")
async def list_refunds_by_hand(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 50
) -> ListOut[RefundByHand]:
    """Oldest first: these buyers wait longest."""
    found = await payments.refunds_by_hand(db, after=BY_TIME.after(cursor), limit=limit + 1)
    page = BY_TIME.page(found, limit, lambda one: (one.requested_at, one.id))
    of = await orders.with_lines(db, [one.order_id for one in page.items])
    return ListOut(
        items=[
            RefundByHand(
                id=one.id,
                number=of[one.order_id].number,
                name=_name(of[one.order_id]),
                email=of[one.order_id].email,
                amount=MoneyOut.by(one.amount),
                source=one.source,
                reason=one.reason,
                failure=one.failure,
                requested_at=one.requested_at,
            )
            for one in page.items
        ],
        next_cursor=page.next_cursor,
    )


def _name(order: orders.Order) -> str:
    return order.address.name if order.address else ""
