"""The door to insights: models run over the warehouse, and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.insights import _run_store
from lonja.insights._models import BY_CODE, MODELS, Model
from lonja.insights._run_store import ModelRun, Span
from lonja.kernel import outbox
from lonja.kernel.outbox import Message

__all__ = [
    "BY_CODE",
    "MODELS",
    "Begun",
    "MakeInsights",
    "Model",
    "ModelRun",
    "Span",
    "begin",
    "build",
    "fail",
    "is_due",
    "last_runs",
    "request",
]

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


async def last_runs(warehouse: AsyncConnection) -> Mapping[str, ModelRun]:
    """By model, the run that made what is there now; nothing before the first one."""
    if not await _run_store.has_schema(warehouse):
        return {}
    return {one.model: one for one in await _run_store.newest_done(warehouse)}
