"""Staff send the link that an unpaid order is paid by; it ends with the time that the goods are kept."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory import api as inventory
from lonja.kernel import audit, limits, outbox
from lonja.kernel.errors import Invalid
from lonja.notifications import api as notifications
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus

PAYABLE: Final = frozenset(
    {
        OrderStatus.PAYMENT_FAILED,
        OrderStatus.PAYMENT_ACTION_REQUIRED,
        OrderStatus.PAYMENT_PENDING,
    }
)
"""Its buyer can do something about it; a payment that is being asked for is left alone."""


async def send_payment_link(
    db: AsyncConnection,
    *,
    order_id: UUID,
    link_id: UUID,
    days: int,
    actor: str,
    now: datetime,
) -> datetime:
    """Keep an unpaid order's goods for so many days and mail its link; the day when it ends.

    What a declined payment freed is held again first; `SoldOut` where somebody bought it. The same
    `link_id` again sends nothing. At its end the order is called off, and the link pays nothing.
    """
    if not 1 <= days <= limits.PENDING_DAYS:
        raise Invalid(f"a link is good for 1 to {limits.PENDING_DAYS} days", field="days")
    order = await orders.lock(db, order_id)
    if order.status not in PAYABLE:
        raise orders.WrongStatus("this order is not waiting for a payment", status=order.status)
    mail = OrderMail(order_id, "payment_needed", link_id)
    kept_until = await inventory.hold_expires_at(db, order_id)
    if kept_until is None or kept_until <= now:
        raise orders.WrongStatus("the time to pay this order is over", status="cancelled")
    if await _is_sent(db, order_id, link_id):
        return kept_until
    until = now + timedelta(days=days)
    if order.status is OrderStatus.PAYMENT_FAILED:
        wanted: dict[UUID, int] = {}
        for line in (await orders.get(db, order_id)).lines:
            if line.variant_id is not None:
                wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
        await inventory.complete_hold(db, order_id=order_id, wanted=wanted)
    await inventory.extend_hold(db, order_id=order_id, until=until)
    await orders.count_longer(db, order_id, until=until)
    await orders.add_event(
        db,
        order_id=order_id,
        kind="payment_link_sent",
        at=now,
        actor=actor,
        link_id=link_id,
        until=until.isoformat(timespec="minutes"),
    )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="order_payment_link_sent",
        subject=f"order:{order.number}",
        days=days,
    )
    if not await notifications.is_known(db, mail):
        await outbox.put(db, mail)
    orders.touched(db, order)
    return max(until, kept_until)


async def _is_sent(db: AsyncConnection, order_id: UUID, link_id: UUID) -> bool:
    events = (await orders.get(db, order_id)).events
    return any(event.facts.get("link_id") == str(link_id) for event in events)
