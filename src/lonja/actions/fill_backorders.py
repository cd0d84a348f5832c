"""Goods are there that paid orders wait for: the oldest order gets them first."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.orders import api as orders


async def next_order(db: AsyncConnection, variant_id: UUID) -> UUID | None:
    """Who is served next of what lies there."""
    return await inventory.next_waiting(db, variant_id)


async def fill(db: AsyncConnection, *, order_id: UUID, variant_id: UUID, now: datetime) -> int:
    """Give an order what it waits for, as far as it is there and no older order waits; how many units.

    A second call, or one beside it, finds nothing left to give.
    """
    order = await orders.lock(db, order_id)
    policy = await fulfilment.policy(db)
    picks = await inventory.serve(
        db,
        order_id=order_id,
        variant_id=variant_id,
        rule=policy.rule,
        country=order.country,
        store=order.pickup_location,
        now=now,
    )
    if not picks:
        return 0
    units = await fulfilment.fill(
        db,
        order_id=order_id,
        picks=[(pick.variant_id, pick.location, pick.quantity) for pick in picks],
        now=now,
    )
    await orders.add_event(
        db, order_id=order_id, kind="goods_arrived", at=now, actor="shop", units=units
    )
    orders.touched(db, order)
    return units
