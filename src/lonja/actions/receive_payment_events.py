"""A payment provider says that something happened: the payment is looked at, and nothing believed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.kernel import outbox
from lonja.kernel.outbox import Message
from lonja.orders import api as orders
from lonja.payments import api as payments

CONSUMER = "payment_events"
_EVENTS = UUID("0f0f8a6c-6b52-4d0e-9b5e-2a3c8f0f3c11")
"""Of events' ids, which are the provider's own text, as keys of the inbox."""


async def receive(
    db: AsyncConnection, *, gateway: str, signals: Sequence[payments.Signal], now: datetime
) -> int:
    """Queue a lookup for each new event about one of our payments; returns how many.

    Events of unknown payments are accepted and ignored: the sender would only repeat them.
    """
    looks = 0
    for signal in signals:
        ids = set(signal.vendor.values())
        if signal.attempt_id is not None:
            ids.add(str(signal.attempt_id))
        found = await payments.find_reference(db, gateway=gateway, vendor_ids=ids)
        is_first = await outbox.first_time(
            db,
            consumer=CONSUMER,
            message_id=uuid5(_EVENTS, f"{gateway}:{signal.event_id}"),
            subject=str(found.order_id) if found else gateway,
            now=now,
        )
        if is_first and found is not None:
            look: Message = orders.ConfirmOrder(found.order_id, found.attempt_id)
            if signal.is_reversal:
                look = payments.LookAtReversals(found.order_id, found.attempt_id)
            await outbox.put(db, look)
            looks += 1
    return looks
