"""Reports that come by mail, and alerts on figures."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import brief_staff, write_briefing
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.briefings import api as briefings
from lonja.hosting.deps import Db, Facts, In, Line, ListOut, Out, Reading, Storable, TheShop
from lonja.kernel import audit
from lonja.notifications.api import REPORT_MAIL
from lonja.reports import api as reports
from lonja.staff import api as staff
from lonja.staff.api import Permission, SignedIn

router = APIRouter(tags=["reports"])

PREVIEW_ROWS: Final = 100

Name = Annotated[Line, StringConstraints(max_length=80)]
Code = Annotated[str, StringConstraints(pattern="^[a-z_]{1,60}$")]
SearchName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}$")]
SearchValue = Annotated[str, StringConstraints(min_length=1, max_length=500), Storable]
Search = Annotated[dict[SearchName, SearchValue], Field(max_length=10)]
People = Annotated[list[UUID], Field(min_length=1, max_length=50)]


class BriefingPerson(Out):
    id: UUID
    name: str
    email: str


class ReportMail(Out):
    """`search` is what the address of the report keeps; without `next_at` it is off."""

    id: UUID
    name: str
    report: str
    search: dict[str, str]
    cadence: Literal["daily", "weekly", "monthly"]
    hour: int
    recipients: list[BriefingPerson]
    is_own: bool
    is_mine: bool
    """Whether one gets it."""
    next_at: datetime | None
    version: int


class ReportMailAsked(In):
    """`version` is the one that was read, 0 for a new one."""

    name: Name
    report: Code
    search: Search
    cadence: Literal["daily", "weekly", "monthly"]
    hour: Annotated[int, Field(ge=0, le=23)]
    recipients: People
    is_on: bool = True
    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class ReportMailRun(Out):
    """`told` is how many got it; `is_test` was asked for by one person, for themselves."""

    id: UUID
    period_start: date
    period_end: date
    is_test: bool
    state: Literal["asked", "answered", "sent", "skipped", "failed"]
    due_at: datetime
    told: int
    settled_at: datetime | None


class SendNowAsked(In):
    run_id: UUID


class ReportMailPreview(Out):
    """The mail as it would come now; `rows` of its table are in the file that comes with it."""

    name: str
    subject: str
    html: str
    text: str
    file: str
    rows: int


class Alert(Out):
    """`bound` is in the scale of the figure; of a change in hundredths of a per cent."""

    id: UUID
    name: str
    metric: str
    titles: dict[str, str]
    unit: Literal["money", "count", "percent", "decimal", "hours"]
    search: dict[str, str]
    compare: Literal["above", "below", "falls", "rises"]
    bound: int
    days: int
    recipients: list[BriefingPerson]
    is_own: bool
    is_on: bool
    muted_until: datetime | None
    fired_since: date | None
    last_day: date | None
    last_value: int | None
    judged_at: datetime | None
    version: int


class AlertAsked(In):
    name: Name
    metric: Code
    search: Search
    compare: Literal["above", "below", "falls", "rises"]
    bound: Annotated[int, Field(ge=-(10**15), le=10**15)]
    days: Annotated[int, Field(ge=1, le=7)]
    recipients: People
    is_on: bool = True
    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class AlertEvent(Out):
    id: UUID
    kind: Literal["fired", "recovered"]
    day: date
    value: int | None
    usual: int | None
    told: int
    at: datetime


class MuteAsked(In):
    until: datetime | None


@router.get("/report-mails", operation_id="listReportMails")
async def list_report_mails(db: Reading, me: Me) -> ListOut[ReportMail]:
    """Those whose report one may see, by name."""
    found = [
        one
        for one in await briefings.mails(db)
        if brief_staff.needs_of_mail(one).is_met_by(me.grants)
    ]
    people = await staff.colleagues(db, {person for one in found for person in one.recipients})
    return ListOut(items=[_mail(one, people, me) for one in found], next_cursor=None)


@router.get("/report-mails/people", operation_id="listBriefingPeople")
async def list_briefing_people(db: Reading) -> ListOut[BriefingPerson]:
    """Who works here and may see reports: those that can be written to."""
    members = [one.id for one in await staff.list_staff(db) if one.is_active]
    found = (await staff.colleagues(db, members)).values()
    return ListOut(
        items=[
            _person(one)
            for one in sorted(found, key=lambda one: (one.name.lower(), one.email))
            if Permission.REPORTS_READ in staff.permissions_of(one.grants)
        ],
        next_cursor=None,
    )


@router.put("/report-mails/{mail_id}", operation_id="saveReportMail")
async def save_report_mail(
    mail_id: UUID, asked: ReportMailAsked, db: Db, me: Me, now: Now
) -> ReportMail:
    """A new one, or one's own as it is from now on."""
    saved = await brief_staff.save_mail(
        db,
        briefings.ReportMail(
            mail_id, asked.name, asked.report, asked.search, briefings.Cadence(asked.cadence),
            asked.hour, tuple(dict.fromkeys(asked.recipients)), me.user_id, None, asked.version,
        ),
        is_on=asked.is_on, me=me, now=now,
    )  # fmt: skip
    return _mail(saved, await staff.colleagues(db, saved.recipients), me)


