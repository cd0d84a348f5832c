"""What was planned for a time begins or ends: prices and products, in lists and on pages.

Nothing is sold at a wrong price while this is late: carts and product pages work out the price of
the instant by themselves. It brings lists up to date, and freezes what a reduction is compared with.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel.db import Database
from lonja.pricing import api as pricing

AT_ONCE: Final = 100
"""Prices of one transaction, whose products are refreshed in lists before it commits."""


async def start_scheduled(db: AsyncConnection, *, now: datetime) -> int:
    """Begin and end what is due and nobody else takes now; at most `AT_ONCE` of each."""
    variants = await pricing.start_due_prices(db, now=now, limit=AT_ONCE)
    products = await catalog.products_of(db, list(variants)) if variants else {}
    for product_id in sorted(set(products.values())):
        catalog.changed(db, product_id)
    published = await catalog.publish_due(db, now=now, limit=AT_ONCE)
    return len(variants) + len(published)


async def start_all_scheduled(database: Database, now: Callable[[], datetime]) -> int:
    """A transaction for each batch: a thousand sales at the same minute hold no lock for long."""
    count = 0
    while True:
        async with database.transaction() as db:
            started = await start_scheduled(db, now=now())
        count += started
        if not started:
            return count


async def next_start(db: AsyncConnection) -> datetime | None:
    """When something begins or ends next; in the past where it is late."""
    times = (await pricing.next_start(db), await catalog.next_publication(db))
    return min((time for time in times if time is not None), default=None)
