"""What staff do with an order: ship, deliver, cancel, refund. Each asks one action."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, Field, field_validator

from lonja.actions import cancel_order as cancelling
from lonja.actions import correct_address as correcting
from lonja.actions import deliver_order as delivering
from lonja.actions import refund_order as refunding
from lonja.actions import settle_refund_by_hand as by_hand
from lonja.actions import ship_order as shipping
from lonja.actions import take_reserved
from lonja.backoffice.deps import Now
from lonja.backoffice.order_refunds import Refund
from lonja.backoffice.order_refunds import refund as refund_view
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, Email, In, Line, OptionalLine, PathText
from lonja.hosting.selling.addresses import AddressIn
from lonja.kernel import limits
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.staff import api as staff

router = APIRouter(prefix="/orders", tags=["orders"])

Amount = Annotated[int, Field(strict=True, ge=1, le=10**12)]
Units = Annotated[int, Field(ge=1, le=limits.LINE_QUANTITY)]
LineNumber = Annotated[int, Field(ge=1, le=limits.CART_LINES)]


class ParcelLine(In):
    line: LineNumber
    quantity: Units


def _each_once(lines: tuple[ParcelLine, ...] | None) -> tuple[ParcelLine, ...] | None:
    if lines is not None and len({line.line for line in lines}) < len(lines):
        raise ValueError("a line is named once")
    return lines


ParcelLines = Annotated[
    tuple[ParcelLine, ...] | None,
    Field(min_length=1, max_length=limits.CART_LINES),
    AfterValidator(_each_once),
]


class ShipmentAsked(In):
    """`lines` is what is in the parcel, where it was not packed before: without, all that lies ready.

    `although_not_captured` is an explicit yes to goods that leave without their money.
    """

    carrier: Line
    tracking: OptionalLine
    lines: ParcelLines = None
    although_not_captured: bool = False


def quantities(lines: Sequence[ParcelLine] | None) -> dict[int, int] | None:
    return None if lines is None else {line.line: line.quantity for line in lines}


class AddressCorrected(In):
    """`vat_id` stays what the order was taxed by, whatever is sent."""

    email: Email
    address: AddressIn


class CancellationAsked(In):
    reason: cancelling.CancelReason
    note: OptionalLine = ""


class RefundLineAsked(In):
    line: LineNumber
    quantity: Units


class RefundAsked(In):
    """Neither amount nor lines is all that is left; an amount beside lines replaces their sum."""

    reason: payments.RefundReason
    amount_minor: Amount | None = None
    lines: tuple[RefundLineAsked, ...] = Field(default=(), max_length=limits.CART_LINES)
    restock: bool = False
    to: payments.RefundTo = payments.RefundTo.PAYMENT

    @field_validator("lines")
    @classmethod
    def each_once(cls, lines: tuple[RefundLineAsked, ...]) -> tuple[RefundLineAsked, ...]:
        if len({line.line for line in lines}) < len(lines):
            raise ValueError("a line is named once")
        return lines


class RefundOutcome(In):
    """For a refund that needs a person: somebody paid it by hand, or nobody will.

    When it was paid, and what the bank calls the transfer, is kept in the order's history.
    """

    outcome: Literal["paid_by_hand", "called_off"]
    paid_on: date | None = None
    reference: OptionalLine = ""


@router.put("/{number}/shipments/{shipment_id}", status_code=204, operation_id="shipOrder")
async def ship_order(
    number: PathText, shipment_id: UUID, asked: ShipmentAsked, db: Db, me: Me, now: Now
) -> None:
    """Send the order out and write to the buyer; a repeat with the same id changes nothing."""
    await shipping.ship(
        db,
        order_id=await orders.find(db, number),
        shipment_id=shipment_id,
        carrier=asked.carrier,
        tracking=asked.tracking,
        lines=quantities(asked.lines),
        although_not_captured=asked.although_not_captured,
        actor=me.email,
        now=now,
    )


@router.put("/{number}/delivery", status_code=204, operation_id="deliverOrder")
async def deliver_order(number: PathText, db: Db, me: Me, now: Now) -> None:
    """Mark a shipped order as delivered and write to the buyer."""
    await delivering.deliver(db, order_id=await orders.find(db, number), actor=me.email, now=now)


@router.put("/{number}/reserved-payment", status_code=204, operation_id="takeReservedPayment")
async def take_reserved_payment(number: PathText, db: Db, me: Me, now: Now) -> None:
    """Take now what waits for the goods to leave."""
    order_id = await orders.find(db, number)
    await take_reserved.take(db, order_id=order_id, actor=me.email, now=now)


@router.put("/{number}/cancellation", status_code=204, operation_id="cancelOrder")
async def cancel_order(
    number: PathText, asked: CancellationAsked, db: Db, me: Me, now: Now
) -> None:
    """Call off an order that has not left: its money, goods and promotions go back."""
    await cancelling.cancel(
        db,
        order_id=await orders.find(db, number),
        reason=asked.reason,
        note=asked.note,
        actor=me.email,
        now=now,
    )


@router.put("/{number}/refunds/{refund_id}", status_code=202, operation_id="refundOrder")
async def refund_order(
    number: PathText, refund_id: UUID, asked: RefundAsked, db: Db, me: Me, now: Now
) -> Refund:
    """Give money back, whole, by amount or by lines; a repeat with the same id changes nothing.

    Gift cards get theirs first; where several payments get some, the answer is the first of them.
    """
    order_id = await orders.find(db, number)
    order = await orders.lock(db, order_id)
    await refunding.refund(
        db,
        order_id=order_id,
        refund_id=refund_id,
        asked=payments.RefundRequested(
            reason=asked.reason,
            amount_minor=asked.amount_minor,
            lines={line.line: line.quantity for line in asked.lines},
            restock=asked.restock,
            to=asked.to,
        ),
        actor=me.email,
        limit_minor=staff.refund_limit(me.grants, order.currency),
        now=now,
    )
    return refund_view(await payments.refund(db, order_id=order_id, refund_id=refund_id))


@router.put("/{number}/refunds/{refund_id}/outcome", status_code=204, operation_id="settleRefund")
async def settle_refund(
    number: PathText, refund_id: UUID, asked: RefundOutcome, db: Db, me: Me, now: Now
) -> None:
    """Say how a refund ended that the gateway could not bring to its end."""
    order_id = await orders.find(db, number)
    if asked.outcome == "called_off":
        await by_hand.call_off(db, order_id=order_id, refund_id=refund_id, actor=me.email, now=now)
        return
    await by_hand.paid_by_hand(
        db,
        order_id=order_id,
        refund_id=refund_id,
        paid_on=asked.paid_on,
        reference=asked.reference,
        actor=me.email,
        now=now,
    )


@router.put("/{number}/address", status_code=204, operation_id="correctAddress")
async def correct_address(
    number: PathText, asked: AddressCorrected, db: Db, me: Me, now: Now
) -> None:
    """Where it goes and whom it writes to, while nothing is packed and it costs the same."""
    await correcting.correct_address(
        db,
        order_id=await orders.find(db, number),
        email=asked.email,
        address=asked.address.value(),
        actor=me.email,
        now=now,
    )
