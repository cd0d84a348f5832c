"""Ships an order, whole or a parcel at a time, and notifies its buyer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import allocate_order, follow_parcels, order_books, want_document
from lonja.fulfilment import api as fulfilment
from lonja.fulfilment.api import ShipmentStatus
from lonja.kernel import audit, outbox
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments

_WHY_NOT: Final = {
    "disputed": "a bank claims its money back",
    "not_captured": "its money was not taken",
    "nothing_to_ship": "all of this order was refunded",
    "waits_for_goods": "some of it is not there, and this shop sends orders whole",
}


async def ship(
    db: AsyncConnection,
    *,
    order_id: UUID,
    shipment_id: UUID,
    carrier: str,
    tracking: str,
    lines: Mapping[int, int] | None = None,
    although_not_captured: bool = False,
    actor: str,
    now: datetime,
) -> None:
    """Send a parcel of a paid order out; the same parcel again changes nothing.

    It is one that was packed before, or one of `lines` (line → units), or all that lies ready: a
    parcel for each location then, with one mail.

    Without the order's money only where somebody says so, which the audit log keeps.

    The caller chooses `shipment_id`, so that a double click sends one parcel and one mail.
    """
    order = await orders.lock(db, order_id)
    if await fulfilment.is_sent(
        db, order_id=order_id, shipment_id=shipment_id, carrier=carrier, tracking=tracking
    ):
        return
    is_unpaid = await check_money(db, order, although_not_captured=although_not_captured)
    await check_whole(db, order)
    await allocate_order.open_if_new(db, order, now=now)
    parcels = await fulfilment.plan(
        db, order_id=order_id, shipment_id=shipment_id, lines=lines, actor=actor, now=now
    )
    for parcel in parcels:
        await fulfilment.move(
            db,
            order_id=order_id,
            shipment_id=parcel.id,
            to=ShipmentStatus.SHIPPED,
            facts={"carrier": carrier, "tracking": tracking},
            now=now,
        )
    await follow_parcels.follow(
        db,
        order,
        event="partly_shipped",
        actor=actor,
        now=now,
        carrier=carrier,
        tracking=tracking,
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="order_shipped",
        subject=f"order:{order.number}",
        carrier=carrier,
        tracking=tracking,
        **({"although": "not_captured"} if is_unpaid else {}),
    )
    await outbox.put(db, OrderMail(order_id, "order_shipped", shipment_id))
    await want_document.of_sale(db, order_id, now=now)


async def check_whole(db: AsyncConnection, order: orders.Order) -> None:
    """`WrongStatus` where the shop sends orders whole, and goods of this one are not there yet."""
    reason = await why_not_whole(db, order.id)
    if reason:
        raise orders.WrongStatus(_WHY_NOT[reason], status=str(order.status), reason=reason)


async def why_not_whole(db: AsyncConnection, order_id: UUID) -> str | None:
    """None where it may leave, or a stable code that says why not."""
    if not (await fulfilment.policy(db)).waits_whole:
        return None
    is_waiting = any(one.waiting for one in await fulfilment.units_of(db, order_id))
    return "waits_for_goods" if is_waiting else None


async def check_paid(db: AsyncConnection, order: orders.Order) -> None:
    """`WrongStatus` where its money is missing, that of a buyer who pays in the store, too."""
    await check_money(db, order, although_not_captured=False)
    if await payments.promised_minor(db, order.id):
        raise orders.WrongStatus(
            _WHY_NOT["not_captured"], status=str(order.status), reason="not_captured"
        )


async def check_money(
    db: AsyncConnection, order: orders.Order, *, although_not_captured: bool
) -> bool:
    """Whether the goods leave without their money; `WrongStatus` where they may not leave."""
    orders.require_may_leave(order.status, held_at=order.held_at)
    books = await order_books.books_of(db, await orders.get(db, order.id))
    reason = payments.why_not_ship(books, due_minor=await order_books.due_minor(db, order))
    is_unpaid = reason == "not_captured"
    if reason and not (is_unpaid and although_not_captured):
        raise orders.WrongStatus(_WHY_NOT[reason], status=str(order.status), reason=reason)
    return is_unpaid
