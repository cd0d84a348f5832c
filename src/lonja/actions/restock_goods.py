"""Goods of an order come back into stock."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

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
        if line.variant_id is not None and units.get(line.line):
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + units[line.line]
    await inventory.put_back(
        db, order_id=order.id, wanted=wanted, actor=actor, note=order.number, now=now, to=to
    )
