"""Following an order; its token opens it, for whoever has the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from psycopg import AsyncConnection
from pydantic import StringConstraints

from lonja.actions import cancel_order as cancelling
from lonja.actions import pay_again as again
from lonja.actions import place_order, promise_arrival, settle_difference, spend_credit
from lonja.actions.send_order_link import send_order_link
from lonja.bootstrap import Shop
from lonja.frontoffice.api.cart_parts import PaymentIn
from lonja.frontoffice.api.cart_ways import StoreOut, store_out
from lonja.hosting.deps import (
    Db,
    Email,
    In,
    MoneyOut,
    OrderTotals,
    Out,
    PathText,
    Reading,
    Storable,
    TheShop,
)
from lonja.hosting.request_origin import client_address
from lonja.hosting.selling.order_links import order_path, return_urls
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.ids import is_sealed
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payments import api as payments
from lonja.payments.api import RefundStatus

router = APIRouter(prefix="/orders", tags=["orders"])

Token = Annotated[str, Query(max_length=100), StringConstraints(max_length=100), Storable]


type PublicStatus = Literal[
    OrderStatus.PLACED,
    OrderStatus.PAYMENT_ACTION_REQUIRED,
    OrderStatus.PAYMENT_PENDING,
    OrderStatus.PAYMENT_FAILED,
    OrderStatus.CONFIRMED,
    OrderStatus.PARTLY_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.CANCELLED,
]
INTERNAL_EVENTS: Final = frozenset(
    {
        "archived", "assigned", "difference_carried", "dispute_answered", "dispute_due", "dispute_lost", "dispute_opened",
        "dispute_prevented", "dispute_warning", "dispute_won", "gift_cards_restarted",
        "gift_cards_stopped", "held", "payment_differs", "payment_lost", "refund_failed", "refund_needs_person", "released", "tagged", "unarchived",
    }
)  # fmt: skip
"""What is for staff alone, or what buyers could do nothing with."""
_INTERNAL_REASONS: Final = frozenset({"suspected_fraud"})


class OrderLineOut(Out):
    sku: str
    name: str
    options: dict[str, str]
    picture: str | None
    quantity: int
    total: MoneyOut
    discount: MoneyOut


class SavingOut(Out):
    """What a promotion took off, as it was called that day."""

    name: str
    code: str | None
    amount: MoneyOut


class OrderEventOut(Out):
    kind: str
    at: datetime


class OrderGiftCardOut(Out):
    """What a gift card, store credit or goods that came back (`exchange`) pay; only a card has `last_four`."""

    kind: Literal["gift_card", "store_credit", "exchange"]
    last_four: str
    amount: MoneyOut


class NextOut(Out):
    """What the buyer does next: open `url` in a browser, or pay as `text` says."""

    kind: Literal["redirect", "instructions"]
    url: str | None
    text: str | None


class OwedOut(Out):
    """The difference of an edit by the shop: it is paid as a payment that failed is."""

    amount: MoneyOut
    until: datetime


class OrderOut(Out):
    """A paid order that is sent arrives between `arrives_first` and `arrives_last`; one that is picked
    up has its store in `pickup`. `gift_cards` pay a part of the total. `refunded` has left us,
    `refund_on_its_way` will; `exchanged` pays the order in exchange.

    While the order is not paid, the goods are kept until `kept_until`.
    """

    number: str
    status: PublicStatus
    placed_at: datetime
    lines: list[OrderLineOut]
    totals: OrderTotals
    gift_cards: list[OrderGiftCardOut]
    promotions: list[SavingOut]
    events: list[OrderEventOut]
    next: NextOut | None
    may_leave_payment: bool
    owed: OwedOut | None
    kept_until: datetime | None
    refusal: str | None
    refunded: MoneyOut
    exchanged: MoneyOut
    refund_on_its_way: MoneyOut
    may_cancel: bool
    arrives_first: date | None
    arrives_last: date | None
    pickup: StoreOut | None


def public_status(status: OrderStatus) -> PublicStatus:
    """What a buyer sees: that a payment is being taken is still "placed"."""
    return OrderStatus.PLACED if status is OrderStatus.PAYING else status


def public_reason(refusal: str | None) -> str | None:
    return "other" if refusal in _INTERNAL_REASONS else refusal


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """What was refunded, what is on its way, and what pays an order in exchange, in minor units."""

    done_minor: int
    on_its_way_minor: int
    exchanged_minor: int


def money_back(given: Sequence[payments.Refund]) -> MoneyBack:
    leaving = [one for one in given if one.to is not payments.RefundTo.EXCHANGE]
    staying = [one for one in given if one.to is payments.RefundTo.EXCHANGE]
    return MoneyBack(
        sum(one.amount.minor for one in leaving if one.status is RefundStatus.SUCCEEDED),
        sum(one.amount.minor for one in leaving if one.status in _ON_ITS_WAY),
        sum(one.amount.minor for one in staying),
    )


_ON_ITS_WAY: Final = payments.REFUND_WAITING | {RefundStatus.NEEDS_PERSON}


async def opened(db: AsyncConnection, shop: Shop, number: str, token: str) -> UUID:
    """The order behind a link; a wrong token looks like no order at all."""
    order_id = await orders.find(db, number)
    if not is_sealed(token, shop.settings.secret_key, "order", str(order_id)):
        raise orders.UnknownOrder("there is no such order")
    return order_id


class LostOrder(In):
    number: Annotated[str, StringConstraints(min_length=1, max_length=40), Storable]
    email: Email


@router.post("/links", status_code=202, operation_id="sendOrderLink")
async def send_link(asked: LostOrder, db: Db) -> None:
    """Mail an order's link to its own address, if that is `email`; at most once an hour.

    The answer is the same for every number and address.
    """
    await send_order_link(db, number=asked.number, email=asked.email, now=clock.now())


@router.get("/{number}", operation_id="getOrder")
async def get_order(number: PathText, db: Reading, shop: TheShop, token: Token = "") -> OrderOut:
    order = await orders.get(db, await opened(db, shop, number, token))
    attempt = await payments.live_attempt(db, order.id)
    owed = await settle_difference.owed(db, order)
    if owed is not None:
        attempt = owed.attempt
    sent = None if order.pickup_location else await promise_arrival.of_order(db, order)
    back = money_back(await payments.refunds(db, order.id))

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
        gift_cards=[
            OrderGiftCardOut(
                kind=str(one.kind), last_four=one.last_four, amount=MoneyOut.by(one.amount)
            )
            for one in await spend_credit.paid_parts(db, order.id)
        ],
        promotions=[
            SavingOut(name=one.name, code=one.code, amount=money(one.amount_minor))
            for one in (*order.savings, *order.shipping_savings)
        ],
        events=[
            OrderEventOut(kind=event.kind, at=event.at)
            for event in order.events
            if event.kind not in INTERNAL_EVENTS
        ],
        next=_next(shop, order, attempt, token),
        may_leave_payment=again.may_leave(order.status, attempt),
        owed=None if owed is None else OwedOut(amount=MoneyOut.by(owed.amount), until=owed.until),
        kept_until=await inventory.hold_expires_at(db, order.id),
        refusal=public_reason(order.refusal),
        refunded=money(back.done_minor),
        exchanged=money(back.exchanged_minor),
        refund_on_its_way=money(back.on_its_way_minor),
        may_cancel=orders.may_move(order.status, OrderStatus.CANCELLED),
        arrives_first=sent.first if sent else None,
        arrives_last=sent.last if sent else None,
        pickup=await _pickup(db, order),
    )


async def _pickup(db: AsyncConnection, order: orders.Order) -> StoreOut | None:
    if order.pickup_location is None:
        return None
    store, week = await promise_arrival.at_store(db, order.pickup_location, now=clock.now())
    return store_out(store, week, order.language)


def _next(
    shop: Shop, order: orders.Order, attempt: payments.Attempt | None, token: str
) -> NextOut | None:
    match attempt.step if attempt else None:
        case payments.Redirect():
            # Our own address: the provider's is read from the payment at each click.
            path = order_path(order.language, order.number, token, "/pay")
            url = shop.settings.public_url.rstrip("/") + path
            return NextOut(kind="redirect", url=url, text=None)
        case payments.Instructions(text=text):
            return NextOut(kind="instructions", url=None, text=text)
        case None:
            return None


@router.post("/{number}/return", status_code=202, operation_id="buyerReturned")
async def buyer_returned(number: PathText, db: Db, shop: TheShop, token: Token = "") -> None:
    """Say that the buyer is back from the payment page: the payment is looked up at once.

    Nothing depends on it: payments are looked up by the clock and by the provider's events, too.
    """
    order_id = await opened(db, shop, number, token)
    await again.buyer_returned(db, order_id=order_id, now=clock.now())


@router.post("/{number}/payment", status_code=202, operation_id="payAgain")
async def pay_again(
    number: PathText, asked: PaymentIn, db: Db, shop: TheShop, token: Token = ""
) -> None:
    """Pay another way after a declined card or a payment page that was left."""
    await again.pay_again(
        db,
        order_id=await opened(db, shop, number, token),
        payment=place_order.Payment(asked.method, asked.token),
        methods=shop.payment_methods,
        seal=shop.seal,
        return_url=return_urls(shop.settings),
        now=clock.now(),
    )


@router.post("/{number}/payment/leave", status_code=202, operation_id="leavePayment")
async def leave_payment(number: PathText, db: Db, shop: TheShop, token: Token = "") -> None:
    """Give up the payment that waits for its buyer, to pay another way.

    Once it is closed the order is `payment_failed` and takes another payment, or it is confirmed
    because the payment was approved meanwhile.
    """
    order_id = await opened(db, shop, number, token)
    await again.leave_payment(db, order_id=order_id, now=clock.now())


@router.post("/{number}/cancel", status_code=204, operation_id="cancelOrder")
async def cancel_order(number: PathText, db: Db, shop: TheShop, token: Token = "") -> None:
    """Call an order off while nothing of it has left; what was paid goes back."""
    await cancelling.cancel(
        db,
        order_id=await opened(db, shop, number, token),
        reason=cancelling.CancelReason.BUYER_REQUEST,
        actor=cancelling.BUYER,
        now=clock.now(),
    )


@router.get("/{number}/live", operation_id="followOrder", response_class=StreamingResponse)
async def follow_order(
    number: PathText, request: Request, shop: TheShop, token: Token = ""
) -> StreamingResponse:
    """Server-sent events `order`: the status now and at each change, until it is `decided`."""
    async with shop.database.reading() as db:
        order_id = await opened(db, shop, number, token)

    async def look() -> tuple[str, dict[str, Any]]:
        async with shop.database.reading() as db:
            order = await orders.get(db, order_id)
        status = public_status(order.status)
        decided = order.status not in orders.WAITING
        facts = {"number": order.number, "status": status, "decided": decided}
        return f"{len(order.events)}", facts

    stream: StreamingResponse = await request.app.state.live.stream(
        kind="order",
        key=str(order_id),
        visitor=f"order:{order_id}",
        address=client_address(request, proxies=shop.settings.frontoffice_proxies),
        look=look,
        is_last=lambda data: data["decided"],
    )
    return stream
