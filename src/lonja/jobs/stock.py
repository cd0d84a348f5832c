"""Refreshes stock on lists and pages, and hands goods that came to the orders that wait for them."""

from collections.abc import Sequence
from uuid import UUID

from lonja.actions import delay_goods, fill_backorders
from lonja.bootstrap import Shop
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope


async def show_availability(shop: Shop, envelope: Envelope) -> None:
    message = inventory.ShowAvailability.read(envelope)
    async with shop.database.transaction() as db:
        await inventory.show_availability(db, message.variant_ids)


async def fill(shop: Shop, envelope: Envelope) -> None:
    await _fill(shop, inventory.FillBackorders.read(envelope).variant_id)


async def look(shop: Shop) -> int:
    """Serve who waits for goods that lie there, and write to those whose day is over; how many."""
    return await fill_late(shop) + await tell_late(shop)


async def tell_late(shop: Shop, *, limit: int = 200) -> int:
    """Write to buyers whose goods did not come on the day that they were promised for."""
    async with shop.database.reading() as db:
        found = await inventory.overdue_orders(db, now=clock.now(), limit=limit)
    return await _tell(shop, found)


async def promise_again(shop: Shop, envelope: Envelope, *, limit: int = 10_000) -> None:
    """Write to those whose goods come later than they know, since a day or a delivery has changed."""
    variant_id = inventory.PromiseAgain.read(envelope).variant_id
    async with shop.database.reading() as db:
        found = await inventory.waiting_for(db, variant_id, limit)
    await _tell(shop, found)


async def _tell(shop: Shop, order_ids: Sequence[UUID]) -> int:
    told = 0
    for order_id in order_ids:
        async with shop.database.transaction() as db:
            told += await delay_goods.tell(db, order_id=order_id, now=clock.now())
    return told


async def fill_late(shop: Shop, *, limit: int = 100) -> int:
    """Serve orders that wait for goods which lie there, whatever became of their message."""
    async with shop.database.reading() as db:
        found = await inventory.servable(db, limit=limit)
    return sum([await _fill(shop, variant_id) for variant_id in found])


async def _fill(shop: Shop, variant_id: UUID) -> int:
    """Each order in a transaction of its own, so that no lock waits for another order; how many."""
    served = 0
    while True:
        async with shop.database.reading() as db:
            order_id = await fill_backorders.next_order(db, variant_id)
        if order_id is None:
            return served
        async with shop.database.transaction() as db:
            units = await fill_backorders.fill(
                db, order_id=order_id, variant_id=variant_id, now=clock.now()
            )
        if not units:
            return served
        served += 1
