"""The door to reports: charts from the warehouse, its runs, and the report that is embedded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import outbox
from lonja.kernel.errors import Invalid, NotFound
from lonja.kernel.outbox import Message
from lonja.reports import _store
from lonja.reports._embedding import Embed, ReportHost
from lonja.reports._metrics import (
    DIMENSIONS,
    METRICS,
    OVER_TIME,
    PAGES,
    Metric,
    Page,
    Unit,
    Visual,
    is_possible,
)
from lonja.reports._store import Choice, EtlRun, Point

__all__ = [
    "DIMENSIONS",
    "METRICS",
    "OVER_TIME",
    "PAGES",
    "Chart",
    "Choice",
    "Embed",
    "EtlRun",
    "Metric",
    "Page",
    "Period",
    "Point",
    "ReportHost",
    "RunEtl",
    "Visual",
    "choices",
    "page",
    "recent_runs",
    "request_run",
]

MAX_DAYS = 3 * 366


class UnknownReport(NotFound):
    code: ClassVar[str] = "unknown_report"


class BadPeriod(Invalid):
    code: ClassVar[str] = "bad_period"


@dataclass(frozen=True, slots=True)
class RunEtl(Message):
    """Bring the warehouse up to date; `full` reads the whole shop again."""

    queue: ClassVar[str] = "etl"
    type: ClassVar[str] = "etl.run"
    subject_field: ClassVar[str] = "asked_by"
    asked_by: str
    full: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to but not including `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end <= self.start + timedelta(days=MAX_DAYS):
            raise BadPeriod(f"a period is 1 to {MAX_DAYS} days, its end after its start")

    @property
    def before(self) -> "Period":
        return Period(self.start - (self.end - self.start), self.start)


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers of one visual. Money is minor units of `currency`; a ratio is rounded to one."""

    code: str
    kind: str
    metric: str
    by: str
    unit: Unit
    currency: str
    titles: dict[str, str]
    meaning: dict[str, str]
    points: list[Point]
    total: int
    previous_total: int
    as_of: datetime | None


async def request_run(db: AsyncConnection, *, asked_by: str, full: bool = False) -> UUID:
    """Queue a run of the ETL with the transaction of `db`, which is the shop's."""
    return await outbox.put(db, RunEtl(asked_by=asked_by, full=full))


async def page(
    warehouse: AsyncConnection,
    code: str,
    period: Period,
    *,
    currency: str,
    channel: str | None = None,
) -> list[Chart]:
    """Every chart of a page, in its order; all empty before the first run of the ETL."""
    if code not in PAGES:
        raise UnknownReport(code)
    return [
        await _draw(warehouse, visual, period, currency=currency, channel=channel)
        for visual in PAGES[code].visuals
    ]


async def _draw(
    warehouse: AsyncConnection,
    visual: Visual,
    period: Period,
    *,
    currency: str,
    channel: str | None,
) -> Chart:
    metric, dimension = METRICS[visual.metric], DIMENSIONS[visual.by]
    assert is_possible(metric, dimension), f"{visual.metric} by {visual.by}"
    points: list[Point] = []
    now = before = 0
    as_of = None
    if await _store.exists(warehouse):
        asked: dict[str, Any] = {"currency": currency, "channel": channel}
        points = await _store.points(
            warehouse,
            metric,
            dimension,
            start=period.start,
            end=period.end,
            limit=visual.limit,
            **asked,
        )
        now = await _store.total(warehouse, metric, start=period.start, end=period.end, **asked)
        past = period.before
        before = await _store.total(warehouse, metric, start=past.start, end=past.end, **asked)
        as_of = await _store.as_of(warehouse)
    return Chart(
        code=visual.code,
        kind=visual.kind,
        metric=metric.code,
        by=dimension.code,
        unit=metric.unit,
        currency=currency,
        titles={
            language: f"{title}: {dimension.titles[language].lower()}"
            for language, title in metric.titles.items()
        },
        meaning=metric.meaning,
        points=points,
        total=now,
        previous_total=before,
        as_of=as_of,
    )


async def choices(warehouse: AsyncConnection) -> list[Choice]:
    """The values of the filters; empty before the first run of the ETL."""
    if not await _store.exists(warehouse):
        return []
    return await _store.choices(warehouse)


async def recent_runs(warehouse: AsyncConnection, *, limit: int = 20) -> list[EtlRun]:
    """The latest runs, newest first."""
    if not await _store.exists(warehouse):
        return []
    return await _store.runs(warehouse, limit=min(limit, 200))
