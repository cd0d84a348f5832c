"""Money that is reserved at the checkout is taken when goods leave, when staff say so, or before it lapses.

Where the payment may be taken in parts each parcel takes its own: what is in all parcels that left,
with the shipping in the first. The last one takes what is left of the whole. Otherwise the first
parcel takes all of it.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import api as fulfilment
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict
from lonja.kernel.money import divide_half_up
from lonja.orders import api as orders
from lonja.orders.api import OrderStatus
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments

_LEFT = frozenset({OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED})


class NothingReserved(Conflict):
    """No payment of this order waits for its goods."""

    code: ClassVar[str] = "nothing_reserved"


async def waits_for_goods(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised,
    *,
    now: datetime,
) -> bool:
    """Whether it stays reserved until goods leave, as the shop has set for this way to pay.

    Gift cards leave by mail, at once: an order that buys one is paid at once as well.
    """
    if not (await payment_methods.terms_of(db, attempt.method)).captures_on_shipping:
        return False
    lines = (await orders.get(db, order.id)).lines
    if any(line.is_gift_card for line in lines):
        return False
    return await payments.wait_for_goods(db, attempt, answer, now=now)


async def follow_goods(
    db: AsyncConnection, order_id: UUID, status: OrderStatus, *, now: datetime
) -> None:
    """Some of an order has left: what it reserved for that is taken after the commit."""
    if status not in _LEFT:
        return
    attempt = await payments.waiting(db, order_id)
    if attempt is None:
        return
    is_part = status is OrderStatus.PARTLY_SHIPPED and await payments.has_room(db, attempt)
    if is_part and attempt.part_minor > attempt.taken_minor:
        return  # one part is on its way; what left since is in the next
    upto = await _due_minor(db, order_id, attempt) if is_part else attempt.amount_minor
    if upto >= attempt.amount_minor:
        await payments.end_waiting(db, order_id, now=now)
    elif upto > attempt.taken_minor:
        await payments.want_part(db, attempt, upto=upto, now=now)
    else:
        return
    await outbox.put(db, orders.ConfirmOrder(order_id))


async def release_rest(
    db: AsyncConnection, order_id: UUID, refund_id: UUID, *, now: datetime
) -> None:
    """All of an order goes back: nothing more is taken of what it has reserved.

    Where nothing was taken of it at all the order is cancelled instead. The order is locked.
    """
    attempt = await payments.waiting(db, order_id)
    if attempt is None:
        return
    rest = payments.lowerable_minor(attempt, attempt.amount_minor)
    if rest == attempt.amount_minor:
        raise payments.NothingToRefund("nothing was taken yet: cancel it", reason="nothing_paid")
    await payments.lower(db, attempt, rest, reason=refund_id, now=now)
    await payments.end_waiting(db, order_id, now=now)
    await outbox.put(db, orders.ConfirmOrder(order_id))


async def book_part(
    db: AsyncConnection,
    order: orders.Order,
    attempt: payments.Attempt,
    answer: payments.Authorised,
    *,
    now: datetime,
) -> payments.Attempt:
    """What was taken is in the books and in the order's history; the attempt as it is now."""
    booked = await payments.book_part(db, attempt, answer, now=now)
    if booked.taken_minor > attempt.taken_minor:
        await orders.add_event(
            db,
            order_id=order.id,
            kind="part_paid",
            at=now,
            actor="shop",
            amount_minor=booked.taken_minor - attempt.taken_minor,
            currency=attempt.currency,
        )
        orders.touched(db, order)
    return booked


async def _due_minor(db: AsyncConnection, order_id: UUID, attempt: payments.Attempt) -> int:
    """What is to be ours of a payment for all that has left, in minor units.

    The payment less what is still here: so all parts meet the whole, and what gift cards paid is used
    up first.
    """
    order = await orders.get(db, order_id)
    gone = {one.line: one.shipped for one in await fulfilment.units_of(db, order_id)}
    here = 0
    for line in order.lines:
        if line.quantity:
            paid = line.total_minor - line.discount_minor
            here += paid - divide_half_up(paid * gone.get(line.line, 0), line.quantity)
    return max(0, attempt.amount_minor - here)


async def take(db: AsyncConnection, *, order_id: UUID, actor: str, now: datetime) -> None:
    """Staff take it now, before anything leaves; the order's page says when it is there."""
    order = await orders.lock(db, order_id)
    if not await payments.end_waiting(db, order_id, now=now):
        raise NothingReserved("no payment of this order waits for its goods")
    await outbox.put(db, orders.ConfirmOrder(order_id))
    await audit.record(
        db, at=now, actor=actor, action="reserved_payment_taken", subject=f"order:{order.number}"
    )
    orders.touched(db, order)
