"""Parcels that nobody reports about count as delivered after the shop's days."""

from lonja.actions import deliver_order
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
