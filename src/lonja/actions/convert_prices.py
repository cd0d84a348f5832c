"""A rate changed: prices that are converted by it become others, in lists, feeds, carts and history."""

from datetime import datetime

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.kernel import outbox
from lonja.pricing import api as pricing
from lonja.shop.api import ConvertPrices


async def convert_next_prices(
    db: AsyncConnection, message: ConvertPrices, *, limit: int, now: datetime
) -> None:
    """The next variants, and a message for those after them; the same message twice is harmless.

    Rates are today's, whatever version of the facts the message is of.
    """
    changed, last = await pricing.convert_next(db, message.after, limit=limit, now=now)
    products = await catalog.products_of(db, list(changed)) if changed else {}
    for product_id in sorted(set(products.values())):
        catalog.changed(db, product_id)
    if last is not None:
        await outbox.put(db, ConvertPrices(message.of_version, last))
