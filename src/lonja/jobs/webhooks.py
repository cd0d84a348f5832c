"""Webhooks on their way: the receiver is called between two short transactions."""

from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope
from lonja.webhooks import api as webhooks


async def spread(shop: Shop, envelope: Envelope) -> None:
    """Note who is told of it. Twice is once: the event has the message's id."""
    message = webhooks.ShopEvent.read(envelope)
    async with shop.database.transaction() as db:
        await webhooks.spread(db, envelope.id, message, now=clock.now())


async def deliver(shop: Shop, envelope: Envelope) -> None:
    """Call the receiver once, if this is due. A worker that dies leaves it to the clock."""
    message = webhooks.DeliverWebhook.read(envelope)
    async with shop.database.transaction() as db:
        ask = await webhooks.begin(
            db, message, secret_key=shop.settings.secret_key, now=clock.now()
        )
    if ask is None:
        return
    answer = await shop.webhook_sender.send(ask)
    async with shop.database.transaction() as db:
        await webhooks.settle(db, ask, answer, now=clock.now())


async def look(shop: Shop) -> int:
    """Queue again what is due; how many."""
    async with shop.database.transaction() as db:
        return await webhooks.wake(db, now=clock.now())
