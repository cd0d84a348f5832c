"""Codes by the thousand: a few thousand a message, however often a host dies in between."""

from lonja.bootstrap import Shop
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope
from lonja.promotions import api as promotions
from lonja.promotions.api import MakeCodes


async def make_codes(shop: Shop, envelope: Envelope) -> None:
    async with shop.database.transaction() as db:
        await promotions.make_codes(db, MakeCodes.read(envelope), now=clock.now())
