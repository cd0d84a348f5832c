"""The goods of a paid order get their places: from which location each unit will leave."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.orders import api as orders


async def allocate(db: AsyncConnection, order: orders.Order, *, now: datetime) -> None:
    """Turn an order's holds into units that lie ready at locations picked by the shop's rule.

    The order is locked.
    """
    policy = await fulfilment.policy(db)
    picks = await inventory.take_out(
        db,
        order_id=order.id,
        rule=policy.rule,
        country=order.country,
        store=order.pickup_location,
        placed_at=order.placed_at,
        now=now,
    )
    whole = await orders.get(db, order.id)
    if not has_goods(whole):
        return
    if not picks:
        waiting = await inventory.waiting_of(db, order.id)
        assert waiting, "an order that waits for its payment holds its stock"
    await _open(
        db, whole, [(pick.variant_id, pick.location, pick.quantity) for pick in picks], now=now
    )


def has_goods(order: orders.Order) -> bool:
    """Whether anything of it travels in a parcel."""
    return any(not line.is_gift_card for line in order.lines)


async def open_if_new(db: AsyncConnection, order: orders.Order, *, now: datetime) -> None:
    """An order that came in by a file has no places yet: its units lie where they were taken from.

    Units that no stock was taken for lie nowhere in particular.
    """
    if await fulfilment.units_of(db, order.id):
        return
    whole = await orders.get(db, order.id)
    if not has_goods(whole):
        return
    variant_ids = [line.variant_id for line in whole.lines if line.variant_id]
    moved = await inventory.moved_for(db, order.id, variant_ids)
    await _open(
        db, whole, [(one.variant_id, one.location, -one.quantity) for one in moved], now=now
    )
    unplaced = {
        one.line: one.waiting for one in await fulfilment.units_of(db, order.id) if one.waiting
    }
    if unplaced:
        await fulfilment.place_anywhere(db, order_id=order.id, units=unplaced, now=now)


async def _open(
    db: AsyncConnection,
    order: orders.Order,
    picks: list[tuple[UUID, str, int]],
    *,
    now: datetime,
) -> None:
    await fulfilment.open_units(
        db,
        order_id=order.id,
        lines=[
            (line.line, line.variant_id, line.quantity)
            for line in order.lines
            if not line.is_gift_card
        ],
        picks=picks,
        placed_at=order.placed_at,
        now=now,
    )
