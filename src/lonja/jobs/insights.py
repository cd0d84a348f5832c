"""Answers of models that wait for the shop, taken one part a transaction."""

from typing import Final

from lonja.actions.take_insights import take_insights
from lonja.bootstrap import Shop
from lonja.kernel import clock

AT_ONCE: Final = 100


async def take_all(shop: Shop) -> int:
    """How many parts were taken; the rest waits for the next look."""
    for taken in range(AT_ONCE):
        async with shop.database.transaction() as db:
            if not await take_insights(db, now=clock.now()):
                return taken
    return AT_ONCE
