"""Webhooks that never arrived: read once a day from the gateways that remember them."""

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from lonja.actions import receive_payment_events
from lonja.bootstrap import Shop
from lonja.kernel import clock, outbox
from lonja.kernel.errors import Unavailable
from lonja.payments import api as payments

log = logging.getLogger(__name__)

CONSUMER: Final = "payment_event_sweep"
LOOK_BACK: Final = timedelta(days=3)
"""Longer than the time between two sweeps: one that fails is made up for by the next."""
_DAYS: Final = UUID("6a0c3f53-8b1d-4d6e-9a52-0b6c3a7f9e21")


async def sweep(shop: Shop) -> int:
    """Take in what was not delivered, at most once a day for each gateway; how many looks."""
    now = clock.now()
    looks = 0
    for name, gateway in shop.gateways.items():
        lists: object = gateway
        if not isinstance(lists, payments.ListsEvents):
            continue
        async with shop.database.transaction() as db:
            is_due = await outbox.first_time(
                db,
                consumer=CONSUMER,
                message_id=uuid5(_DAYS, f"{name}:{now.date()}"),
                subject=name,
                now=now,
            )
        if is_due:
            looks += await _take_in(shop, name, lists)
    return looks


async def _take_in(shop: Shop, name: str, gateway: payments.ListsEvents) -> int:
    try:
        signals = await gateway.undelivered(clock.now() - LOOK_BACK)
    except Unavailable as error:
        log.warning("events of %s could not be listed: %s", name, error)
        return 0
    async with shop.database.transaction() as db:
        return await receive_payment_events.receive(
            db, gateway=name, signals=signals, now=clock.now()
        )