@router.delete("/report-mails/{mail_id}", status_code=204, operation_id="removeReportMail")
async def remove_report_mail(mail_id: UUID, db: Db, me: Me, now: Now) -> None:
    await briefings.remove_mail(
        db, mail_id, me=me.user_id, may_change_all=_may_change_all(me), actor=me.email, now=now
    )  # fmt: skip


@router.post("/report-mails/{mail_id}/runs", status_code=202, operation_id="sendReportMailNow")
async def send_report_mail_now(
    mail_id: UUID, asked: SendNowAsked, db: Db, me: Me, now: Now
) -> None:
    """The last whole period to oneself alone, once the warehouse has answered."""
    await brief_staff.send_now(db, mail_id, run_id=asked.run_id, me=me, now=now)
    await reports.request_run(db, asked_by=me.email)
    await audit.record(
        db, at=now, actor=me.email, action="report_mail_asked", subject=f"report_mail:{mail_id}"
    )


@router.delete(
    "/report-mails/{mail_id}/me", status_code=204, operation_id="leaveReportMail"
)  # fmt: skip
async def leave_report_mail(mail_id: UUID, db: Db, me: Me) -> None:
    """No more of it for oneself."""
    await briefings.leave_mail(db, mail_id, me=me.user_id)


@router.get("/report-mails/{mail_id}/runs", operation_id="listReportMailRuns")
async def list_report_mail_runs(mail_id: UUID, db: Reading, me: Me) -> ListOut[ReportMailRun]:
    """What became of each period, the latest first."""
    await brief_staff.check_may_see_mail(db, mail_id, me=me)
    return ListOut(
        items=[
            ReportMailRun(
                id=one.id, period_start=one.period_start, period_end=one.period_end,
                is_test=one.only_for is not None, state=one.state.value, due_at=one.due_at,
                told=one.told, settled_at=one.settled_at,
            )
            for one in await briefings.mail_runs(db, mail_id)
        ],
        next_cursor=None,
    )  # fmt: skip


@router.get("/report-mails/{mail_id}/preview", operation_id="previewReportMail")
async def preview_report_mail(
    mail_id: UUID, shop: TheShop, facts: Facts, me: Me, now: Now
) -> ReportMailPreview:
    """The mail of its last whole period, as the warehouse stands; nothing is sent or kept."""
    async with shop.database.reading() as db:
        await brief_staff.check_may_see_mail(db, mail_id, me=me)
        mail = await briefings.mail(db, mail_id)
    start, end = briefings.period_of(mail.cadence, at=now, zone=ZoneInfo(facts.time_zone))
    report = brief_staff.report_of(mail.report, mail.search)
    asked = reports.asked_of(report.metrics, mail.search, start, end, facts.currency)
    async with shop.warehouse.reading() as warehouse:
        answer = await write_briefing.answer_of(
            warehouse,
            report=mail.report,
            search=mail.search,
            asked=replace(asked, within=reports.rows_of(mail.scopes)),
            scopes=mail.scopes,
            as_of=await reports.as_of(warehouse) or now,
            rows=PREVIEW_ROWS,
        )
    written = (await shop.mails()).render(
        REPORT_MAIL,
        write_briefing.report_facts(
            mail, answer, start=start, end=end,
            backoffice_url=shop.settings.backoffice_url.rstrip("/"), language=facts.language,
        ),
        language=facts.language,
        shop=facts.called,
    )  # fmt: skip
    return ReportMailPreview(
        name=mail.name, subject=written.subject, html=written.html, text=written.text,
        file=f"{mail.report}-{start}.csv", rows=int(answer["groups"]),
    )  # fmt: skip


