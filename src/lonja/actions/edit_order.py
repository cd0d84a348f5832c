"""Staff change what a placed order is about: lines, prices, shipping, as long as it is not packed.

A preview is worked out and never stored. Saving is one transaction: the order is what the edit made
of it, stock follows unit by unit, and the difference is refunded, awaited or booked
(`settle_difference`). An order that is not paid yet is paid anew, for its new sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import (
    adjust_payment,
    edit_goods,
    price_edit,
    settle_difference,
    spend_credit,
    want_document,
)
from lonja.actions.order_books import books_of
from lonja.actions.price_edit import Wanted
from lonja.actions.settle_difference import Settlement
from lonja.fulfilment import api as fulfilment
from lonja.kernel import audit, limits, outbox
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.money import Money
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.payments.api import AttemptStatus

MAIL_WAITS_S: Final = 30
UNPAID: Final = frozenset(
    {
        OrderStatus.PAYMENT_FAILED,
        OrderStatus.PAYMENT_ACTION_REQUIRED,
        OrderStatus.PAYMENT_PENDING,
    }
)


class WhyNotEditable(StrEnum):
    """What stands in the way of an edit."""

    TAXED_ELSEWHERE = "taxed_elsewhere"
    EDIT_AWAITS_PAYMENT = "edit_awaits_payment"
    PAYMENT_IN_PROGRESS = "payment_in_progress"
    PAYMENT_RESERVED = "payment_reserved"
    PAID_AT_THE_DOOR = "paid_at_the_door"
    NOTHING_TO_PAY = "nothing_to_pay"
    PAID_BY_CREDIT = "paid_by_credit"
    PAID_BY_EXCHANGE = "paid_by_exchange"
    NOT_PAID = "not_paid"
    ALREADY_SHIPPED = "already_shipped"
    ALREADY_DELIVERED = "already_delivered"
    ALREADY_CANCELLED = "already_cancelled"


class NotEditable(Conflict):
    """`facts["reason"]` says why the order cannot be edited now."""

    code: ClassVar[str] = "not_editable"


class EditChanged(Conflict):
    """The order would not cost what the preview said; `facts["total_minor"]` is what it would."""

    code: ClassVar[str] = "edit_changed"


@dataclass(frozen=True, slots=True)
class Way:
    """A method that the order may travel by, and what it costs today."""

    code: str
    name: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`given_away_minor` is what the prices of staff take off those that were agreed.

    `adjusted_minor` of the difference changes what is still to be taken: of reserved money, or at the
    door. Of the rest, what is less goes back, and what is more is owed.
    """

    before: orders.Content
    after: orders.Content
    difference: Money
    is_paid: bool
    refund_minor: int
    adjusted_minor: int
    given_away_minor: int

    @property
    def owed_minor(self) -> int:
        return max(0, self.difference.minor - self.adjusted_minor) if self.is_paid else 0


@dataclass(frozen=True, slots=True)
class Basis:
    """What an order may be edited within: units that stay, ways to travel, its version."""

    version: int
    why_not: WhyNotEditable | None
    least: Mapping[int, int]
    ways: Sequence[Way]


async def basis(db: AsyncConnection, order_id: UUID, *, now: datetime) -> Basis:
    """What the screen begins with; the order is not locked."""
    order = await orders.get(db, order_id)
    found = await orders.edits(db, order_id)
    quote = await price_edit.quote(db, order, {}, now=now)
    return Basis(
        version=len(found),
        why_not=await _why_not(db, order, found),
        least=(await _bounds(db, order, found)).least,
        ways=[Way(one.method, one.name, one.price_minor) for one in price_edit.ways(order, quote)],
    )


async def preview(db: AsyncConnection, order_id: UUID, wanted: Wanted, *, now: datetime) -> Preview:
    """The order before and after, and the difference; nothing is written."""
    return await _planned(db, await orders.get(db, order_id), wanted, now=now)


