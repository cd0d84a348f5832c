"""The forecast, made by a function app of its own: the ETL says that it is due, that app makes it.

The ETL neither sends messages nor knows the shop's switch. It hands over that the forecast is due as
it hands over answers of models, and the shop asks for it, or does not.
"""

import asyncio
import logging
from collections.abc import Sequence

from lonja.forecasts import api as forecasts
from lonja.forecasts.api import Begun, Method
from lonja.insights import api as insights
from lonja.kernel import clock
from lonja.kernel.db import Database

log = logging.getLogger(__name__)


async def tell_if_due(warehouse: Database, shop: Database) -> bool:
    """After a run of the ETL; told again after the next one, until somebody made it."""
    async with warehouse.reading() as db:
        is_due = await forecasts.is_due(db, now=clock.now())
    if is_due:
        async with shop.transaction() as db:
            await insights.hand_over(db, insights.DUE, [[["forecast"]]], made_at=clock.now())
    return is_due


async def make(
    warehouse: Database, shop: Database, methods: Sequence[Method], *, is_asked: bool
) -> bool:
    """Make the forecast where it is due, or a person asked; False where there is nothing to do.

    It reads, calculates and writes in three steps, so that no transaction is open for minutes. What
    fails is written down and raised; the answers of last time stay.
    """
    async with warehouse.reading() as db:
        now = clock.now()
        if await forecasts.is_at_work(db, now=now):
            return False
        is_wanted = is_asked or await forecasts.is_due(db, now=now)
        is_known = await forecasts.newest_done(db) is not None
    if not is_wanted:
        if is_known:  # the process before may have died between the two
            await _hand_over(warehouse, shop)
        return False
    async with warehouse.transaction() as db:
        begun = await forecasts.begin(db)
    if begun is None:
        return False
    try:
        made = await _made(warehouse, begun, methods)
    except Exception as error:
        async with warehouse.transaction() as db:
            await forecasts.fail(db, begun, f"{type(error).__name__}: {error}")
        raise
    if made:
        await _hand_over(warehouse, shop)
    return made


async def _made(warehouse: Database, begun: Begun, methods: Sequence[Method]) -> bool:
    async with warehouse.transaction() as db:
        histories = await forecasts.histories(db, begun)
    # A thread of its own: the host says meanwhile that the message is still being handled.
    answers = await asyncio.to_thread(forecasts.answer, histories, methods)
    async with warehouse.transaction() as db:
        is_written = await forecasts.write(db, begun, answers)
    log.info("forecast made", extra={"series": len(answers), "is_written": is_written})
    return is_written


async def _hand_over(warehouse: Database, shop: Database) -> None:
    """Low-stock points follow the demand that is expected now."""
    async with warehouse.reading() as db:
        found = [part async for part in insights.parts(db, insights.DEMAND)]
    async with shop.transaction() as db:
        await insights.hand_over(db, insights.DEMAND, found, made_at=clock.now())
