"""Somebody who lost the mail of their order is sent its link again."""

from datetime import datetime
from uuid import uuid5

from psycopg import AsyncConnection

from lonja.kernel import outbox
from lonja.notifications import api as notifications
from lonja.notifications.api import OrderMail
from lonja.orders import api as orders


async def send_order_link(db: AsyncConnection, *, number: str, email: str, now: datetime) -> None:
    """Write to the order's own address, at most once an hour, if it is `email`.

    There is no outcome: whoever asks learns nothing of what orders there are, or whose.
    """
    try:
        order = await orders.get(db, await orders.find(db, number.strip()))
    except orders.UnknownOrder:
        return
    if order.email.casefold() != email.strip().casefold():
        return
    this_hour = uuid5(order.id, f"{now:%Y-%m-%dT%H}")
    message = OrderMail(order.id, "order_link", this_hour)
    if not await notifications.is_known(db, message):
        await outbox.put(db, message)
