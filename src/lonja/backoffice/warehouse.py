"""The report that is embedded, and the runs that fill the warehouse."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me, need
from lonja.hosting.deps import Db, In, ListOut, Out, TheShop
from lonja.kernel import audit
from lonja.reports import api as reports
from lonja.staff import api as staff
from lonja.staff.api import Permission

router = APIRouter(tags=["reports"])

RUNS_SHOWN = 50


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


@router.get("/reports/embed", operation_id="getReportEmbed")
async def get_report_embed(shop: TheShop, me: Me) -> EmbedAnswer:
    """A token of Power BI that can view the one report in one's own rows, or that there is none.

    Its pages show amounts: they need the permission for these.
    """
    if shop.report_host is None:
        return EmbedAnswer(is_configured=False, embed=None)
    need(me, Permission.REPORTS_MONEY)
    rows = reports.rows_of(staff.scopes_of(me.grants, {Permission.REPORTS_MONEY}))
    embed = await shop.report_host.embed(reports.Viewer(me.email, rows))
    return EmbedAnswer(is_configured=True, embed=Embed.model_validate(embed))


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
