"""Prices in converted currencies after a rate changed: so many variants a message, however often a host dies."""

from typing import Final

from lonja.actions.convert_prices import convert_next_prices
from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope
from lonja.shop.api import ConvertPrices

AT_ONCE: Final = 200


async def convert_prices(shop: Shop, envelope: Envelope) -> None:
    async with shop.database.transaction() as db:
        await convert_next_prices(db, ConvertPrices.read(envelope), limit=AT_ONCE, now=clock.now())
