"""Orders: the list, one with all that happened to it, and sending it out."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from psycopg import AsyncConnection

from lonja.backoffice.deps import Now, Search
from lonja.backoffice.rules import Me, may_watch
from lonja.fulfilment import api as fulfilment
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    ListReading,
    MoneyOut,
    OptionalLine,
    OrderTotals,
    Out,
    PageLimit,
    PathText,
    Reading,
    TheShop,
)
from lonja.kernel import outbox
from lonja.kernel.address import address_lines
from lonja.kernel.money import MILLI, divide_half_up
from lonja.kernel.paging import BY_TIME
from lonja.notifications import api as notifications
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments

router = APIRouter(prefix="/orders", tags=["orders"])

OrderStatus = Literal[
    "placed",
    "paying",
    "payment_action_required",
    "payment_failed",
    "confirmed",
    "shipped",
    "delivered",
    "cancelled",
]
LIVE_ROWS = 25


class OrderRow(Out):
    id: UUID
    number: str
    channel: str
    status: OrderStatus
    email: str
    name: str
    country: str
    units: int
    total: MoneyOut
    placed_at: datetime


class OrderLine(Out):
    line: int
    sku: str
    name: str
    options: dict[str, str]
    picture_url: str | None
    quantity: int
    unit: MoneyOut
    total: MoneyOut
    discount: MoneyOut


class OrderEvent(Out):
    id: UUID
    kind: str
    at: datetime
    actor: str
    facts: dict[str, str]
    trace: str


class OrderPayment(Out):
    id: UUID
    method: str
    status: str
    reason: str | None
    amount: MoneyOut
    created_at: datetime
    captured_at: datetime | None


class Shipment(Out):
    id: UUID
    carrier: str
    tracking: str
    shipped_at: datetime
    actor: str


class OrderMailRow(Out):
    id: UUID
    kind: str
    recipient: str
    status: str
    attempts: int
    error: str | None
    created_at: datetime
    sent_at: datetime | None


class Order(Out):
    id: UUID
    number: str
    channel: str
    status: OrderStatus
    refusal: str | None
    email: str
    language: str
    address: list[str]
    country: str
    shipping_code: str | None
    codes: list[str]
    placed_at: datetime
    trace: str
    totals: OrderTotals
    lines: list[OrderLine]
    events: list[OrderEvent]
    payments: list[OrderPayment]
    shipments: list[Shipment]
    mails: list[OrderMailRow]
    may_ship: bool


class ShipmentAsked(In):
    carrier: Line
    tracking: OptionalLine


def _row(order: orders.OrderRow) -> OrderRow:
    return OrderRow(
        id=order.id,
        number=order.number,
        channel=order.channel,
        status=order.status,
        email=order.email,
        name=order.name,
        country=order.country,
        units=order.units,
        total=MoneyOut.of(order.total_minor, order.currency),
        placed_at=order.placed_at,
    )


@router.get("", operation_id="listOrders")
async def list_orders(
    db: ListReading,
    q: Search = "",
    status: Annotated[list[OrderStatus] | None, Query(max_length=8)] = None,
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[OrderRow]:
    """Newest first; `q` is a whole order number or a whole e-mail address."""
    found = await orders.list_orders(
        db, status=status, query=q.strip(), after=BY_TIME.after(cursor), limit=limit + 1
    )
    page = BY_TIME.page(found, limit, lambda order: (order.placed_at, order.id))
    return ListOut(items=[_row(order) for order in page.items], next_cursor=page.next_cursor)


@router.get("/live", operation_id="followOrders", response_class=StreamingResponse)
async def follow_orders(request: Request, me: Me, shop: TheShop) -> StreamingResponse:
    """Server-sent events `order`: the newest orders now, and whenever one of them changes."""

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            newest = await orders.list_orders(db, limit=LIVE_ROWS)
        rows = [{"number": order.number, "status": order.status} for order in newest]
        return (newest[0].number if newest else "none"), {"newest": rows}

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="order",
        key="*",
        visitor=f"staff:{me.user_id}",
        look=look,
        may_watch=partial(may_watch, request),
    )
    return stream


@router.get("/{number}", operation_id="getOrder")
async def get_order(number: PathText, db: Reading, shop: TheShop) -> Order:
    order = await orders.get(db, await orders.find(db, number))
    return await _detail(db, order, shop.blobs.public_url)


@router.get("/{number}/live", operation_id="followOrder", response_class=StreamingResponse)
async def follow_order(
    number: PathText, request: Request, me: Me, shop: TheShop
) -> StreamingResponse:
    """Server-sent events `order`: where it stands, each change, and each mail that left."""
    async with shop.database.reading() as db:
        order_id = await orders.find(db, number)

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            order = await orders.get(db, order_id)
            mails = await notifications.deliveries_of(db, order_id)
        happened = len(order.events)
        settled = sum(mail.status in {"sent", "failed"} for mail in mails)
        facts = {"number": order.number, "status": order.status, "events": happened}
        return f"{happened}.{settled}", {**facts, "mails": settled}

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="order",
        key=str(order_id),
        visitor=f"staff:{me.user_id}",
        look=look,
        may_watch=partial(may_watch, request),
    )
    return stream


@router.put("/{number}/shipments/{shipment_id}", status_code=204, operation_id="shipOrder")
async def ship_order(
    number: PathText, shipment_id: UUID, asked: ShipmentAsked, db: Db, me: Me, now: Now
) -> None:
    """Send the order out and write to the buyer; a repeat with the same id changes nothing."""
    order_id = await orders.find(db, number)
    if await fulfilment.ship(
        db,
        order_id=order_id,
        shipment_id=shipment_id,
        carrier=asked.carrier,
        tracking=asked.tracking,
        actor=me.email,
        now=now,
    ):
        await outbox.put(db, OrderMail(order_id, "order_shipped"))


async def _detail(db: AsyncConnection, order: orders.Order, public_url: Any) -> Order:
    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, order.currency)

    return Order(
        id=order.id,
        number=order.number,
        channel=order.channel,
        status=order.status,
        refusal=order.refusal,
        email=order.email,
        language=order.language,
        address=_address(order),
        country=order.country,
        shipping_code=order.shipping_code,
        codes=list(order.codes),
        placed_at=order.placed_at,
        trace=order.trace,
        totals=OrderTotals.of(order.totals),
        lines=[
            OrderLine(
                line=line.line,
                sku=line.sku,
                name=line.name,
                options=dict(line.options),
                picture_url=public_url(line.picture) if line.picture else None,
                quantity=line.quantity,
                unit=money(divide_half_up(line.unit_milli, MILLI)),
                total=money(line.total_minor),
                discount=money(line.discount_minor),
            )
            for line in order.lines
        ],
        events=[_event(event) for event in order.events],
        payments=[
            OrderPayment(
                id=attempt.id,
                method=attempt.method,
                status=attempt.status,
                reason=attempt.reason,
                amount=MoneyOut.of(attempt.amount.minor, attempt.amount.currency),
                created_at=attempt.created_at,
                captured_at=attempt.captured_at,
            )
            for attempt in await payments.attempts(db, order.id)
        ],
        shipments=[
            Shipment.model_validate(parcel)
            for parcel in await fulfilment.shipments_of(db, order.id)
        ],
        mails=[
            OrderMailRow.model_validate(mail)
            for mail in await notifications.deliveries_of(db, order.id)
        ],
        may_ship=orders.may_move(order.status, "shipped"),
    )


def _address(order: orders.Order) -> list[str]:
    """As it goes on the parcel, then the phone."""
    if order.address is None:
        return []
    phone = [order.address.phone] if order.address.phone else []
    return address_lines(order.address, order.language) + phone


def _event(event: orders.OrderEvent) -> OrderEvent:
    return OrderEvent(
        id=event.id,
        kind=event.kind,
        at=event.at,
        actor=event.actor,
        facts={key: str(value) for key, value in event.facts.items()},
        trace=event.trace,
    )
