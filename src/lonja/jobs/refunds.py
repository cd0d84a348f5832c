"""Refunds in progress: the gateway is called between two short transactions of `refund_order`."""

from datetime import timedelta
from typing import Final

from lonja.actions import refund_order
from lonja.bootstrap import Shop
from lonja.kernel import clock, limits, outbox
from lonja.kernel.errors import Unavailable
from lonja.kernel.outbox import Envelope
from lonja.payments import api as payments

AT_ONCE: Final = 200


async def send_refund(shop: Shop, envelope: Envelope) -> None:
    """Ask for the money to go back, or what became of it. Twice is harmless.

    What has been done is read from the refund's row, never from the message.
    """
    message = payments.SendRefund.read(envelope)
    async with shop.database.transaction() as db:
        ask = await refund_order.begin(
            db,
            order_id=message.order_id,
            refund_id=message.refund_id,
            secret=shop.settings.secret_key,
            now=clock.now(),
        )
    if ask is None:
        return
    gateway = shop.gateways.get(ask.method)
    # One that is not set up any more says nothing; a person ends it after a day.
    answer = payments.Unknown() if gateway is None else await _ask(gateway, ask)
    async with shop.database.transaction() as db:
        await refund_order.settle(db, ask, answer, now=clock.now())


async def reconcile(shop: Shop, *, limit: int = AT_ONCE) -> int:
    """Queue again the refunds that wait too long for an answer; how many."""
    now = clock.now()
    before = now - timedelta(seconds=limits.PAYMENT_LOOK_SECONDS)
    async with shop.database.transaction() as db:
        waiting = await payments.take_stale_refunds(db, before=before, now=now, limit=limit)
        for order_id, refund_id in sorted(waiting):
            await outbox.put(db, payments.SendRefund(order_id, refund_id))
    return len(waiting)


async def _ask(gateway: payments.Gateway, ask: refund_order.Ask) -> payments.RefundAnswer:
    """After a crash or a timeout, look before asking again; the same id is the same refund."""
    try:
        if not ask.is_new:
            answer = await gateway.lookup_refund(ask.reference, ask.refund.request)
            if not isinstance(answer, payments.Unknown) or refund_order.is_too_old_to_ask(
                ask, clock.now()
            ):
                return answer
        return await gateway.refund(ask.reference, ask.refund.request)
    except Unavailable:
        return payments.Unknown()
