"""Stock follows an edit: what is no longer wanted is free again, what is added is held or taken."""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import follow_parcels, restock_goods
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.orders import api as orders

AT_ONCE = timedelta(minutes=1)
"""It is taken in the same transaction."""


async def follow(
    db: AsyncConnection,
    order: orders.Order,
    before: orders.Content,
    after: orders.Content,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Move exactly the units in which the two differ; `SoldOut` where they cannot be had.

    `order` is as it was, locked. No unit moves for an edit of prices.
    """
    if _units(before) == _units(after):
        return
    if order.status in orders.WAITING:
        await _hold_anew(db, order, after)
        return
    then, now_wanted = _units(before), _units(after)
    fewer = {line: then[line] - now_wanted.get(line, 0) for line in then}
    fewer = {line: units for line, units in fewer.items() if units > 0}
    if fewer:
        off = await fulfilment.call_off(db, order_id=order.id, wanted=fewer, now=now)
        await restock_goods.unpick(db, order, off.at, actor=actor, now=now)
    more = [
        (one.line, one.variant_id, one.quantity - then.get(one.line, 0))
        for one in after.lines
        if not one.is_gift_card and one.quantity > then.get(one.line, 0)
    ]
    if more:
        await _take(db, order, after, more, now=now)
    await follow_parcels.follow(db, order, actor=actor, now=now)


async def _hold_anew(db: AsyncConnection, order: orders.Order, after: orders.Content) -> None:
    until = await inventory.hold_expires_at(db, order.id)
    if until is None:
        raise orders.WrongStatus("the time to pay this order is over", status="cancelled")
    wanted: dict[UUID, int] = {}
    endless: dict[UUID, int] = {}
    for line in after.lines:
        if line.variant_id is not None:
            of_kind = endless if line.is_gift_card else wanted
            of_kind[line.variant_id] = of_kind.get(line.variant_id, 0) + line.quantity
    await inventory.hold(
        db,
        order_id=order.id,
        wanted=wanted,
        endless=endless,
        is_again=True,
        expires_at=until,
    )


async def _take(
    db: AsyncConnection,
    order: orders.Order,
    after: orders.Content,
    more: list[tuple[int, UUID | None, int]],
    *,
    now: datetime,
) -> None:
    wanted: dict[UUID, int] = {}
    for _, variant_id, units in more:
        assert variant_id is not None, "what is added is a variant's"
        wanted[variant_id] = wanted.get(variant_id, 0) + units
    await inventory.hold(db, order_id=order.id, wanted=wanted, expires_at=now + AT_ONCE)
    policy = await fulfilment.policy(db)
    picks = await inventory.take_out(
        db,
        order_id=order.id,
        rule=policy.rule,
        country=order.country,
        store=after.pickup_location,
        placed_at=order.placed_at,
        now=now,
    )
    await fulfilment.add_units(
        db,
        order_id=order.id,
        lines=more,
        picks=[(one.variant_id, one.location, one.quantity) for one in picks],
        placed_at=order.placed_at,
        now=now,
    )


def _units(content: orders.Content) -> dict[int, int]:
    return {one.line: one.quantity for one in content.lines if not one.is_gift_card}
