"""What sells best: units of the last 90 days, counted each night for lists and rules of collections."""

from datetime import datetime, timedelta
from typing import Final

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.transaction import touch_products
from lonja.orders import api as orders

COUNTED: Final = timedelta(days=90)
AT_ONCE: Final = 200
MOST_BATCHES: Final = 2_000


async def count_sold(shop: Shop) -> int:
    return await count(shop.database, now=clock.now())


async def count(database: Database, *, now: datetime) -> int:
    """How many products have another number than yesterday; their lists and collections follow."""
    async with database.reading() as db:
        sold = await orders.sold_units(db, since=now - COUNTED)
    written = 0
    for _ in range(MOST_BATCHES):
        async with database.transaction() as db:
            found = await catalog.write_sold(db, sold, limit=AT_ONCE)
            touch_products(db, found)
        written += len(found)
        if not found:
            break
    return written
