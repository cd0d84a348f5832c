"""Editing a placed order: what may change, what an edit would make of it, and saving it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, field_validator

from lonja.actions import edit_order as editing
from lonja.actions import end_edit as ending
from lonja.actions import price_edit, receive_payment, settle_difference
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.order_verbs import LineNumber
from lonja.backoffice.rules import Me, need
from lonja.hosting.deps import (
    Db,
    In,
    Line,
    MoneyOut,
    OptionalLine,
    OrderTotals,
    Out,
    PathText,
    Reading,
    TheShop,
)
from lonja.kernel import limits
from lonja.kernel.money import MILLI, divide_half_up
from lonja.kernel.totals import Totals
from lonja.manual_payments.api import ReceivedBy
from lonja.orders import api as orders
from lonja.orders.api import EditStatus, OnExpiry
from lonja.staff import api as staff

router = APIRouter(prefix="/orders", tags=["orders"])

Price = Annotated[int, Field(strict=True, ge=0, le=10**9)]
Quantity = Annotated[int, Field(strict=True, ge=0, le=limits.LINE_QUANTITY)]
Days = Annotated[int, Field(strict=True, ge=1, le=limits.PENDING_DAYS)]


class EditWay(Out):
    code: str
    name: str
    price: MoneyOut


class LeastUnits(Out):
    """Units of a line that are packed, have left or went back: they stay, at their price."""

    line: int
    quantity: int


class EditRow(Out):
    """An edit that was saved; `pay_by` while its difference is awaited, or was."""

    id: UUID
    version: int
    status: EditStatus
    difference: MoneyOut
    reason: str
    actor: str
    at: datetime
    pay_by: datetime | None
    waits: bool
    on_expiry: OnExpiry | None


class OrderEditing(Out):
    """`version` is what an edit is sent with, as `If-Match`; `why_not` where there can be none."""

    version: int
    why_not: editing.WhyNotEditable | None
    least: list[LeastUnits]
    ways: list[EditWay]
    discount_limit: MoneyOut | None
    edits: list[EditRow]


class EditedLine(Out):
    line: int
    sku: str
    name: str
    options: dict[str, str]
    quantity: int
    unit: MoneyOut
    total: MoneyOut
    discount: MoneyOut
    tax: MoneyOut


class EditPreview(Out):
    """`refund` is what goes back of a difference below zero: never more than is left to refund.

    `adjusted` of the difference changes what is still to be taken: of reserved money, or at the door.
    `is_paid`: the difference is settled apart; an order that is not paid yet is paid anew.
    """

    lines: list[EditedLine]
    before: OrderTotals
    after: OrderTotals
    difference: MoneyOut
    refund: MoneyOut
    adjusted: MoneyOut
    given_away: MoneyOut
    is_paid: bool


class LineEditAsked(In):
    """What is left out stays; none of it takes the line out."""

    line: LineNumber
    quantity: Quantity | None = None
    unit_minor: Price | None = None


class LineAdded(In):
    """At today's price, or at one that staff agreed."""

    sku: Line
    quantity: Annotated[int, Field(strict=True, ge=1, le=limits.LINE_QUANTITY)]
    unit_minor: Price | None = None


class EditWanted(In):
    """`reason` is needed for a price of one's own. Without `shipping_minor` it is the method's."""

    lines: tuple[LineEditAsked, ...] = Field(default=(), max_length=limits.CART_LINES)
    added: tuple[LineAdded, ...] = Field(default=(), max_length=limits.CART_LINES)
    shipping_code: Line | None = None
    shipping_minor: Price | None = None
    reason: OptionalLine = ""

    @field_validator("lines", "added")
    @classmethod
    def each_once[T: Sequence[LineEditAsked] | Sequence[LineAdded]](cls, asked: T) -> T:
        names = [one.sku.upper() if isinstance(one, LineAdded) else one.line for one in asked]
        if len(set(names)) < len(names):
            raise ValueError("each is named once")
        return asked

    def value(self, version: int) -> price_edit.Wanted:
        return price_edit.Wanted(
            version=version,
            lines={one.line: orders.LineEdit(one.quantity, one.unit_minor) for one in self.lines},
            added=[price_edit.Added(one.sku, one.quantity, one.unit_minor) for one in self.added],
            shipping_code=self.shipping_code,
            shipping_minor=self.shipping_minor,
            reason=self.reason,
        )


class DifferenceReceived(In):
    """The buyer paid it already, to a person."""

    received_by: ReceivedBy
    received_on: date
    reference: OptionalLine = ""


class EditAsked(EditWanted):
    """`seen_total_minor` is what the preview said. The rest is about a difference that is owed."""

    seen_total_minor: Price
    days: Days = settle_difference.DAYS
    waits: bool = True
    on_expiry: OnExpiry = OnExpiry.UNDO
    received: DifferenceReceived | None = None

    def settlement(self) -> settle_difference.Settlement:
        paid = self.received
        return settle_difference.Settlement(
            days=self.days,
            waits=self.waits,
            on_expiry=self.on_expiry,
            received=None
            if paid is None
            else receive_payment.Received(paid.received_by, paid.received_on, paid.reference),
        )


