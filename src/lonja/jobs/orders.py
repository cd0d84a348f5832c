"""Payments of orders: read the message, call the action, ask the gateway between."""

from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4, uuid5

from psycopg import AsyncConnection

from lonja.actions import confirm_order as confirming
from lonja.actions import end_edit
from lonja.actions import expire_order as expiring
from lonja.bootstrap import Shop
from lonja.inventory import api as inventory
from lonja.kernel import clock, limits, outbox
from lonja.kernel.outbox import Envelope
from lonja.manual_payments import api as manual_payments
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments


class Settle(Protocol):
    async def __call__(
        self,
        db: AsyncConnection,
        question: payments.Ask,
        answer: payments.Answer,
        *,
        message_id: UUID,
        now: datetime,
    ) -> payments.Ask | None: ...


async def confirm_order(shop: Shop, envelope: Envelope) -> None:
    message = orders.ConfirmOrder.read(envelope)
    async with shop.database.transaction() as db:
        ask = await confirming.begin(
            db,
            order_id=message.order_id,
            attempt_id=message.attempt_id,
            seal=shop.seal,
            now=clock.now(),
        )
    await _ask_and_settle(shop, ask, confirming.settle, envelope.id)


async def expire_holds(shop: Shop, *, limit: int = 200) -> int:
    """Look at orders whose hold is over, and cancel those that no money comes for; how many."""
    async with shop.database.reading() as db:
        expired = await inventory.expired_orders(db, now=clock.now(), limit=limit)
    for order_id in expired:
        async with shop.database.transaction() as db:
            ask = await expiring.begin(db, order_id=order_id, now=clock.now())
        await _ask_and_settle(shop, ask, expiring.settle, uuid4())
    return len(expired)


async def reconcile(shop: Shop, *, limit: int = 200) -> int:
    """Queue a look at each payment whose clock is over; how many."""
    async with shop.database.transaction() as db:
        due = await payments.take_due(db, now=clock.now(), limit=limit)
        await outbox.put_all(db, [orders.ConfirmOrder(d.order_id, d.attempt_id) for d in due])
    return len(due)


async def end_edits(shop: Shop, *, limit: int = 200) -> int:
    """End edits whose difference was not paid in time; how many."""
    async with shop.database.reading() as db:
        overdue = await orders.overdue_edits(db, now=clock.now(), limit=limit)
    ended = 0
    for order_id in overdue:
        async with shop.database.transaction() as db:
            ended += await end_edit.end(db, order_id=order_id, actor="shop", now=clock.now())
    return ended


async def remind(shop: Shop, *, limit: int = 200) -> int:
    """Write again to buyers whose transfer is awaited; how many."""
    async with shop.database.transaction() as db:
        due = await manual_payments.take_reminders(db, now=clock.now(), limit=limit)
        await outbox.put_all(
            db,
            [
                OrderMail(
                    one.order_id,
                    "payment_needed",
                    uuid5(one.attempt_id, f"reminder {one.reminders + 1}"),
                )
                for one in due
            ],
        )
    return len(due)


async def _ask_and_settle(
    shop: Shop, ask: payments.Ask | None, settle: Settle, message_id: UUID
) -> None:
    for _ in range(limits.GATEWAY_STEPS):
        if ask is None:
            return
        answer = await payments.ask_gateway(shop.gateways, ask)
        async with shop.database.transaction() as db:
            ask = await settle(db, ask, answer, message_id=message_id, now=clock.now())
    assert ask is None, "a gateway's answers lead to an end"
