"""The shop takes an answer of a model: pairs to product pages, segments to rules, points to low stock.

That a forecast is due is taken as well: the shop asks for it, unless it is switched off.

Each has its switch. One that is off takes nothing, and takes back what was taken before; low-stock
points stay as they are, for a person may have set them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.customers import api as customers
from lonja.forecasts import api as forecasts
from lonja.insights import api as insights
from lonja.insights.api import Automatic, Demand
from lonja.inventory import api as inventory
from lonja.kernel.transaction import Change, announce

ACTOR: Final = "shop"


async def take_insights(db: AsyncConnection, *, now: datetime) -> bool:
    """Take one part of an answer that nobody took yet; False where there is none."""
    answer = await insights.next_answer(db)
    if answer is None:
        return False
    shop = await insights.automatic(db)
    if answer.kind == insights.PAIRS:
        await _pairs(db, answer.items if shop.pairs_on else [])
    elif answer.kind == insights.SCORES:
        await _scores(db, answer.items, is_on=shop.rfm_on)
    elif answer.kind == insights.DUE:
        if shop.forecasts_on:
            await forecasts.request(db)
    elif shop.low_at_on:
        await _low_at(db, answer.items, shop, now=now)
    await insights.mark_taken(db, answer, now=now)
    return True


async def _pairs(db: AsyncConnection, items: Sequence[Sequence[Any]]) -> None:
    changed = await catalog.set_together(
        db, [(UUID(one), UUID(other), int(place)) for one, other, place in items]
    )
    for product in changed:
        announce(db, Change("product", str(product)))


async def _scores(db: AsyncConnection, items: Sequence[Sequence[Any]], *, is_on: bool) -> None:
    if not is_on:
        await customers.forget_scores(db)
        return
    await customers.write_scores(
        db, [UUID(one) for one, _ in items], [segment for _, segment in items]
    )


async def _low_at(
    db: AsyncConnection, items: Sequence[Sequence[Any]], shop: Automatic, *, now: datetime
) -> None:
    ids = [UUID(one) for one, *_ in items]
    terms = await insights.terms_of(db, ids)
    points = {
        variant: insights.reorder_point(
            _demand(rates, shop), insights.supply_of(terms.get(variant), shop)
        )
        for variant, (_, *rates) in zip(ids, items, strict=True)
    }
    await inventory.write_low_at(db, points, actor=ACTOR, now=now)


def _demand(rates: Sequence[float], shop: Automatic) -> Demand:
    """What was sold, its mean and deviation; after them what is expected, of what has a forecast."""
    mean, deviation = rates[-2:] if shop.forecasts_on else rates[:2]
    return Demand(mean, deviation)
