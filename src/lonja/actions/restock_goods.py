"""Goods of an order come back into stock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import follow_parcels
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.orders import api as orders


async def restock(
    db: AsyncConnection,
    order: orders.Order,
    units: Mapping[int, int],
    *,
    actor: str,
    now: datetime,
    to: str | None = None,
) -> None:
    """Put units of an order's lines back where they left from; never more than went out.

    With `to` they go to that location.
    """
    wanted: dict[UUID, int] = {}
    for line in order.lines:
        if line.variant_id is not None and not line.is_gift_card and units.get(line.line):
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + units[line.line]
    await inventory.put_back(
        db, order_id=order.id, wanted=wanted, actor=actor, note=order.number, now=now, to=to
    )


async def unpick(
    db: AsyncConnection,
    order: orders.Order,
    at: Sequence[fulfilment.Allocation],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Goods that never left are in stock again at their own location."""
    variants = {line.line: line.variant_id for line in order.lines}
    picks = [
        inventory.Pick(variant_id, one.location, one.quantity)
        for one in at
        if one.location and (variant_id := variants[one.line]) is not None
    ]
    await inventory.put_back_at(
        db, order_id=order.id, picks=picks, actor=actor, note=order.number, now=now
    )


async def keep_back(
    db: AsyncConnection,
    order: orders.Order,
    wanted: Mapping[int, int],
    *,
    back_into_stock: bool,
    actor: str,
    now: datetime,
) -> None:
    """Refunded units that have not left will not leave; the rest comes back where it left from."""
    sent_by_mail = {line.line for line in order.lines if line.is_gift_card}
    wanted = {line: units for line, units in wanted.items() if line not in sent_by_mail}
    if not wanted:
        return
    off = await fulfilment.call_off(db, order_id=order.id, wanted=wanted, now=now)
    if back_into_stock:
        kept = dict.fromkeys(wanted, 0) | dict(off.waiting)
        for one in off.at:
            kept[one.line] += one.quantity
        await unpick(db, order, off.at, actor=actor, now=now)
        sent = {line: wanted[line] - kept[line] for line in wanted}
        await restock(db, order, sent, actor=actor, now=now)
    if off.at or off.waiting:
        await follow_parcels.follow(db, order, actor=actor, now=now)
