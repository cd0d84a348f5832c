"""A run of the forecast: which weeks it looks at, what it reads, and what it writes down."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.forecasts import _run_store, _store
from lonja.forecasts._choosing import Forecast, Point, Terms, forecast
from lonja.forecasts._classing import DemandKind
from lonja.forecasts._method import Method
from lonja.forecasts._run_store import ForecastRun
from lonja.forecasts._store import Series

VERSION: Final = 1
TERMS: Final = Terms()
WEEKS_READ: Final = 156
WEEKS_RECENT: Final = 26
MOST_ARTICLES: Final = 1_000
"""What sells most; the others are ordered again by what they sold."""
RUNS_KEPT: Final = 26
IDLE_DAYS: Final = 30
STALE: Final = timedelta(minutes=40)
"""A run at work for longer has lost its process: no function may run for so long."""
AFTER_A_FAILURE: Final = timedelta(hours=1)
A_WEEK: Final = timedelta(days=7)
PARAMETERS: Final = {
    "horizon": TERMS.horizon,
    "tests": TERMS.tests,
    "share": TERMS.share,
    "weeks_read": WEEKS_READ,
    "weeks_recent": WEEKS_RECENT,
    "most_articles": MOST_ARTICLES,
}


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that has begun. `after` is the Monday after the last whole week that is known."""

    id: int
    after: date


@dataclass(frozen=True, slots=True)
class History:
    """A series with its units of each week, from the first that has some to the last that is over."""

    of: Series
    first_week: date
    weeks: tuple[int, ...]


type Answered = tuple[History, Forecast]


def monday_after_the_last_whole_week(through: date) -> date:
    """`through` is a day whose sales are known."""
    return through + timedelta(days=1) - timedelta(days=(through + timedelta(days=1)).weekday())


async def is_due(warehouse: AsyncConnection, *, now: datetime) -> bool:
    """When a week is over that no run has seen, or the method is another one.

    A run that failed is due again an hour later, one at work when it must have lost its process.
    """
    if not await _run_store.exists(warehouse):
        return False
    reach = await _run_store.reach(warehouse, idle_days=IDLE_DAYS)
    if reach.first_day is None or reach.through is None:
        return False
    after = monday_after_the_last_whole_week(reach.through)
    if after <= reach.first_day:
        return False
    last = await _run_store.newest(warehouse)
    if last is None:
        return True
    if last.state == "running":
        return last.started_at <= now - STALE
    if last.state == "failed":
        return last.started_at <= now - AFTER_A_FAILURE
    known = (last.version, last.parameters, last.trained_to)
    return known != (VERSION, PARAMETERS, after - timedelta(days=1))


async def is_at_work(warehouse: AsyncConnection, *, now: datetime) -> bool:
    """Whether another process makes the forecast at this moment."""
    if not await _run_store.exists(warehouse):
        return False
    last = await _run_store.newest(warehouse)
    return last is not None and last.state == "running" and last.started_at > now - STALE


async def begin(warehouse: AsyncConnection) -> Begun | None:
    """Write down that a run begins; None where no week of sales is over yet."""
    if not await _run_store.exists(warehouse):
        return None
    reach = await _run_store.reach(warehouse, idle_days=IDLE_DAYS)
    if reach.first_day is None or reach.through is None:
        return None
    after = monday_after_the_last_whole_week(reach.through)
    if after <= reach.first_day:
        return None
    since = max(reach.first_day, after - WEEKS_READ * A_WEEK)
    run_id = await _run_store.insert(
        warehouse,
        version=VERSION,
        parameters=PARAMETERS,
        trained_from=since,
        trained_to=after - timedelta(days=1),
    )
    return Begun(run_id, after)


async def histories(warehouse: AsyncConnection, begun: Begun) -> list[History]:
    """What to forecast, on a transaction of its own: the shop, its categories, what sells most."""
    recent = begun.after - WEEKS_RECENT * A_WEEK
    chosen = await _store.chosen(warehouse, before=begun.after, since=recent, most=MOST_ARTICLES)
    sold = await _store.sold(
        warehouse,
        before=begun.after,
        since=begun.after - WEEKS_READ * A_WEEK,
        articles=[one.series for one in chosen if one.level == "sku"],
    )
    units: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for one in sold:
        units[one.level, one.series][one.week] = one.units
    found = []
    for series in chosen:
        weekly = units[series.level, series.series]
        first_week = min(weekly)
        length = (begun.after - first_week) // A_WEEK
        weeks = tuple(weekly.get(first_week + number * A_WEEK, 0) for number in range(length))
        found.append(History(series, first_week, weeks))
    return found