@router.get("/alerts", operation_id="listAlerts")
async def list_alerts(db: Reading, me: Me) -> ListOut[Alert]:
    """Those whose figure one may see; what says something stands first."""
    found = [
        one
        for one in await briefings.rules(db)
        if brief_staff.needs_of_alert(one).is_met_by(me.grants)
    ]
    people = await staff.colleagues(db, {person for one in found for person in one.recipients})
    return ListOut(items=[_alert(one, people, me) for one in found], next_cursor=None)


@router.put("/alerts/{alert_id}", operation_id="saveAlert")
async def save_alert(alert_id: UUID, asked: AlertAsked, db: Db, me: Me, now: Now) -> Alert:
    """A new one, or one's own as it is from now on; one that watches something else begins anew."""
    rule = briefings.AlertRule(
        id=alert_id, name=asked.name, metric=asked.metric, search=asked.search,
        compare=briefings.Compare(asked.compare), bound=asked.bound, days=asked.days,
        recipients=tuple(dict.fromkeys(asked.recipients)), owner_id=me.user_id, is_on=asked.is_on,
        muted_until=None, fired_since=None, last_day=None, last_value=None, judged_at=None,
        version=asked.version,
    )  # fmt: skip
    saved = await brief_staff.save_alert(db, rule, me=me, now=now)
    return _alert(saved, await staff.colleagues(db, saved.recipients), me)


@router.delete("/alerts/{alert_id}", status_code=204, operation_id="removeAlert")
async def remove_alert(alert_id: UUID, db: Db, me: Me, now: Now) -> None:
    await briefings.remove_rule(
        db, alert_id, me=me.user_id, may_change_all=_may_change_all(me), actor=me.email, now=now
    )  # fmt: skip


@router.put("/alerts/{alert_id}/mute", status_code=204, operation_id="muteAlert")
async def mute_alert(alert_id: UUID, asked: MuteAsked, db: Db, me: Me, now: Now) -> None:
    """No mails until then, or again from now on; it goes on being judged."""
    await brief_staff.mute_alert(db, alert_id, until=asked.until, me=me, now=now)


@router.get("/alerts/{alert_id}/events", operation_id="listAlertEvents")
async def list_alert_events(alert_id: UUID, db: Reading, me: Me) -> ListOut[AlertEvent]:
    """When it fired and recovered, the latest first."""
    await brief_staff.check_may_see_alert(db, alert_id, me=me)
    return ListOut(
        items=[AlertEvent.model_validate(one) for one in await briefings.events(db, alert_id)],
        next_cursor=None,
    )


def _may_change_all(me: SignedIn) -> bool:
    return Permission.SETTINGS_WRITE in me.permissions


def _person(one: staff.Colleague) -> BriefingPerson:
    return BriefingPerson(id=one.user_id, name=one.name, email=one.email)


def _mail(
    one: briefings.ReportMail, people: Mapping[UUID, staff.Colleague], me: SignedIn
) -> ReportMail:
    return ReportMail(
        id=one.id, name=one.name, report=one.report, search=dict(one.search),
        cadence=one.cadence.value, hour=one.hour,
        recipients=[_person(people[who]) for who in one.recipients if who in people],
        is_own=one.owner_id == me.user_id or _may_change_all(me),
        is_mine=me.user_id in one.recipients, next_at=one.next_at, version=one.version,
    )  # fmt: skip


def _alert(one: briefings.AlertRule, people: Mapping[UUID, staff.Colleague], me: SignedIn) -> Alert:
    metric = reports.FIGURES.get(one.metric)
    return Alert(
        id=one.id, name=one.name, metric=one.metric,
        titles=dict(metric.titles) if metric else {}, unit=metric.unit if metric else "count",
        search=dict(one.search), compare=one.compare.value, bound=one.bound, days=one.days,
        recipients=[_person(people[who]) for who in one.recipients if who in people],
        is_own=one.owner_id == me.user_id or _may_change_all(me), is_on=one.is_on,
        muted_until=one.muted_until, fired_since=one.fired_since, last_day=one.last_day,
        last_value=one.last_value, judged_at=one.judged_at, version=one.version,
    )  # fmt: skip
