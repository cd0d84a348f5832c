"""What the back office shows of an order: as a row of the list, and whole with its verbs."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import order_books, promise_arrival, ship_order
from lonja.backoffice.order_discounts import OrderDiscount, discounts_of
from lonja.backoffice.order_gift_cards import SoldGiftCard, sold_gift_cards
from lonja.backoffice.order_mails import OrderMailRow, mails_of
from lonja.backoffice.order_marks import OrderMarks, marks_of
from lonja.backoffice.order_parcels import (
    Allocation,
    LineUnits,
    PickupStore,
    Shipment,
    TakenFrom,
    allocations,
    pickup_store,
    shipments,
    taken_from,
    units_by_line,
)
from lonja.backoffice.order_payments import (
    AwaitedDifference,
    OrderPayment,
    awaited_difference,
    payments_of,
)
from lonja.backoffice.order_refunds import OrderMoney, Refund, money_of, refund
from lonja.backoffice.order_taxes import OrderTax, order_tax
from lonja.catalog import api as catalog
from lonja.hosting.deps import MoneyOut, OrderTotals, Out
from lonja.hosting.selling.addresses import AddressOut
from lonja.kernel.address import address_lines
from lonja.kernel.languages import STAFF_LANGUAGES
from lonja.kernel.money import MILLI, divide_half_up
from lonja.orders import api as orders
from lonja.orders.api import FulfilmentStanding, OrderStatus, PaymentStanding
from lonja.payments import api as payments
from lonja.shipping import api as shipping
from lonja.staff import api as staff
from lonja.staff.api import Permission, SignedIn


class OrderRow(Out):
    """`payment` and `fulfilment` follow from what came in, went back and was sent."""

    id: UUID
    number: str
    channel: str
    status: OrderStatus
    payment: PaymentStanding
    fulfilment: FulfilmentStanding
    email: str
    name: str
    country: str
    units: int
    total: MoneyOut
    placed_at: datetime
    tags: list[str]
    assignee_id: UUID | None
    is_held: bool
    is_noted: bool


class OrderLine(Out):
    """`name` is as its buyer read it; `names` by language, in the buyer's the same."""

    line: int
    sku: str
    name: str
    names: dict[str, str]
    options: dict[str, str]
    picture_url: str | None
    quantity: int
    unit: MoneyOut
    total: MoneyOut
    discount: MoneyOut
    discounts: list[OrderDiscount]
    price_list: str
    refundable_quantity: int
    refundable: MoneyOut
    units: LineUnits | None


class OrderEvent(Out):
    id: UUID
    kind: str
    at: datetime
    actor: str
    facts: dict[str, str]
    trace: str


class WhyNot(StrEnum):
    """What stands in the way of a verb: see `orders.why_not` and `payments.why_no_refund`."""

    NO_PERMISSION = "no_permission"
    NOT_PAID = "not_paid"
    NOT_SHIPPED = "not_shipped"
    ALREADY_SHIPPED = "already_shipped"
    ALREADY_DELIVERED = "already_delivered"
    ALREADY_CANCELLED = "already_cancelled"
    NOTHING_PAID = "nothing_paid"
    NOTHING_LEFT = "nothing_left"
    DISPUTED = "disputed"
    NOT_CAPTURED = "not_captured"
    WAITS_FOR_GOODS = "waits_for_goods"
    NOTHING_TO_SHIP = "nothing_to_ship"
    ON_HOLD = "on_hold"
    EDIT_AWAITS_PAYMENT = "edit_awaits_payment"


class Verb(Out):
    """Whether this person may do it now; `why_not` is a stable code where they may not."""

    allowed: bool
    why_not: WhyNot | None


class RefundVerb(Verb):
    """`limit` is what this person may give back of one order, null for all of it."""

    limit: MoneyOut | None


class OrderVerbs(Out):
    ship: Verb
    deliver: Verb
    cancel: Verb
    refund: RefundVerb


class BoughtMethod(Out):
    """As it was bought; `promised_by` counts its working days from the payment."""

    names: dict[str, str]
    days_min: int
    days_max: int
    promised_by: date | None


class Order(Out):
    id: UUID
    number: str
    channel: str
    status: OrderStatus
    payment: PaymentStanding
    fulfilment: FulfilmentStanding
    refusal: str | None
    email: str
    language: str
    address: list[str]
    delivery: AddressOut | None
    country: str
    shipping_code: str | None
    shipping_method: BoughtMethod | None
    pickup: PickupStore | None
    taken_from: list[TakenFrom]
    codes: list[str]
    placed_at: datetime
    delivered_at: datetime | None
    trace: str
    totals: OrderTotals
    shipping_discounts: list[OrderDiscount]
    tax: OrderTax
    lines: list[OrderLine]
    events: list[OrderEvent]
    payments: list[OrderPayment]
    awaited_difference: AwaitedDifference | None
    gift_cards: list[SoldGiftCard]
    refunds: list[Refund]
    money: OrderMoney
    shipments: list[Shipment]
    allocations: list[Allocation]
    mails: list[OrderMailRow]
    verbs: OrderVerbs
    marks: OrderMarks


def row(order: orders.OrderRow) -> OrderRow:
    return OrderRow(
        id=order.id,
        number=order.number,
        channel=order.channel,
        status=order.status,
        payment=order.payment,
        fulfilment=order.fulfilment,
        email=order.email,
        name=order.name,
        country=order.country,
        units=order.units,
        total=MoneyOut.of(order.total_minor, order.currency),
        placed_at=order.placed_at,
        tags=list(order.tags),
        assignee_id=order.assignee_id,
        is_held=order.is_held,
        is_noted=order.is_noted,
    )


