"""An order's status follows its parcels."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from lonja.actions import take_reserved
from lonja.fulfilment import api as fulfilment
from lonja.orders import api as orders


async def follow(
    db: AsyncConnection,
    order: orders.Order,
    *,
    event: str = "",
    actor: str,
    now: datetime,
    is_news: bool = True,
    **facts: Any,
) -> orders.OrderStatus:
    """Move a locked order to where its units and parcels are; without a move its history says `event`.

    Without `is_news` the history names the event even where the order moves.
    """
    to = orders.OrderStatus(await fulfilment.standing_of(db, order.id))
    is_move = to is not order.status
    if is_move:
        await orders.move(
            db,
            order=order,
            to=to,
            at=now,
            actor=actor,
            is_news=is_news,
            **(facts if is_news else {}),
        )
    if event and not (is_move and is_news):
        await orders.add_event(db, order_id=order.id, kind=event, at=now, actor=actor, **facts)
        orders.touched(db, order)
    await take_reserved.follow_goods(db, order.id, to, now=now)
    return to
