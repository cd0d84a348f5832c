"""Collections by rule: a new rule asks every product, and what was new is so no more."""

from lonja.bootstrap import Shop
from lonja.collections import api as collections
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope

AT_ONCE = 200


async def fill_collection(shop: Shop, envelope: Envelope) -> None:
    message = collections.FillCollection.read(envelope)
    async with shop.database.transaction() as db:
        await collections.fill_collection(db, message)


async def look(shop: Shop) -> int:
    async with shop.database.transaction() as db:
        ended = await collections.end_newness(db, limit=AT_ONCE)
    async with shop.database.transaction() as db:
        return ended + await collections.wake_collections(db, now=clock.now(), limit=AT_ONCE)
