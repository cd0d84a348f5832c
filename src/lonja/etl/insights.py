"""Models after a run of the ETL: each in a transaction of its own, never beside another run.

A model that fails is written down and keeps no other from being made; its answers of yesterday stay.
"""

import logging

from lonja.etl.warehouse import RUN_LOCK
from lonja.insights import api as insights
from lonja.insights.api import Begun, Model
from lonja.kernel import clock
from lonja.kernel.db import Database

log = logging.getLogger(__name__)


async def make_due(warehouse: Database, shop: Database, *, all_of_them: bool = False) -> list[str]:
    """Run the models whose answers are a day old, or all; the codes of those that were made.

    What the shop acts on is handed over to it.
    """
    made = []
    for model in insights.MODELS:
        async with warehouse.reading() as db:
            is_due = await insights.is_due(db, model, now=clock.now())
            if not is_due and not all_of_them:
                continue
        if await _make(warehouse, model):
            made.append(model.code)
            await _hand_over(warehouse, shop, model)
    if made:
        log.info("insights made", extra={"models": made})
    return made


async def _make(warehouse: Database, model: Model) -> bool:
    async with warehouse.transaction() as db:
        begun = await insights.begin(db, model)
    if begun is None:
        return False
    try:
        is_done = await _build(warehouse, begun)
    except Exception as error:
        log.exception("a model failed", extra={"model": model.code})
        await _fail(warehouse, begun, f"{type(error).__name__}: {error}")
        return False
    if not is_done:  # no failure: due again after the run that has the warehouse now
        async with warehouse.transaction() as db:
            await insights.take_back(db, begun)
    return is_done


async def _build(warehouse: Database, begun: Begun) -> bool:
    async with warehouse.transaction() as db:
        return await insights.build(db, begun, lock=RUN_LOCK)


async def _fail(warehouse: Database, begun: Begun, error: str) -> None:
    async with warehouse.transaction() as db:
        await insights.fail(db, begun, error)


async def _hand_over(warehouse: Database, shop: Database, model: Model) -> None:
    kind = insights.KIND_OF.get(model.code)
    if kind is None:
        return
    async with warehouse.reading() as db:
        found = [part async for part in insights.parts(db, kind)]
    async with shop.transaction() as db:
        await insights.hand_over(db, kind, found, made_at=clock.now())
