"""What is expected to be sold in the coming weeks, how wrong that was before, and the order to make it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from lonja.actions.ask_for_forecast import ask_for_forecast
from lonja.backoffice.deps import Now, Search
from lonja.backoffice.rules import Me
from lonja.forecasts import api as forecasts
from lonja.forecasts.api import ForecastRun
from lonja.hosting.deps import Db, ListOut, Out, Storable, TheShop
from lonja.insights import api as insights

router = APIRouter(prefix="/insights/forecasts", tags=["insights"])

Kind = Literal["smooth", "erratic", "intermittent", "lumpy", "short"]
Level = Literal["shop", "category", "sku"]
Key = Annotated[str, Query(max_length=300), Storable]


class ForecastMade(Out):
    """A run. `wape`, `naive_wape` and `coverage` are of the back-tests of all products."""

    state: Literal["running", "done", "failed"]
    version: int
    error: str
    series: int
    trained_from: date | None
    trained_to: date
    started_at: datetime
    made_at: datetime | None
    wape: float | None
    naive_wape: float | None
    coverage: float | None


class ForecastKind(Out):
    """Products of a kind of demand; of `series`, `answered` have a forecast."""

    kind: Kind
    series: int
    answered: int
    mase: float | None
    wape: float | None
    naive_wape: float | None
    coverage: float | None


class ForecastRecord(Out):
    """What became of a run: of its weeks, `weeks` are over. None of them: nothing to compare yet."""

    trained_to: date
    made_at: datetime
    series: int
    weeks: int
    wape: float | None
    coverage: float | None


class ForecastSummary(Out):
    """`last` is the last run, `holds` the one whose answers are shown; none where none ended well.

    `share` of the weeks are promised to lie in the intervals; `least_weeks` of history are needed.
    """

    is_on: bool
    last: ForecastMade | None
    holds: ForecastMade | None
    kinds: list[ForecastKind]
    records: list[ForecastRecord]
    categories: list[str]
    horizon_weeks: int
    least_weeks: int
    most_products: int
    share: float


class ForecastLine(Out):
    """`recent` was sold in the last four weeks; `expected`, `low` and `high` are of the coming four.

    Without a method there is no forecast. Errors are of the back-test: MASE against the naive method,
    WAPE of the units that were sold.
    """

    level: Level
    series: str
    sku: str
    name: str
    category: str
    kind: Kind
    method: str
    weeks: int
    adi: float
    cv2: float
    mase: float | None
    wape: float | None
    naive_wape: float | None
    coverage: float | None
    parameters: dict[str, float]
    tried: dict[str, float]
    recent: int
    expected: float | None
    low: float | None
    high: float | None


class ForecastWeek(Out):
    """`units` were sold, none yet in a week to come. `is_test`: expected of what came before it."""

    week: date
    units: int | None
    expected: float | None
    low: float | None
    high: float | None
    is_test: bool


class ForecastChart(Out):
    line: ForecastLine
    weeks: list[ForecastWeek]


class ForecastQueued(Out):
    message_id: UUID


@router.get("", operation_id="getForecasts")
async def get_forecasts(shop: TheShop) -> ForecastSummary:
    """The last run, its errors by kind of demand, and what became of the runs before it."""
    async with shop.database.reading() as db:
        is_on = (await insights.automatic(db)).forecasts_on
    async with shop.warehouse.reading() as warehouse:
        found = await forecasts.summary(warehouse)
        categories = await forecasts.lines(warehouse, level="category")
    return ForecastSummary(
        is_on=is_on,
        last=_made(found.run),
        holds=_made(found.done),
        kinds=[ForecastKind.model_validate(one) for one in found.kinds],
        records=[ForecastRecord.model_validate(one) for one in found.records],
        categories=sorted(one.series for one in categories),
        horizon_weeks=forecasts.TERMS.horizon,
        least_weeks=forecasts.TERMS.least_weeks,
        most_products=forecasts.MOST_ARTICLES,
        share=forecasts.TERMS.share,
    )


@router.get("/series", operation_id="listForecasts")
async def list_forecasts(
    shop: TheShop,
    q: Search = "",
    level: Annotated[Level, Query()] = "sku",
    kind: Annotated[Kind | None, Query()] = None,
    category: Key = "",
) -> ListOut[ForecastLine]:
    """What is expected to sell most first, 500 at the most."""
    async with shop.warehouse.reading() as warehouse:
        found = await forecasts.lines(
            warehouse, level=level, kind=kind, category=category or None, words=q
        )
    return ListOut(items=[ForecastLine.model_validate(one) for one in found], next_cursor=None)


@router.get("/chart", operation_id="getForecastChart")
async def get_forecast_chart(
    shop: TheShop, level: Annotated[Level, Query()] = "shop", series: Key = ""
) -> ForecastChart:
    """One series week by week: what was sold, what is expected, and the newest back-test."""
    async with shop.warehouse.reading() as warehouse:
        found = await forecasts.chart(warehouse, level=level, series=series)
    return ForecastChart(
        line=ForecastLine.model_validate(found.line),
        weeks=[ForecastWeek.model_validate(one) for one in found.weeks],
    )


@router.post("/runs", status_code=202, operation_id="makeForecast")
async def make_forecast(db: Db, me: Me, now: Now) -> ForecastQueued:
    """Make it again over the warehouse as it stands; 409 while forecasts are switched off."""
    return ForecastQueued(message_id=await ask_for_forecast(db, actor=me.email, now=now))


def _made(run: ForecastRun | None) -> ForecastMade | None:
    if run is None:
        return None
    return ForecastMade(
        state=run.state,
        version=run.version,
        error=run.error,
        series=run.rows,
        trained_from=run.trained_from,
        trained_to=run.trained_to,
        started_at=run.started_at,
        made_at=run.made_at,
        wape=run.facts.get("wape"),
        naive_wape=run.facts.get("naive_wape"),
        coverage=run.facts.get("coverage"),
    )
