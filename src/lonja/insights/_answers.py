"""What the ETL hands over to the shop: the answers that it acts on, in parts that a transaction takes."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection

from lonja.forecasts import api as forecasts
from lonja.forecasts.api import Rate
from lonja.insights import _run_store, _star_store, _store
from lonja.insights._kind import AnswerKind
from lonja.insights._star_store import Moving

PAIRS: Final = AnswerKind.PAIRS
SCORES: Final = AnswerKind.SCORES
DEMAND: Final = AnswerKind.DEMAND
DUE: Final = AnswerKind.DUE
KIND_OF: Final = {"basket_pair": PAIRS, "customer_score": SCORES, "stock_cover": DEMAND}
"""By the model that makes it."""

PARTNERS: Final = 4
SCORES_AT_ONCE: Final = 5_000
DEMAND_AT_ONCE: Final = 200
MOST_MOVING: Final = 5_000

type Part = list[list[Any]]


async def parts(warehouse: AsyncConnection, kind: str) -> AsyncIterator[Part]:
    """At least one, so that an answer that became empty is handed over as well."""
    if kind == PAIRS:
        found = await _star_store.partners(warehouse, each=PARTNERS)
        yield [[str(one.variant_id), str(one.other_id), one.position] for one in found]
    elif kind == SCORES:
        after = None
        while True:
            page = await _star_store.placed(warehouse, after=after, limit=SCORES_AT_ONCE)
            yield [[str(one.customer_id), one.segment] for one in page]
            if len(page) < SCORES_AT_ONCE:
                break
            after = page[-1].customer_id
    else:
        moving = await _star_store.moving(warehouse, limit=MOST_MOVING)
        run = await _run_store.newest(warehouse, "stock_cover")
        expected = (
            await forecasts.rates(warehouse, today=run.trained_to) if run and run.trained_to else {}
        )
        for at in range(0, max(len(moving), 1), DEMAND_AT_ONCE):
            yield [
                [str(one.variant_id), one.mean, one.deviation, *_expected(one, expected)]
                for one in moving[at : at + DEMAND_AT_ONCE]
            ]


def _expected(one: Moving, expected: Mapping[str, Rate]) -> tuple[float, ...]:
    """Beside what was sold what is expected, where it is: the shop may have switched that off."""
    rate = expected.get(str(one.variant_id))
    return () if rate is None else (rate.mean, rate.deviation)


async def hand_over(
    shop: AsyncConnection, kind: str, found: list[Part], *, made_at: datetime
) -> None:
    """In one transaction of the shop's; what was there of this kind is replaced."""
    for number, part in enumerate(found):
        await _store.hand_over(shop, kind, number, made_at, part)
