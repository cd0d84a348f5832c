"""The door to insights: models run over the warehouse, and their answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.insights import _run_store, _star_store, _store
from lonja.insights._answers import DEMAND, DUE, KIND_OF, PAIRS, SCORES, hand_over, parts
from lonja.insights._models import BY_CODE, MODELS, Model
from lonja.insights._reordering import Demand, Supply, propose, reorder_point
from lonja.insights._reorders import LOOKED_AT, Reorder, Reorders, reorders
from lonja.insights._run_store import ModelRun, Span
from lonja.insights._star_store import (
    MOST,
    ClassCell,
    CohortMonth,
    Cover,
    ItemClass,
    Pair,
    Score,
    SegmentSize,
)
from lonja.insights._store import Answer, Automatic, Taken, Terms
from lonja.insights._supplies import (
    AutomaticChanged,
    TermsChanged,
    automatic,
    set_automatic,
    set_terms,
    supply_of,
    terms_of,
)
from lonja.kernel import outbox
from lonja.kernel.outbox import Message

__all__ = [
    "BY_CODE",
    "DEMAND",
    "DUE",
    "KIND_OF",
    "LOOKED_AT",
    "MODELS",
    "MOST",
    "PAIRS",
    "SCORES",
    "SEGMENTS",
    "Answer",
    "Automatic",
    "AutomaticChanged",
    "Begun",
    "ClassCell",
    "CohortMonth",
    "Cover",
    "Demand",
    "ItemClass",
    "MakeInsights",
    "Model",
    "ModelRun",
    "Pair",
    "Reorder",
    "Reorders",
    "Score",
    "SegmentSize",
    "Span",
    "Supply",
    "Taken",
    "Terms",
    "TermsChanged",
    "automatic",
    "begin",
    "build",
    "class_cells",
    "cohorts",
    "fail",
    "hand_over",
    "is_due",
    "item_classes",
    "mark_taken",
    "newest_runs",
    "next_answer",
    "pairs",
    "parts",
    "propose",
    "reorder_point",
    "reorders",
    "request",
    "scores",
    "segment_sizes",
    "set_automatic",
    "set_terms",
    "supply_of",
    "take_back",
    "taken",
    "terms_of",
]

SEGMENTS: Final = (
    "champions", "loyal", "potential", "new", "promising", "attention", "fading", "cannot_lose",
    "at_risk", "hibernating", "lost",
)  # fmt: skip
"""Of RFM, the best customers first; `warehouse/insights/customer_score.sql` says who is in which."""
COHORTS: Final = 24

EVERY: Final = timedelta(hours=23)
AFTER_A_FAILURE: Final = timedelta(hours=1)
IDLE_DAYS: Final = 30
"""A history that ended longer ago than this is looked at from its own last day."""


@dataclass(frozen=True, slots=True)
class MakeInsights(Message):
    """Run every model now, over the star as it stands."""

    queue: ClassVar[str] = "etl"
    type: ClassVar[str] = "insights.make"
    subject_field: ClassVar[str] = "asked_by"
    asked_by: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that has begun: what it looks at, and under which id it is written down."""

    id: int
    model: Model
    span: Span


async def request(db: AsyncConnection, *, asked_by: str) -> UUID:
    """Queue a run of every model with the transaction of `db`, which is the shop's."""
    return await outbox.put(db, MakeInsights(asked_by=asked_by))


async def is_due(warehouse: AsyncConnection, model: Model, *, now: datetime) -> bool:
    """Once a day, an hour after a failure, and at once when the model is another one."""
    if not await _run_store.has_schema(warehouse) or not await _run_store.exists(warehouse):
        return False
    last = await _run_store.newest(warehouse, model.code)
    if last is None or (last.version, last.parameters) != (model.version, dict(model.parameters)):
        return True
    return last.started_at <= now - (EVERY if last.state == "done" else AFTER_A_FAILURE)


async def begin(warehouse: AsyncConnection, model: Model) -> Begun | None:
    """Write down that a run begins; None where the star has no sales to look at."""
    span = await _run_store.span(warehouse, idle_days=IDLE_DAYS)
    if span.through is None:
        return None
    return Begun(await _run_store.insert(warehouse, model, span), model, span)


async def build(warehouse: AsyncConnection, begun: Begun, *, lock: int) -> bool:
    """Make the answers again in this transaction; False while somebody else has the warehouse."""
    assert begun.span.through is not None
    if not await _run_store.try_lock(warehouse, lock):
        return False
    await _run_store.prepare(warehouse, begun.model, begun.span.through)
    made = await _run_store.build(warehouse, begun.model)
    await _run_store.finish(warehouse, begun.id, made=made)
    return True


async def fail(warehouse: AsyncConnection, begun: Begun, error: str) -> None:
    await _run_store.fail(warehouse, begun.id, error)


async def take_back(warehouse: AsyncConnection, begun: Begun) -> None:
    """As if it had never begun."""
    await _run_store.remove(warehouse, begun.id)


async def next_answer(db: AsyncConnection) -> Answer | None:
    """A part of an answer that the shop has not taken yet, locked for this transaction."""
    return await _store.lock_untaken(db)


async def mark_taken(db: AsyncConnection, answer: Answer, *, now: datetime) -> None:
    await _store.mark_taken(db, answer, now=now)


async def taken(db: AsyncConnection) -> list[Taken]:
    """How fresh what the shop acts on is; kinds that never came are missing."""
    return await _store.taken(db)


async def newest_runs(warehouse: AsyncConnection) -> list[ModelRun]:
    """The last run of each model; one that never ran is not there."""
    if not await _run_store.has_schema(warehouse):
        return []
    return await _run_store.newest_each(warehouse)


async def segment_sizes(warehouse: AsyncConnection) -> list[SegmentSize]:
    """How many customers are in each segment of RFM, by their currency."""
    if not await _run_store.has_schema(warehouse):
        return []
    return await _star_store.segment_sizes(warehouse)


async def scores(
    warehouse: AsyncConnection,
    *,
    segment: str | None = None,
    at_risk: bool = False,
    currency: str | None = None,
    limit: int = 100,
) -> list[Score]:
    """Customers with their scores, those who spent most first."""
    if not await _run_store.has_schema(warehouse):
        return []
    return await _star_store.scores(
        warehouse, segment=segment, at_risk=at_risk, currency=currency, limit=min(limit, MOST)
    )


async def cohorts(warehouse: AsyncConnection) -> list[CohortMonth]:
    """The last two years of first months, and what became of their customers."""
    if not await _run_store.has_schema(warehouse):
        return []
    return await _star_store.cohorts(warehouse, months=COHORTS)


async def class_cells(warehouse: AsyncConnection) -> list[ClassCell]:
    if not await _run_store.has_schema(warehouse):
        return []
    return await _star_store.class_cells(warehouse)


async def item_classes(
    warehouse: AsyncConnection,
    *,
    currency: str,
    abc: str | None = None,
    xyz: str | None = None,
    limit: int = 100,
) -> list[ItemClass]:
    """Articles of a cell of the matrix, what brings most first."""
    if not await _run_store.has_schema(warehouse):
        return []
    return await _star_store.item_classes(
        warehouse, currency=currency, abc=abc, xyz=xyz, limit=min(limit, MOST)
    )


async def pairs(warehouse: AsyncConnection, *, words: str = "", limit: int = 100) -> list[Pair]:
    """Products that are bought together, the most frequent first."""
    if not await _run_store.has_schema(warehouse):
        return []
    return await _star_store.pairs(warehouse, words=words.strip(), limit=min(limit, MOST))
