"""Following an order; its token opens it, for whoever has the link."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from psycopg import AsyncConnection
from pydantic import StringConstraints

from lonja.actions import pay_again as again
from lonja.actions import place_order
from lonja.bootstrap import Shop
from lonja.frontoffice.api.carts import PaymentIn
from lonja.hosting.deps import (
    Db,
    MoneyOut,
    OrderTotals,
    Out,
    PathText,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel import clock
from lonja.kernel.ids import is_sealed
from lonja.orders import api as orders
from lonja.payments import api as payments

router = APIRouter(prefix="/orders", tags=["orders"])

Token = Annotated[str, Query(max_length=100), StringConstraints(max_length=100), Storable]


class OrderLineOut(Out):
    sku: str
    name: str
    options: dict[str, str]
    picture: str | None
    quantity: int
    total: MoneyOut
    discount: MoneyOut


class OrderEventOut(Out):
    kind: str
    at: datetime


class OrderOut(Out):
    number: str
    status: str
    placed_at: datetime
    lines: list[OrderLineOut]
    totals: OrderTotals
    events: list[OrderEventOut]
    next_url: str | None
    refusal: str | None


def public_status(status: str) -> str:
    """What a buyer is told: that a payment is being taken is still "placed"."""
    return "placed" if status == "paying" else status


async def opened(db: AsyncConnection, shop: Shop, number: str, token: str) -> UUID:
    """The order behind a link; a wrong token looks like no order at all."""
    order_id = await orders.find(db, number)
    if not is_sealed(token, shop.settings.secret_key, "order", str(order_id)):
        raise orders.UnknownOrder("there is no such order")
    return order_id


@router.get("/{number}", operation_id="getOrder")
async def get_order(number: PathText, db: Reading, shop: TheShop, token: Token = "") -> OrderOut:
    order = await orders.get(db, await opened(db, shop, number, token))
    attempt = await payments.live_attempt(db, order.id)

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, order.currency)

    return OrderOut(
        number=order.number,
        status=public_status(order.status),
        placed_at=order.placed_at,
        lines=[
            OrderLineOut(
                sku=line.sku,
                name=line.name,
                options=dict(line.options),
                picture=line.picture,
                quantity=line.quantity,
                total=money(line.total_minor),
                discount=money(line.discount_minor),
            )
            for line in order.lines
        ],
        totals=OrderTotals.of(order.totals),
        events=[OrderEventOut(kind=event.kind, at=event.at) for event in order.events],
        next_url=attempt.next_url if attempt and attempt.status == "needs_action" else None,
        refusal=order.refusal,
    )


@router.post("/{number}/payment", status_code=202, operation_id="payAgain")
async def pay_again(
    number: PathText, asked: PaymentIn, db: Db, shop: TheShop, token: Token = ""
) -> None:
    """Try another card after a declined one."""
    await again.pay_again(
        db,
        order_id=await opened(db, shop, number, token),
        payment=place_order.Payment(asked.method, asked.token),
        methods=shop.payment_methods,
        seal=shop.seal,
        now=clock.now(),
    )


@router.get("/{number}/live", operation_id="followOrder", response_class=StreamingResponse)
async def follow_order(
    number: PathText, request: Request, shop: TheShop, token: Token = ""
) -> StreamingResponse:
    """Server-sent events `order`: the status now, and at each change."""
    async with shop.database.reading() as db:
        order_id = await opened(db, shop, number, token)

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            order = await orders.get(db, order_id)
        status = public_status(order.status)
        return f"{len(order.events)}", {"number": order.number, "status": status}

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="order", key=str(order_id), visitor=f"order:{order_id}", look=look
    )
    return stream
