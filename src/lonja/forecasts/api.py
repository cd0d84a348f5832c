"""The door to forecasts: what is due, a run in its steps, and what its answers say."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.forecasts import _store
from lonja.forecasts._choosing import Forecast, Terms, band, forecast
from lonja.forecasts._classing import OFTEN, RARELY, Classed, DemandKind, class_of
from lonja.forecasts._method import CannotFit, Expected, Method
from lonja.forecasts._run_store import ForecastRun
from lonja.forecasts._runs import (
    A_WEEK,
    MOST_ARTICLES,
    TERMS,
    Begun,
    History,
    answer,
    begin,
    fail,
    histories,
    is_at_work,
    is_due,
    monday_after_the_last_whole_week,
    newest,
    newest_done,
    write,
)
from lonja.forecasts._smoothing import SIMPLE, Simple
from lonja.forecasts._store import KindError, Line, Rate, Record, Week
from lonja.kernel import outbox
from lonja.kernel.errors import NotFound
from lonja.kernel.outbox import Message

__all__ = [
    "MOST",
    "MOST_ARTICLES",
    "OFTEN",
    "RARELY",
    "SIMPLE",
    "TERMS",
    "Begun",
    "CannotFit",
    "Chart",
    "Classed",
    "DemandKind",
    "Expected",
    "Forecast",
    "ForecastRun",
    "History",
    "KindError",
    "Line",
    "MakeForecasts",
    "Method",
    "Rate",
    "Record",
    "Simple",
    "Summary",
    "Terms",
    "UnknownSeries",
    "Week",
    "answer",
    "band",
    "begin",
    "chart",
    "class_of",
    "fail",
    "forecast",
    "histories",
    "is_at_work",
    "is_due",
    "lines",
    "monday_after_the_last_whole_week",
    "newest",
    "newest_done",
    "rates",
    "request",
    "summary",
    "write",
]

MOST: Final = 500
"""Series of one answer to a screen."""
SUMMED_WEEKS: Final = 4
SHOWN_WEEKS: Final = 104
RECORDS: Final = 26
FRESH_FOR: Final = timedelta(days=28)
"""Older answers are no longer acted on: half of their weeks are over."""


@dataclass(frozen=True, slots=True)
class MakeForecasts(Message):
    """Make the forecast now; without `asked_by` only if it is due."""

    queue: ClassVar[str] = "models"
    type: ClassVar[str] = "forecasts.make"
    subject_field: ClassVar[str] = "asked_by"
    asked_by: str


class UnknownSeries(NotFound):
    """The last run has no such series: nothing was sold of it for half a year, or too little."""

    code: ClassVar[str] = "unknown_series"


@dataclass(frozen=True, slots=True)
class Summary:
    """`run` is the last one, however it ended; `done` the one whose answers hold."""

    run: ForecastRun | None
    done: ForecastRun | None
    kinds: list[KindError]
    records: list[Record]


@dataclass(frozen=True, slots=True)
class Chart:
    """A series of the run that holds, and its weeks."""

    line: Line
    weeks: list[Week]


async def request(db: AsyncConnection, *, asked_by: str = "") -> UUID:
    """Queue a run with the transaction of `db`, which is the shop's."""
    return await outbox.put(db, MakeForecasts(asked_by=asked_by))


async def summary(warehouse: AsyncConnection) -> Summary:
    """The last run, the errors of its tests, and what became of the runs before it."""
    run, done = await newest(warehouse), await newest_done(warehouse)
    if done is None:
        return Summary(run, None, [], [])
    return Summary(
        run,
        done,
        await _store.kind_errors(warehouse, run_id=done.id),
        await _store.records(warehouse, limit=RECORDS),
    )


async def lines(
    warehouse: AsyncConnection,
    *,
    level: str = "sku",
    kind: str | None = None,
    category: str | None = None,
    words: str = "",
    limit: int = MOST,
) -> list[Line]:
    """Series of the run that holds, what is expected to sell most in four weeks first."""
    done = await newest_done(warehouse)
    if done is None:
        return []
    since, until = _summed(done)
    return await _store.lines(
        warehouse,
        run_id=done.id,
        level=level,
        kind=kind,
        category=category,
        words=words.strip(),
        since=since,
        until=until,
        limit=min(limit, MOST),
    )


async def chart(warehouse: AsyncConnection, *, level: str, series: str) -> Chart:
    """One series, two years of it, and what comes."""
    done = await newest_done(warehouse)
    if done is None:
        raise UnknownSeries("no forecast was made yet")
    since, until = _summed(done)
    line = await _store.line(
        warehouse, run_id=done.id, level=level, series=series, since=since, until=until
    )
    if line is None:
        raise UnknownSeries(f"no series {series!r} of level {level}")
    shown = _after(done) - SHOWN_WEEKS * A_WEEK
    weeks = await _store.weeks(warehouse, run_id=done.id, level=level, series=series, since=shown)
    return Chart(line, weeks)


async def rates(warehouse: AsyncConnection, *, today: date) -> dict[str, Rate]:
    """What a day is expected to sell of each article, by its key; nothing of an old answer."""
    done = await newest_done(warehouse)
    if done is None or today - done.trained_to > FRESH_FOR:
        return {}
    width = 2 * NormalDist().inv_cdf((1 + TERMS.share) / 2)
    found = await _store.rates(warehouse, run_id=done.id, share_width=width, limit=MOST_ARTICLES)
    return {one.natural_key: one for one in found}


def _after(done: ForecastRun) -> date:
    return done.trained_to + timedelta(days=1)


def _summed(done: ForecastRun) -> tuple[date, date]:
    """The first of the last four weeks, and the end of the coming four."""
    after = _after(done)
    return after - SUMMED_WEEKS * A_WEEK, after + SUMMED_WEEKS * A_WEEK
