"""The lists of products after the shop's languages changed: so many a message, however often a host dies."""

from typing import Final

from lonja.bootstrap import Shop
from lonja.catalog import api as catalog
from lonja.kernel import outbox
from lonja.kernel.outbox import Envelope
from lonja.kernel.transaction import touch_products
from lonja.shop.api import ListInLanguages

AT_ONCE: Final = 200


async def list_in_languages(shop: Shop, envelope: Envelope) -> None:
    """In today's languages, whatever version of the facts the message is of; twice is harmless."""
    message = ListInLanguages.read(envelope)
    async with shop.database.transaction() as db:
        batch = await catalog.product_ids_after(db, message.after, limit=AT_ONCE)
        touch_products(db, batch)
        if len(batch) == AT_ONCE:
            await outbox.put(db, ListInLanguages(message.of_version, batch[-1]))
