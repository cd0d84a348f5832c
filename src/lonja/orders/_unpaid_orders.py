"""Orders that a client has placed and not paid: counted, so that nobody holds everybody's stock."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import limits
from lonja.orders import _unpaid_store
from lonja.orders._limiting import TooManyUnpaidOrders, client_limits

_WINDOW: Final = timedelta(minutes=limits.UNPAID_WINDOW_MINUTES)


async def count_unpaid(
    db: AsyncConnection, *, order_id: UUID, email: str, address: str, now: datetime
) -> None:
    """Count an order for whoever places it, until it is paid or called off, or for an hour.

    Refused where they have too many. Orders placed at the same instant do not see each other, so a
    client may have as many more as a process has connections.
    """
    most = client_limits(email=email, address=address)
    if not await _unpaid_store.insert(db, order_id, most, until=now + _WINDOW, now=now):
        end = await _unpaid_store.next_end(db, most.keys(), now=now) or now
        raise TooManyUnpaidOrders(retry_after_s=max(1, int((end - now).total_seconds())))


async def count_longer(db: AsyncConnection, order_id: UUID, *, until: datetime) -> None:
    """A transfer is awaited for days, and the order counts as long as its stock is held."""
    await _unpaid_store.extend(db, order_id, until)


async def settle_unpaid(db: AsyncConnection, order_id: UUID) -> None:
    """It is paid or called off, and counts for nobody any more."""
    await _unpaid_store.delete(db, order_id)


async def prune_unpaid(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    return await _unpaid_store.prune(db, now=now, limit=limit)