async def edit(
    db: AsyncConnection,
    *,
    order_id: UUID,
    edit_id: UUID,
    wanted: Wanted,
    seen_total_minor: int,
    settlement: Settlement,
    refund_limit: int | None,
    discount_limit: int | None,
    methods: Mapping[str, payments.Method],
    actor: str,
    now: datetime,
) -> orders.OrderEdit:
    """Save an edit; the same `edit_id` again changes nothing.

    Raises `OrderEdited` for an order that a colleague edited meanwhile, `EditChanged` where it would
    cost something else than was seen, and what `NotEditable` and the rule's refusals say.
    """
    await orders.lock(db, order_id)
    found = await orders.edits(db, order_id)
    if (same := next((one for one in found if one.id == edit_id), None)) is not None:
        return same
    order = await orders.get(db, order_id)
    plan = await _planned(db, order, wanted, now=now)
    if plan.after.total_minor != seen_total_minor:
        raise EditChanged("it would cost something else now", total_minor=plan.after.total_minor)
    _check(order, wanted, plan, discount_limit=discount_limit)
    if settlement.received is not None and not plan.owed_minor:
        raise settle_difference.NothingOwed("nothing is to be paid for it", field="received")
    await want_document.of_edit(db, order_id, edit_id, now=now)
    awaited = settlement.awaited(now) if plan.owed_minor else None
    saved = await orders.save_edit(
        db, order, plan.after, edit_id=edit_id, version=len(found) + 1, reason=wanted.reason,
        awaited=awaited, actor=actor, now=now,
    )  # fmt: skip
    await orders.add_event(
        db, order_id=order_id, kind="edited", at=now, actor=actor, edit_id=edit_id,
        difference_minor=plan.difference.minor, currency=order.currency, reason=wanted.reason,
    )  # fmt: skip
    await audit.record(
        db, at=now, actor=actor, action="order_edited", subject=f"order:{order.number}",
        edit_id=edit_id, difference_minor=plan.difference.minor, currency=order.currency,
        given_away_minor=plan.given_away_minor, reason=wanted.reason,
        lines={str(line): quantity for line, quantity in _changes(plan).items()},
    )  # fmt: skip
    if plan.is_paid:
        await adjust_payment.adjust(db, order, plan.adjusted_minor, edit_id=edit_id, now=now)
        await settle_difference.settle(
            db,
            order,
            saved,
            settlement,
            back_minor=max(0, plan.adjusted_minor - plan.difference.minor),
            methods=methods,
            limit_minor=refund_limit,
            actor=actor,
            now=now,
        )
    else:
        await _ask_anew(db, order, now=now)
    # What is paid at the door has its new words by then.
    waits = timedelta(seconds=MAIL_WAITS_S if plan.adjusted_minor else 0)
    await outbox.put(db, OrderMail(order_id, "order_edited", edit_id), at=now + waits)
    await edit_goods.follow(db, order, plan.before, plan.after, actor=actor, now=now)
    orders.touched(db, order)
    return saved


async def _planned(
    db: AsyncConnection, order: orders.Order, wanted: Wanted, *, now: datetime
) -> Preview:
    found = await orders.edits(db, order.id)
    orders.check_version(found, wanted.version)
    reason = await _why_not(db, order, found)
    if reason is not None:
        raise NotEditable("this order cannot be edited now", reason=reason)
    skus = {one.sku: one.quantity for one in wanted.added}
    quote = await price_edit.quote(db, order, skus, now=now)
    added = await price_edit.added(db, order, wanted.added, quote)
    made = orders.edited(
        order,
        orders.Edit(wanted.lines, added, price_edit.shipping(order, wanted, quote)),
        await _bounds(db, order, found),
        quote.taxation,
    )
    if len(made.lines) > limits.CART_LINES or made.lines[-1].line > limits.CART_LINES:
        raise Invalid(f"one order has at most {limits.CART_LINES} lines", field="added")
    difference = made.total_minor - order.total_minor
    is_paid = order.status not in orders.WAITING
    left = await spend_credit.left_to_pay(db, order)
    if not is_paid and left.minor + difference <= 0:
        raise NotEditable("less is left to pay than that", reason=await _what_pays(db, order.id))
    adjusted = await adjust_payment.adjustable_minor(db, order, difference) if is_paid else 0
    if adjusted is None:
        raise NotEditable("less is left to pay than that", reason=await _why_not_so(db, order))
    refund = 0
    if is_paid and difference < adjusted:
        refund = min(adjusted - difference, (await books_of(db, order)).left_minor)
    return Preview(
        before=orders.content_of(order),
        after=made,
        difference=Money(order.currency, difference),
        is_paid=is_paid,
        refund_minor=refund,
        adjusted_minor=adjusted,
        given_away_minor=price_edit.given_away(order, wanted, made, quote),
    )


