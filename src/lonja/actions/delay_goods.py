"""A promise to a buyer who waits for goods moves: they get the new day, and may cancel."""

from datetime import datetime
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.inventory import api as inventory
from lonja.kernel import outbox
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders


async def tell(db: AsyncConnection, *, order_id: UUID, now: datetime) -> bool:
    """Write to the buyer where goods come later than they know; False where nothing is later.

    Once for each time that the day moves.
    """
    order = await orders.lock(db, order_id)
    later = await inventory.promise_again(db, order_id=order_id, now=now)
    if not later:
        return False
    days = [one.due for one in later if one.due is not None]
    due = max(days).isoformat() if len(days) == len(later) else ""
    await orders.add_event(
        db, order_id=order_id, kind="goods_delayed", at=now, actor="shop", due=due
    )
    # Each delay is a mail of its own, whatever day it is for.
    letter = uuid5(order_id, f"{now.date()} {due}")
    await outbox.put(db, OrderMail(order_id, "goods_delayed", letter))
    orders.touched(db, order)
    return True