def answer(histories: Sequence[History], methods: Sequence[Method]) -> list[Answered]:
    """Calculate; it takes minutes of a processor and needs no connection."""
    return [(one, forecast(one.weeks, methods, TERMS)) for one in histories]


async def write(warehouse: AsyncConnection, begun: Begun, answers: Sequence[Answered]) -> bool:
    """Everything at once; False where another run began meanwhile, and nothing is written."""
    if not await _run_store.finish(
        warehouse, begun.id, made=len(answers), facts=_measured(answers)
    ):
        return False
    await _run_store.forget(
        warehouse, run_id=begun.id, trained_to=begun.after - timedelta(days=1), kept=RUNS_KEPT
    )
    await _store.write(
        warehouse,
        series=(_series_row(begun.id, history, found) for history, found in answers),
        points=(row for one in answers for row in _point_rows(begun.id, *one)),
        weeks=(row for history, _ in answers for row in _week_rows(history)),
    )
    return True


async def fail(warehouse: AsyncConnection, begun: Begun, error: str) -> None:
    await _run_store.fail(warehouse, begun.id, error)


async def newest(warehouse: AsyncConnection) -> ForecastRun | None:
    """The last run, however it ended."""
    if not await _run_store.exists(warehouse):
        return None
    return await _run_store.newest(warehouse)


async def newest_done(warehouse: AsyncConnection) -> ForecastRun | None:
    """The run whose answers hold."""
    if not await _run_store.exists(warehouse):
        return None
    return await _run_store.newest_done(warehouse)


def _measured(answers: Sequence[Answered]) -> dict[str, Any]:
    """Of articles: how many of each kind and of each method, and the error of all their tests."""
    found = [one for history, one in answers if history.of.level == "sku"]
    units = sum(one.test_units for one in found)
    judged = sum(one.judged for one in found)
    methods = sorted({one.method for one in found} - {""})
    return {
        "kinds": {kind.value: sum(one.kind is kind for one in found) for kind in DemandKind},
        "methods": {code: sum(one.method == code for one in found) for code in methods},
        "wape": round(sum(one.error_units for one in found) / units, 4) if units else None,
        "naive_wape": round(sum(one.naive_error_units for one in found) / units, 4)
        if units
        else None,
        "coverage": round(sum(one.within for one in found) / judged, 4) if judged else None,
    }


def _series_row(run_id: int, history: History, found: Forecast) -> list[Any]:
    of = history.of
    return [
        run_id, of.level, of.series, of.sku, of.name, of.category, found.kind.value, found.method,
        Jsonb(dict(found.parameters)), found.weeks, _short(found.adi), _short(found.cv2),
        _short(found.mase), _short(found.wape), _short(found.naive_wape), _short(found.coverage),
        Jsonb({name: _short(error) for name, error in found.tried.items()}),
        _short(found.error_units), _short(found.naive_error_units), _short(found.test_units),
        found.within, found.judged,
    ]  # fmt: skip


def _point_rows(run_id: int, history: History, found: Forecast) -> Iterator[list[Any]]:
    for points, is_test in ((found.tested, True), (found.points, False)):
        for one in points:
            yield _point_row(run_id, history, one, is_test=is_test)


def _point_row(run_id: int, history: History, one: Point, *, is_test: bool) -> list[Any]:
    week = history.first_week + one.week * A_WEEK
    units = (round(one.expected, 2), round(one.low, 2), round(one.high, 2))
    return [run_id, history.of.level, history.of.series, week, is_test, *units]


def _week_rows(history: History) -> Iterator[list[Any]]:
    for number, units in enumerate(history.weeks):
        yield [
            history.of.level, history.of.series, history.first_week + number * A_WEEK, units
        ]  # fmt: skip


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