async def detail(db: AsyncConnection, order: orders.Order, me: SignedIn, public_url: Any) -> Order:
    books = await order_books.books_of(db, order)
    given = await payments.refunds(db, order.id)
    return Order(
        id=order.id,
        number=order.number,
        channel=order.channel,
        status=order.status,
        payment=order.payment,
        fulfilment=order.fulfilment,
        refusal=order.refusal,
        email=order.email,
        language=order.language,
        address=_address(order),
        delivery=AddressOut(**order.address.to_json()) if order.address else None,
        country=order.country,
        shipping_code=order.shipping_code,
        shipping_method=await _method(db, order),
        pickup=await pickup_store(db, order),
        taken_from=await taken_from(db, order),
        codes=list(order.codes),
        placed_at=order.placed_at,
        delivered_at=order.delivered_at,
        trace=order.trace,
        totals=OrderTotals.of(order.totals),
        shipping_discounts=discounts_of(order, 0),
        tax=order_tax(order),
        lines=_lines(
            order,
            books,
            await units_by_line(db, order),
            await line_names(db, order),
            public_url,
        ),
        events=[_event(event) for event in order.events],
        payments=await payments_of(db, order.id),
        awaited_difference=await awaited_difference(db, order),
        gift_cards=await sold_gift_cards(db, order.id),
        refunds=[refund(one) for one in given],
        money=money_of(books, given),
        shipments=await shipments(db, order.id),
        allocations=await allocations(db, order.id),
        mails=await mails_of(db, order),
        verbs=_verbs(
            order,
            books,
            me,
            due_minor=await order_books.due_minor(db, order),
            not_whole=await ship_order.why_not_whole(db, order.id),
        ),
        marks=await marks_of(db, order),
    )


async def _method(db: AsyncConnection, order: orders.Order) -> BoughtMethod | None:
    """None where none was bought, or where it has been removed since."""
    if order.shipping_code is None:
        return None
    if order.shipping_code == shipping.BY_EMAIL:
        names = {code: shipping.by_email(code).name for code in STAFF_LANGUAGES}
        return BoughtMethod(names=names, days_min=0, days_max=0, promised_by=None)
    try:
        bought = (await shipping.method(db, order.shipping_code)).draft
    except shipping.UnknownShippingMethod:
        return None
    promised = await promise_arrival.of_order(db, order)
    return BoughtMethod(
        names=dict(bought.names),
        days_min=bought.days_min,
        days_max=bought.days_max,
        promised_by=promised and promised.last,
    )


def _verbs(
    order: orders.Order,
    books: payments.Books,
    me: SignedIn,
    *,
    due_minor: int,
    not_whole: str | None,
) -> OrderVerbs:
    def verb(permission: Permission, reason: str | None) -> Verb:
        if permission not in me.permissions:
            reason = "no_permission"
        return Verb(allowed=reason is None, why_not=WhyNot(reason) if reason else None)

    def move(permission: Permission, to: OrderStatus) -> Verb:
        return verb(permission, orders.why_not(order.status, to))

    limit = staff.refund_limit(me.grants, order.currency)
    refunding = verb(Permission.ORDERS_REFUND, payments.why_no_refund(books))
    return OrderVerbs(
        ship=verb(
            Permission.ORDERS_SHIP,
            orders.why_not(order.status, OrderStatus.SHIPPED)
            or ("on_hold" if order.held_at else None)
            or payments.why_not_ship(books, due_minor=due_minor)
            or not_whole,
        ),
        deliver=move(Permission.ORDERS_SHIP, OrderStatus.DELIVERED),
        cancel=move(Permission.ORDERS_CANCEL, OrderStatus.CANCELLED),
        refund=RefundVerb(
            allowed=refunding.allowed,
            why_not=refunding.why_not,
            limit=None if limit is None else MoneyOut.of(limit, order.currency),
        ),
    )


def _lines(
    order: orders.Order,
    books: payments.Books,
    where: Mapping[int, LineUnits],
    names: Mapping[int, dict[str, str]],
    public_url: Any,
) -> list[OrderLine]:
    left = {one.line: one for one in payments.lines_left(books)}
    return [
        OrderLine(
            line=line.line,
            sku=line.sku,
            name=line.name,
            names=names[line.line],
            options=dict(line.options),
            picture_url=public_url(line.picture) if line.picture else None,
            quantity=line.quantity,
            unit=MoneyOut.of(divide_half_up(line.unit_milli, MILLI), order.currency),
            total=MoneyOut.of(line.total_minor, order.currency),
            discount=MoneyOut.of(line.discount_minor, order.currency),
            discounts=discounts_of(order, line.line),
            price_list=line.price_list,
            refundable_quantity=left[line.line].quantity if line.line in left else 0,
            refundable=MoneyOut.of(
                left[line.line].amount_minor if line.line in left else 0, order.currency
            ),
            units=where.get(line.line),
        )
        for line in order.lines
    ]


async def line_names(db: AsyncConnection, order: orders.Order) -> dict[int, dict[str, str]]:
    """Line → language → its name: as it is called today, and for its buyer as it was bought."""
    ids = sorted({line.product_id for line in order.lines if line.product_id})
    today = await catalog.names_of(db, ids)
    return {
        line.line: {
            **(today.get(line.product_id, {}) if line.product_id else {}),
            order.language: line.name,
        }
        for line in order.lines
    }


def _address(order: orders.Order) -> list[str]:
    """As it goes on the parcel, then the phone."""
    if order.address is None:
        return []
    return [*address_lines(order.address, order.language), *filter(None, [order.address.phone])]


def _event(event: orders.OrderEvent) -> OrderEvent:
    return OrderEvent(
        id=event.id,
        kind=event.kind,
        at=event.at,
        actor=event.actor,
        facts={key: str(value) for key, value in event.facts.items()},
        trace=event.trace,
    )
