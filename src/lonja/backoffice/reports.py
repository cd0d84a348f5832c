"""Reports from the warehouse: drawn, explored, taken as a file, and followed down to their orders."""

import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from psycopg import AsyncConnection
from pydantic import StringConstraints

from lonja.backoffice import report_views as views
from lonja.backoffice.deps import Language, Now
from lonja.backoffice.report_views import (
    OrderBehind,
    PulseFigure,
    ReportAnswer,
    ReportChoice,
    ReportIndex,
    ReportMeanings,
)
from lonja.backoffice.rules import Me, need
from lonja.hosting.deps import Db, Facts, ListOut, PathText, Storable, TheShop
from lonja.kernel import audit
from lonja.reports import api as reports
from lonja.sheets.api import MEDIA_TYPES, writer_of
from lonja.shop.api import Shop
from lonja.staff import api as staff
from lonja.staff.api import Permission, SignedIn

router = APIRouter(prefix="/reports", tags=["reports"])

FILE_ROWS: Final = 50_000
ORDERS_SHOWN: Final = 50
type Word = Annotated[str, Query(max_length=60, pattern="^[a-z_]+$")]
type ChartKind = Literal["line", "columns", "bars", "stacked", "heat", "combined", ""]
Code = Annotated[str, StringConstraints(pattern="^[a-z_]{1,60}$")]
Metrics = Annotated[list[Code], Query(min_length=1, max_length=12)]
Ways = Annotated[list[Code] | None, Query(max_length=3)]


def _asked(
    start: Annotated[date, Query()],
    end: Annotated[date, Query()],
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
    where: Annotated[
        list[Annotated[str, StringConstraints(pattern="^[a-z_]{1,60}:", max_length=300), Storable]]
        | None,
        Query(max_length=20),
    ] = None,
) -> reports.Asked:
    """`where` is `channel:web`, once for each value; values of one dimension are alternatives."""
    chosen: dict[str, list[str]] = {}
    for one in where or []:
        dimension, value = one.split(":", 1)
        chosen.setdefault(dimension, []).append(value)
    conditions = tuple(reports.Condition(name, tuple(found)) for name, found in chosen.items())
    return reports.Asked(reports.Period(start, end), currency, conditions)


Asked = Annotated[reports.Asked, Depends(_asked)]


def seen_by(
    me: SignedIn,
    asked: reports.Asked,
    metrics: Sequence[str],
    dimensions: Iterable[str],
    facts: Shop,
) -> reports.Asked:
    """The question as this person may ask it: of the rows that their roles show.

    Money and names of customers need permissions of their own: 403 without. An answer with amounts
    that only the shop's own currency has is whole in that one.
    """
    named = [*dimensions, *(condition.dimension for condition in asked.where)]
    needed = reports.needs_of(metrics, named)
    for permission in sorted(needed):
        need(me, Permission(permission))
    within = reports.rows_of(staff.scopes_of(me.grants, needed))
    currency = facts.currency if reports.is_in_base(metrics) else asked.currency
    return replace(asked, within=within, currency=currency)


def _seen_report(
    me: SignedIn, asked: reports.Asked, report: reports.Report, facts: Shop
) -> reports.Asked:
    if report.needs:
        need(me, Permission(report.needs))
    ways = [*report.table.by, *(way for chart in report.charts for way in chart.by)]
    return seen_by(me, asked, report.metrics, ways, facts)


@contextlib.asynccontextmanager
async def _reading(
    shop: TheShop, asked: reports.Asked, facts: Shop
) -> AsyncIterator[AsyncConnection]:
    """The warehouse, once it is known that the shop sells in this currency."""
    async with shop.warehouse.reading() as warehouse:
        await reports.check_currency(warehouse, asked, own=facts.currency_codes)
        yield warehouse


@router.get("", operation_id="listReports")
async def list_reports(me: Me) -> ReportIndex:
    """Every report that one may see, by section."""
    return views.index(me)


@router.get("/meanings", operation_id="listMeanings")
async def list_meanings() -> ReportMeanings:
    """What each figure means, how it is computed, and from which columns."""
    return views.meanings()


@router.get("/choices", operation_id="listReportChoices")
async def list_report_choices(shop: TheShop, facts: Facts, me: Me) -> ListOut[ReportChoice]:
    """The currencies and channels with sales, and their days; empty before the first run of the ETL.

    A shop that has sold nothing has its own currency here, without orders: its stock can be asked for.
    """
    within = reports.rows_of(staff.scopes_of(me.grants, me.permissions))
    async with shop.warehouse.reading() as warehouse:
        found = await reports.choices(
            warehouse, within=within, currency=facts.currency, zone=ZoneInfo(facts.time_zone)
        )
    return ListOut(
        items=[ReportChoice.model_validate(choice) for choice in found], next_cursor=None
    )