async def _why_not(
    db: AsyncConnection, order: orders.Order, found: Sequence[orders.OrderEdit]
) -> WhyNotEditable | None:
    """None where the order may be edited."""
    if not order.tax_treatment:
        return WhyNotEditable.TAXED_ELSEWHERE
    if orders.awaited_edit(found) is not None:
        return WhyNotEditable.EDIT_AWAITS_PAYMENT
    attempt = await payments.live_attempt(db, order.id)
    if order.status in UNPAID:
        is_on_its_way = attempt is not None and attempt.step is None
        return WhyNotEditable.PAYMENT_IN_PROGRESS if is_on_its_way else None
    if order.status in orders.WAITING:
        return WhyNotEditable.PAYMENT_IN_PROGRESS
    if adjust_payment.is_at_the_door(attempt) and order.status is not OrderStatus.CONFIRMED:
        return WhyNotEditable.PAID_AT_THE_DOOR
    is_taken = attempt is not None and attempt.status is AttemptStatus.AUTHORISED
    if attempt is not None and is_taken and attempt.capture_by is None:
        return WhyNotEditable.PAYMENT_IN_PROGRESS
    reason = orders.why_not(order.status, OrderStatus.SHIPPED)
    return None if reason is None else WhyNotEditable(reason)


async def _why_not_so(db: AsyncConnection, order: orders.Order) -> WhyNotEditable:
    """Why its payment cannot be changed by that much."""
    if adjust_payment.is_at_the_door(await payments.live_attempt(db, order.id)):
        return WhyNotEditable.NOTHING_TO_PAY
    return WhyNotEditable.PAYMENT_RESERVED


async def _what_pays(db: AsyncConnection, order_id: UUID) -> WhyNotEditable:
    """What pays an unpaid order more than it would cost."""
    paying = [one for one in await payments.balances(db, order_id) if one.status in payments.LIVE]
    if any(one.origin_order_id is not None for one in paying):
        return WhyNotEditable.PAID_BY_EXCHANGE
    return WhyNotEditable.PAID_BY_CREDIT


async def _bounds(
    db: AsyncConnection, order: orders.Order, found: Sequence[orders.OrderEdit]
) -> orders.Bounds:
    """Units in parcels stay, and so do those that left or went back."""
    least: dict[int, int] = {}
    if order.status not in orders.WAITING:
        units = {one.line: one for one in await fulfilment.units_of(db, order.id)}
        left = {one.line: one.quantity for one in payments.lines_left(await books_of(db, order))}
        for line in order.lines:
            here = units.get(line.line)
            free = here.allocated + here.waiting if here else 0
            least[line.line] = line.quantity - min(free, left.get(line.line, 0))
    ever = [one.line for one in order.lines]
    ever += [line.line for one in found for line in (*one.before.lines, *one.after.lines)]
    return orders.Bounds(least, max(ever, default=0) + 1)


def _check(
    order: orders.Order, wanted: Wanted, plan: Preview, *, discount_limit: int | None
) -> None:
    own = [
        *(one.unit_minor for one in wanted.lines.values()),
        *(one.unit_minor for one in wanted.added),
        wanted.shipping_minor,
    ]
    if any(one is not None for one in own) and not wanted.reason:
        raise Invalid("say why it costs something else", field="reason")
    settle_difference.check_discount(order, plan.given_away_minor, limit_minor=discount_limit)


def _changes(plan: Preview) -> dict[int, int]:
    """By how many units each line grows or shrinks."""
    before = {one.line: one.quantity for one in plan.before.lines}
    after = {one.line: one.quantity for one in plan.after.lines}
    return {
        line: change
        for line in sorted(before.keys() | after.keys())
        if (change := after.get(line, 0) - before.get(line, 0))
    }


async def _ask_anew(db: AsyncConnection, order: orders.Order, *, now: datetime) -> None:
    """The payment for the old sum is closed; its buyer pays the new one by the order's link.

    Should the old sum arrive all the same it pays nothing, and goes back.
    """
    attempt = await payments.live_attempt(db, order.id)
    if attempt is None:
        return
    if attempt.closing_since is None:
        await payments.mark_closing(db, attempt, since=now)
    if orders.may_move(order.status, OrderStatus.PAYING):
        await orders.move(db, order=order, to=OrderStatus.PAYING, at=now, actor="shop")
    await outbox.put(db, orders.ConfirmOrder(order.id))
