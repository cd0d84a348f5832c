"""Reports from the warehouse, the report that is embedded, and the runs that fill the warehouse."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, In, ListOut, Out, PathText, Storable, TheShop
from lonja.kernel import audit
from lonja.reports import api as reports

router = APIRouter(tags=["reports"])

Currency = Annotated[str, Query(pattern="^[A-Z]{3}$")]
Channel = Annotated[str | None, Query(max_length=100), Storable]
RUNS_SHOWN = 50


class ReportChoice(Out):
    currency: str
    channel: str
    first_day: date
    last_day: date
    orders: int


class ChartPoint(Out):
    label: str
    value: int


class Chart(Out):
    code: str
    kind: Literal["line", "columns", "bars", "table", "figure"]
    by: str
    unit: Literal["money", "count"]
    currency: str
    titles: dict[str, str]
    meaning: dict[str, str]
    points: list[ChartPoint]
    total: int
    previous_total: int
    as_of: datetime | None


class Embed(Out):
    report_id: str
    embed_url: str
    token: str
    expires_at: datetime


class EmbedAnswer(Out):
    """`embed` is null where no Power BI is configured: the native charts show the same metrics."""

    is_configured: bool
    embed: Embed | None


class EtlRun(Out):
    id: int
    mode: str
    state: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    as_of: datetime | None
    rows_read: int
    dropped: dict[str, dict[str, int]]
    differences: dict[str, str]


class RunAsked(In):
    full: bool = False


class RunQueued(Out):
    message_id: UUID


@router.get("/reports/choices", operation_id="listReportChoices")
async def list_report_choices(shop: TheShop) -> ListOut[ReportChoice]:
    async with shop.warehouse.reading() as warehouse:
        found = await reports.choices(warehouse)
    return ListOut(
        items=[ReportChoice.model_validate(choice) for choice in found], next_cursor=None
    )


@router.get("/reports/embed", operation_id="getReportEmbed")
async def get_report_embed(shop: TheShop) -> EmbedAnswer:
    """A token of Power BI that can view the one report, or that there is none."""
    if shop.report_host is None:
        return EmbedAnswer(is_configured=False, embed=None)
    return EmbedAnswer(
        is_configured=True, embed=Embed.model_validate(await shop.report_host.embed())
    )


@router.get("/reports/{code}", operation_id="getReport")
async def get_report(
    code: PathText,
    start: Annotated[date, Query()],
    end: Annotated[date, Query()],
    currency: Currency,
    shop: TheShop,
    channel: Channel = None,
) -> ListOut[Chart]:
    """Every chart of a page, from `start` up to but not including `end`."""
    async with shop.warehouse.reading() as warehouse:
        found = await reports.page(
            warehouse, code, reports.Period(start, end), currency=currency, channel=channel
        )
    return ListOut(items=[_chart(chart) for chart in found], next_cursor=None)


def _chart(chart: reports.Chart) -> Chart:
    return Chart(
        code=chart.code,
        kind=chart.kind,
        by=chart.by,
        unit=chart.unit,
        currency=chart.currency,
        titles=chart.titles,
        meaning=chart.meaning,
        points=[ChartPoint(label=point.label, value=point.value) for point in chart.points],
        total=chart.total,
        previous_total=chart.previous_total,
        as_of=chart.as_of,
    )


@router.get("/etl/runs", operation_id="listEtlRuns")
async def list_etl_runs(shop: TheShop) -> ListOut[EtlRun]:
    """The latest runs, newest first."""
    async with shop.warehouse.reading() as warehouse:
        found = await reports.recent_runs(warehouse, limit=RUNS_SHOWN)
    return ListOut(
        items=[
            EtlRun(
                id=run.id,
                mode=run.mode,
                state=run.state,
                reason=run.reason,
                started_at=run.started_at,
                ended_at=run.ended_at,
                as_of=run.as_of,
                rows_read=run.rows_read,
                dropped=run.dropped,
                differences={key: str(value) for key, value in run.differences.items()},
            )
            for run in found
        ],
        next_cursor=None,
    )


@router.post("/etl/runs", status_code=202, operation_id="startEtlRun")
async def start_etl_run(asked: RunAsked, db: Db, me: Me, now: Now) -> RunQueued:
    """Queue a run; asking while one is running brings another after it, which finds little to do."""
    message_id = await reports.request_run(db, asked_by=me.email, full=asked.full)
    await audit.record(
        db, at=now, actor=me.email, action="etl_requested", subject="warehouse", full=asked.full
    )
    return RunQueued(message_id=message_id)