@router.get("/pulse", operation_id="getPulse")
async def get_pulse(asked: Asked, shop: TheShop, facts: Facts, me: Me) -> ListOut[PulseFigure]:
    """The figures that a day begins with, beside the days before and a year before."""
    asked = seen_by(me, asked, views.PULSE, (), facts)
    async with _reading(shop, asked, facts) as warehouse:
        found = await reports.totals(warehouse, views.PULSE, asked)
    return ListOut(items=[views.pulse_figure(one, asked) for one in found], next_cursor=None)


@router.get("/explore", operation_id="exploreReport")
async def explore_report(
    metrics: Metrics,
    asked: Asked,
    shop: TheShop,
    facts: Facts,
    me: Me,
    by: Ways = None,
    chart: ChartKind = "",
) -> ReportAnswer:
    """Metrics by dimensions of one's own choice: at most 500 rows, and it says how many there are."""
    report = reports.explored(metrics, by or (), chart)
    asked = seen_by(me, asked, metrics, by or (), facts)
    async with _reading(shop, asked, facts) as warehouse:
        return views.drawn(await reports.answer(warehouse, report, asked), asked)


@router.get("/orders", operation_id="listOrdersBehind")
async def list_orders_behind(
    metric: Word,
    asked: Asked,
    shop: TheShop,
    facts: Facts,
    me: Me,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> ListOut[OrderBehind]:
    """The orders that a figure is made of, those with most of it first."""
    asked = seen_by(me, asked, (metric,), (), facts)
    async with _reading(shop, asked, facts) as warehouse:
        found = await reports.orders_behind(
            warehouse, metric, asked, limit=ORDERS_SHOWN + 1, offset=offset
        )
    more = str(offset + ORDERS_SHOWN) if len(found) > ORDERS_SHOWN else None
    return ListOut(
        items=[OrderBehind.model_validate(one) for one in found[:ORDERS_SHOWN]], next_cursor=more
    )


@router.get("/values", operation_id="listReportValues")
async def list_report_values(
    dimension: Word, metric: Word, asked: Asked, shop: TheShop, facts: Facts, me: Me
) -> ListOut[str]:
    """What a filter may be set to: the values that a metric has in these days, the largest first."""
    asked = seen_by(me, asked, (metric,), (dimension,), facts)
    async with _reading(shop, asked, facts) as warehouse:
        found = await reports.values_of(warehouse, dimension, metric, asked)
    return ListOut(items=found, next_cursor=None)


@router.get("/{code}", operation_id="getReport")
async def get_report(
    code: PathText, asked: Asked, shop: TheShop, facts: Facts, me: Me
) -> ReportAnswer:
    """A report from `start` up to but not including `end`, beside the period and the year before."""
    report = reports.report_of(code)
    asked = _seen_report(me, asked, report, facts)
    async with _reading(shop, asked, facts) as warehouse:
        return views.drawn(await reports.answer(warehouse, report, asked), asked)


@router.get(
    "/{code}/file",
    operation_id="exportReport",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}}},
)
async def export_report(
    code: PathText,
    asked: Asked,
    shop: TheShop,
    facts: Facts,
    db: Db,
    me: Me,
    now: Now,
    language: Language,
    format: Literal["csv", "xlsx"] = "csv",  # noqa: A002  (as it is called in the address)
    metrics: Annotated[list[Code] | None, Query(max_length=12)] = None,
    by: Ways = None,
) -> Response:
    """The table of a report, whole; of `explore` with its metrics and dimensions."""
    report = (
        reports.explored(metrics or (), by or (), "")
        if code == "explore"
        else reports.report_of(code)
    )
    asked = _seen_report(me, asked, report, facts)
    async with _reading(shop, asked, facts) as warehouse:
        table = await reports.table(warehouse, report, asked, rows=FILE_ROWS)
    await audit.record(
        db, at=now, actor=me.email, action="list_exported", subject=f"export:report_{code}"
    )
    writer = writer_of(format)
    content = writer.rows(reports.sheet(table, asked.currency or facts.currency, language))
    name = f"{code}-{asked.period.start}-{now:%Y-%m-%d}.{format}"
    return Response(
        content + writer.end(),
        media_type=MEDIA_TYPES[format],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
