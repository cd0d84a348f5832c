"""What went back at a gateway: asked between two short transactions of `settle_reversals`."""

from typing import Final

from lonja.actions import settle_reversals
from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope
from lonja.payments import api as payments

AT_ONCE: Final = 200


async def look_at_reversals(shop: Shop, envelope: Envelope) -> None:
    """Read all refunds and disputes of a payment; a gateway that is away fails the message."""
    message = payments.LookAtReversals.read(envelope)
    async with shop.database.reading() as db:
        ask = await settle_reversals.begin(
            db, order_id=message.order_id, attempt_id=message.attempt_id
        )
    gateway: object = shop.gateways.get(ask.method) if ask else None
    if ask is None or not isinstance(gateway, payments.ReportsReversals):
        return
    found = await gateway.reversals(ask.reference)
    if isinstance(found, payments.Reversals):
        async with shop.database.transaction() as db:
            others = await settle_reversals.settle(db, ask, found, now=clock.now())
        for order_id in others:
            async with shop.database.transaction() as db:
                await settle_reversals.settle_exchanged(db, ask, order_id, found, now=clock.now())


async def look_again(shop: Shop) -> int:
    """Ask again about disputes that are open, and remind staff of answers that are due."""
    async with shop.database.transaction() as db:
        open_orders = await settle_reversals.look_again(db, now=clock.now(), limit=AT_ONCE)
    for order_id in open_orders:
        async with shop.database.transaction() as db:
            await settle_reversals.remind(db, order_id=order_id, now=clock.now())
    return len(open_orders)