class EditEnded(In):
    """What becomes of an edit whose difference is awaited no longer."""

    how: OnExpiry


@router.get("/{number}/edits", operation_id="getOrderEditing")
async def get_editing(number: PathText, db: Reading, me: Me, now: Now) -> OrderEditing:
    """What may be edited of an order now, and what was."""
    order_id = await orders.find(db, number)
    order = await orders.get(db, order_id)
    found = await editing.basis(db, order_id, now=now)
    limit = staff.discount_limit(me.grants, order.currency)
    return OrderEditing(
        version=found.version,
        why_not=found.why_not,
        least=[LeastUnits(line=line, quantity=units) for line, units in found.least.items()],
        ways=[
            EditWay(
                code=one.code, name=one.name, price=MoneyOut.of(one.price_minor, order.currency)
            )
            for one in found.ways
        ],
        discount_limit=None if limit is None else MoneyOut.of(limit, order.currency),
        edits=[_row(one, order.currency) for one in await orders.edits(db, order_id)],
    )


@router.post("/{number}/edits/preview", operation_id="previewOrderEdit")
async def preview_edit(
    number: PathText, asked: EditWanted, db: Reading, version: IfMatch, now: Now
) -> EditPreview:
    """What the order would be, and cost; nothing is written."""
    order_id = await orders.find(db, number)
    plan = await editing.preview(db, order_id, asked.value(version), now=now)
    currency = plan.difference.currency
    return EditPreview(
        lines=[_line(one, currency) for one in plan.after.lines],
        before=_totals(plan.before, currency),
        after=_totals(plan.after, currency),
        difference=MoneyOut.by(plan.difference),
        refund=MoneyOut.of(plan.refund_minor, currency),
        adjusted=MoneyOut.of(plan.adjusted_minor, currency),
        given_away=MoneyOut.of(plan.given_away_minor, currency),
        is_paid=plan.is_paid,
    )


@router.put("/{number}/edits/{edit_id}", operation_id="editOrder")
async def edit_order(
    number: PathText,
    edit_id: UUID,
    asked: EditAsked,
    db: Db,
    me: Me,
    version: IfMatch,
    now: Now,
    shop: TheShop,
) -> EditRow:
    """Save an edit and write to the buyer; a repeat with the same id changes nothing.

    `received` needs what booking a payment needs (`receivePayment`).
    """
    if asked.received is not None:
        need(me, staff.Permission.ORDERS_REFUND)
    order_id = await orders.find(db, number)
    order = await orders.lock(db, order_id)
    saved = await editing.edit(
        db,
        order_id=order_id,
        edit_id=edit_id,
        wanted=asked.value(version),
        seen_total_minor=asked.seen_total_minor,
        settlement=asked.settlement(),
        refund_limit=staff.refund_limit(me.grants, order.currency),
        discount_limit=staff.discount_limit(me.grants, order.currency),
        methods=shop.payment_methods,
        actor=me.email,
        now=now,
    )
    return _row(saved, order.currency)


@router.put("/{number}/edits/{edit_id}/outcome", status_code=204, operation_id="endOrderEdit")
async def end_edit(
    number: PathText, edit_id: UUID, asked: EditEnded, db: Db, me: Me, now: Now
) -> None:
    """Await a difference no longer: undo the edit, or let the shop bear it."""
    order = await orders.lock(db, await orders.find(db, number))
    await ending.end(
        db,
        order_id=order.id,
        edit_id=edit_id,
        how=asked.how,
        discount_limit=staff.discount_limit(me.grants, order.currency),
        actor=me.email,
        now=now,
    )


def _row(one: orders.OrderEdit, currency: str) -> EditRow:
    return EditRow(
        id=one.id,
        version=one.version,
        status=one.status,
        difference=MoneyOut.of(one.difference_minor, currency),
        reason=one.reason,
        actor=one.actor,
        at=one.at,
        pay_by=one.awaited.pay_by if one.awaited else None,
        waits=one.awaited.waits if one.awaited else False,
        on_expiry=one.awaited.on_expiry if one.awaited else None,
    )


def _line(one: orders.OrderLine, currency: str) -> EditedLine:
    return EditedLine(
        line=one.line,
        sku=one.sku,
        name=one.name,
        options=dict(one.options),
        quantity=one.quantity,
        unit=MoneyOut.of(divide_half_up(one.unit_milli, MILLI), currency),
        total=MoneyOut.of(one.total_minor, currency),
        discount=MoneyOut.of(one.discount_minor, currency),
        tax=MoneyOut.of(one.tax_minor, currency),
    )


def _totals(one: orders.Content, currency: str) -> OrderTotals:
    return OrderTotals.of(
        Totals(currency, one.items_minor, one.discount_minor, one.shipping_minor, one.tax_minor)
    )
