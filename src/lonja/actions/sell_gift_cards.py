"""Gift cards that an order buys: written down with it, issued once it is paid, mailed on their date."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.actions import allocate_order
from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.shop import api as shop

MAIL_HOUR: Final = time(8)
"""When the mail of a date leaves, on the shop's clock."""


async def sell(
    db: AsyncConnection, cart: carts.Cart, *, email: str, number: str, now: datetime
) -> None:
    """Write down whom each gift card of an order goes to: the buyer, where nobody is named."""
    if not any(line.is_gift_card for line in cart.lines):
        return
    zone = ZoneInfo((await shop.current(db)).time_zone)
    sales = [
        credit.NewSale(
            line=number_of_line,
            unit=unit,
            amount=Money(cart.currency, line.unit_minor),
            email=to.email or email,
            name=to.name,
            message=to.message,
            language=to.language or cart.language,
            send_at=_hour_of(to.send_on, zone, now),
        )
        for number_of_line, line in enumerate(cart.lines, start=1)
        if line.is_gift_card and line.unit_minor
        for unit, to in enumerate(carts.recipients_of(line.quantity, line.recipients), start=1)
    ]
    await credit.sell(db, sales, order_id=cart.id, order_number=number)


def units_of(lines: Iterable[carts.CartLine]) -> dict[UUID, int]:
    """Variant → gift cards that are bought: they never run out."""
    found: dict[UUID, int] = {}
    for line in lines:
        if line.is_gift_card:
            found[line.variant_id] = found.get(line.variant_id, 0) + line.quantity
    return found


async def issue(db: AsyncConnection, *, order_id: UUID, secret: str, now: datetime) -> int:
    """Issue the cards of a paid order that are not there yet; how many. A repeat issues none.

    An order of gift cards alone has arrived with them.
    """
    order = await orders.lock(db, order_id)
    if order.status is OrderStatus.CANCELLED:
        return 0
    issued = await credit.issue_sold(db, order_id, secret=secret, now=now)
    if not issued:
        return 0
    await orders.add_event(
        db, order_id=order_id, kind="gift_cards_issued", at=now, actor="shop", cards=len(issued)
    )
    whole = await orders.get(db, order_id)
    if order.status is OrderStatus.CONFIRMED and not allocate_order.has_goods(whole):
        await orders.move(db, order=order, to=OrderStatus.SHIPPED, at=now, actor="shop")
        sent = await orders.lock(db, order_id)
        await orders.move(db, order=sent, to=OrderStatus.DELIVERED, at=now, actor="shop")
    orders.touched(db, order)
    return len(issued)


async def follow_dispute(
    db: AsyncConnection, order: orders.Order, *, is_taken: bool, now: datetime
) -> None:
    """While a bank has the money of an order, or keeps it, its gift cards pay nothing; the order is locked."""
    change = credit.stop_sold if is_taken else credit.restart_sold
    if cards := await change(db, order.id, now=now):
        kind = "gift_cards_stopped" if is_taken else "gift_cards_restarted"
        await orders.add_event(db, order_id=order.id, kind=kind, at=now, actor="shop", cards=cards)


def _hour_of(day: date | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """None for what is sent at once."""
    at = None if day is None else datetime.combine(day, MAIL_HOUR, tzinfo=zone)
    return at if at is not None and at > now else None
