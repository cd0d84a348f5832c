"""Payments that wait for their goods, on an open transaction; the callers hold the order's lock."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.payments._port import Authorised
from lonja.payments._reserved import store
from lonja.payments._store import Attempt

RESERVED_FOR: Final = timedelta(days=7)
"""How long cards reserve money where a gateway does not say."""
BEFORE_IT_LAPSES: Final = timedelta(days=1)
"""So long before it is taken, whatever has left: a gateway may be down for hours."""
SHORTEST: Final = timedelta(hours=1)


async def wait_for_goods(
    db: AsyncConnection, attempt: Attempt, answer: Authorised, *, now: datetime
) -> bool:
    """Leave the money reserved for now; False where that lapses too soon to wait."""
    lapses = answer.capture_before or now + RESERVED_FOR
    until = lapses - BEFORE_IT_LAPSES
    if until <= now + SHORTEST:
        return False
    await store.wait(db, order_id=attempt.order_id, attempt_id=attempt.id, until=until)
    return True


async def go_on_waiting(db: AsyncConnection, attempt: Attempt) -> None:
    """It was looked at, and is still reserved: the clock asks when it has to be taken."""
    if attempt.capture_by is not None:
        await store.wait(
            db, order_id=attempt.order_id, attempt_id=attempt.id, until=attempt.capture_by
        )


async def end_waiting(db: AsyncConnection, order_id: UUID, *, now: datetime) -> bool:
    """What an order has reserved is taken from now on; False where nothing waits."""
    return bool(await store.end(db, order_id, now))


async def reserved_minor(db: AsyncConnection, order_id: UUID) -> int:
    """What is reserved and waits for its goods: they may leave for it."""
    return await store.minor(db, order_id)
