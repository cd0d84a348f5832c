"""Confirming orders: two short transactions with the gateway between them, then the capture.

Each step may be the last before a crash, and each may run twice: what has been done is read
from the order and its attempt, never from the message.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel import clock, limits, outbox
from lonja.kernel.errors import Unavailable
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.pricing import api as pricing

CONSUMER = "confirm_order"
ASK_AGAIN_S = 10
"""After an answer that the gateway could not give: soon, and again until the hold expires."""

BAD_NEWS_WAITS_S = 120
"""The page tells a declined card at once; the mail is for who has left, not for who tries again."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the first transaction found; `is_new` when nobody can have asked the gateway yet."""

    order: orders.Order
    attempt: payments.Attempt
    is_new: bool


async def confirm_order(shop: Shop, envelope: Envelope) -> None:
    order_id = UUID(envelope.body["order_id"])
    work = await _begin(shop, order_id)
    if work is None:
        return
    gateway = shop.gateways[work.attempt.method]
    if work.order.status == "cancelled":
        await _give_back(shop, gateway, work)
        return
    if work.attempt.status in {"open", "needs_action"}:
        answer = await _ask(shop, gateway, work)
        if not await _settle(shop, envelope, work, answer):
            return
    await gateway.capture(work.attempt.id)
    async with shop.database.transaction() as db:
        if await payments.captured(db, order_id=order_id, attempt=work.attempt, now=clock.now()):
            await orders.add_event(db, order_id=order_id, kind="paid", at=clock.now(), actor="shop")


async def _begin(shop: Shop, order_id: UUID) -> Work | None:
    """Read where the order stands; None when there is nothing left to do."""
    async with shop.database.transaction() as db:
        order = await orders.lock(db, order_id)
        attempt = await payments.live_attempt(db, order_id)
        if attempt is None or attempt.status == "captured":
            return None
        if order.status == "placed":
            await orders.move(db, order=order, to="paying", at=clock.now(), actor="shop")
            return Work(order, attempt, is_new=True)
        if order.status == "payment_action_required":
            return None  # the buyer has not come back from the bank's page yet
        return Work(order, attempt, is_new=False)


async def _ask(shop: Shop, gateway: payments.Gateway, work: Work) -> payments.Answer:
    """Ask for the money; after a crash or a timeout, look before asking again."""
    attempt = work.attempt
    if not work.is_new:
        answer = await gateway.lookup(attempt.id)
        if not isinstance(answer, payments.Unknown) or attempt.token is None:
            return answer
    assert attempt.token is not None, "an open attempt has its token"
    try:
        answer = await gateway.authorise(
            payments.Charge(
                attempt_id=attempt.id,
                order_id=work.order.id,
                amount=attempt.amount,
                token=shop.seal.open(attempt.token),
                return_url=f"{shop.settings.public_url}/orders/{work.order.number}/return",
            )
        )
        if isinstance(answer, payments.Unknown):
            answer = await gateway.lookup(attempt.id)
    except Unavailable:
        return payments.Unknown()
    return answer


async def _settle(shop: Shop, envelope: Envelope, work: Work, answer: payments.Answer) -> bool:
    """Write what the gateway said, once; True when its money is to be captured now."""
    now = clock.now()
    async with shop.database.transaction() as db:
        order = await orders.lock(db, work.order.id)
        is_first = await outbox.first_time(
            db,
            consumer=CONSUMER,
            message_id=envelope.id,
            subject=str(order.id),
            now=now,
        )
        if not is_first or order.status != "paying":
            if order.status == "cancelled" and is_first:
                await outbox.put(db, orders.ConfirmOrder(order.id))  # to give the money back
            return False
        attempt = work.attempt
        match answer:
            case payments.Authorised():
                await payments.authorised(db, order_id=order.id, attempt=attempt, now=now)
                await _confirm(db, order)
                return True
            case payments.NeedsAction(url=url):
                await payments.needs_action(
                    db, order_id=order.id, attempt_id=attempt.id, url=url, now=now
                )
                await orders.move(
                    db, order=order, to="payment_action_required", at=now, actor="shop"
                )
            case payments.Declined(reason=reason):
                await payments.declined(
                    db, order_id=order.id, attempt_id=attempt.id, reason=reason, now=now
                )
                await orders.move(
                    db, order=order, to="payment_failed", at=now, actor="shop", refusal=reason
                )
                await outbox.put(
                    db,
                    OrderMail(order.id, "payment_failed"),
                    at=now + timedelta(seconds=BAD_NEWS_WAITS_S),
                )
            case payments.Unknown():
                await outbox.put(
                    db, orders.ConfirmOrder(order.id), at=now + timedelta(seconds=ASK_AGAIN_S)
                )
    return False


async def _confirm(db: AsyncConnection, order: orders.Order) -> None:
    now = clock.now()
    customer_id = await customers.remember(
        db,
        email=order.email,
        name=order.address.name if order.address else "",
        language=order.language,
        country=order.country,
        now=now,
    )
    await orders.move(
        db, order=order, to="confirmed", at=now, actor="shop", customer_id=customer_id
    )
    await outbox.put(db, OrderMail(order.id, "order_confirmed"))
    picks = await inventory.take_out(db, order_id=order.id, now=now)
    assert picks, "an order that waits for its payment holds its stock"


async def _give_back(shop: Shop, gateway: payments.Gateway, work: Work) -> None:
    """The order was cancelled while its payment was on its way: no money may stay reserved."""
    await gateway.void(work.attempt.id)
    async with shop.database.transaction() as db:
        await orders.lock(db, work.order.id)
        await payments.voided(db, order_id=work.order.id, attempt=work.attempt, now=clock.now())


async def expire_holds(shop: Shop, *, limit: int = 200) -> int:
    """Cancel orders whose hold is over and make their stock free; how many."""
    async with shop.database.reading() as db:
        expired = await inventory.expired_orders(db, now=clock.now(), limit=limit)
    for order_id in expired:
        await _expire(shop, order_id)
    return len(expired)


async def _expire(shop: Shop, order_id: UUID) -> None:
    now = clock.now()
    async with shop.database.transaction() as db:
        order = await orders.lock(db, order_id)
        expires_at = await inventory.hold_expires_at(db, order_id)
        if order.status not in orders.WAITING or expires_at is None or expires_at > now:
            return
        await orders.move(
            db, order=order, to="cancelled", at=now, actor="shop", refusal="payment_expired"
        )
        if await payments.live_attempt(db, order_id) is not None:
            await outbox.put(db, orders.ConfirmOrder(order_id))  # finds it cancelled, and voids
        await pricing.release_coupons(db, order_id=order_id, now=now)
        await inventory.release(db, order_id=order_id)


async def reconcile(shop: Shop, *, limit: int = 200) -> int:
    """Queue again whatever has waited too long for an answer or a capture; how many."""
    now = clock.now()
    before = now - timedelta(seconds=limits.ORDER_STALE_SECONDS)
    async with shop.database.transaction() as db:
        waiting = await orders.take_stale(db, before=before, now=now, limit=limit)
        waiting += await payments.uncaptured_orders(db, before=before, limit=limit)
        for order_id in sorted(set(waiting)):
            await outbox.put(db, orders.ConfirmOrder(order_id))
    return len(set(waiting))
