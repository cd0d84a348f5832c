"""Parcels that nobody reports about or comes for: after the shop's days they are delivered, or given up."""

from lonja.actions import deliver_order, pick_up_order
from lonja.bootstrap import Shop
from lonja.fulfilment import api as fulfilment
from lonja.kernel import clock


async def deliver_late(shop: Shop, *, limit: int = 200) -> int:
    """Mark those as delivered whose days are over, each on its own; how many."""
    async with shop.database.reading() as db:
        due = await fulfilment.arriving(db, now=clock.now(), limit=limit)
    for one in due:
        async with shop.database.transaction() as db:
            await deliver_order.deliver(
                db, order_id=one.order_id, shipment_id=one.id, actor="shop", now=clock.now()
            )
    return len(due)


async def end_pickups(shop: Shop, *, limit: int = 200) -> int:
    """Cancel what nobody came for in the shop's days, and remind those whose days begin to end."""
    async with shop.database.reading() as db:
        over = await fulfilment.uncollected(db, now=clock.now(), limit=limit)
        silent = await fulfilment.unreminded(db, now=clock.now(), limit=limit)
    for order_id in over:
        async with shop.database.transaction() as db:
            await pick_up_order.give_up(db, order_id=order_id, now=clock.now())
    for order_id in (one for one in silent if one not in over):
        async with shop.database.transaction() as db:
            await pick_up_order.remind(db, order_id=order_id, now=clock.now())
    return len({*over, *silent})
