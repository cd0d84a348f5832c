"""An order is called off before it leaves: by staff, or by its buyer.

Whatever was captured goes back, what was only reserved is closed at the gateway, goods and promotions
are free again. The clock's own way is `expire_order`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import (
    allocate_order,
    end_edit,
    refund_order,
    restock_goods,
    spend_credit,
    want_document,
)
from lonja.actions.count_buyer import count_buyer
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel import audit, outbox
from lonja.kernel.money import Money
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.promotions import api as promotions

BUYER: Final = "buyer"


class CancelReason(StrEnum):
    """The reasons that staff may give, and that nobody came. The last two are not shown to the buyer."""

    BUYER_REQUEST = "buyer_request"
    SOLD_OUT = "sold_out"
    SHOP_ERROR = "shop_error"
    NOT_PICKED_UP = "not_picked_up"
    SUSPECTED_FRAUD = "suspected_fraud"
    OTHER = "other"


async def cancel(
    db: AsyncConnection,
    *,
    order_id: UUID,
    reason: CancelReason,
    note: str = "",
    actor: str,
    now: datetime,
) -> Money | None:
    """Cancel an order that was not shipped; returns the refund, or None without one.

    If two cancel at once, or one cancels while another ships, the first wins: the other gets
    `WrongStatus` with the reason. A payment in progress is closed after the commit, and money
    that still arrives is refunded.
    """
    locked = await orders.lock(db, order_id)
    orders.require(locked.status, orders.OrderStatus.CANCELLED)
    order = await orders.get(db, order_id)
    await orders.move(
        db,
        order=order,
        to=orders.OrderStatus.CANCELLED,
        at=now,
        actor=actor,
        refusal=reason,
    )
    await end_edit.call_off(db, order_id, now=now)
    back = await refund_order.refund_rest(
        db, order=order, source=payments.RefundSource.CANCELLATION, actor=actor, now=now
    )
    attempt = await payments.live_attempt(db, order_id)
    if attempt is not None and attempt.status != "captured":
        await outbox.put(db, orders.ConfirmOrder(order_id))  # finds it cancelled, and closes it
    await refund_order.take_returns_back(db, order, now=now)
    await outbox.put(db, OrderMail(order_id, "order_cancelled"))
    if order.confirmed_at is not None:
        await want_document.of_cancellation(db, order_id, now=now)
    await count_buyer(db, order_id)
    await promotions.release(db, order_id=order_id, now=now)
    await spend_credit.release(db, order, reason="payment_closed", now=now)
    if order.status in orders.WAITING:
        await inventory.release(db, order_id=order_id)
        await orders.settle_unpaid(db, order_id)
    else:
        await allocate_order.open_if_new(db, locked, now=now)
        off = await fulfilment.call_off(db, order_id=order_id, now=now)
        await restock_goods.unpick(db, order, off.at, actor=actor, now=now)
    if actor != BUYER:
        await audit.record(
            db,
            at=now,
            actor=actor,
            action="order_cancelled",
            subject=f"order:{order.number}",
            reason=reason,
            note=note,
            refunded_minor=0 if back is None else back.minor,
            currency=order.currency,
        )
    return back
