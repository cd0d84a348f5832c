"""What reports tell staff by themselves: who may be told, and the mails to each of them.

Permissions are asked for when something is saved and again when it is told: whoever has lost them in
between, or has left, hears nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.briefings import api as briefings
from lonja.briefings.api import AlertRule, Changed, ReportMail, RunState
from lonja.kernel import outbox
from lonja.kernel.errors import Forbidden, Invalid, NotFound
from lonja.kernel.money import EXPONENTS
from lonja.reports import api as reports
from lonja.reports.api import Report
from lonja.shop import api as shop
from lonja.staff import api as staff
from lonja.staff.api import Colleague, Grant, Scope, SignedIn

AT_ONCE: Final = 50
EXPLORED: Final = "explore"


class NotForThem(Forbidden):
    """Somebody of the recipients may not see it: `facts["people"]` are their addresses."""

    code: ClassVar[str] = "not_for_them"


class NotYourRows(Forbidden):
    """The asker sees some rows of reports only, and this is of others or of all of them."""

    code: ClassVar[str] = "not_your_rows"


@dataclass(frozen=True, slots=True)
class ReportMailMessage(outbox.Message):
    """A report of a period, to one of the staff; `item_id` is of the two."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "report.mail"
    subject_field: ClassVar[str] = "run_id"
    run_id: UUID
    email: str
    language: str
    item_id: UUID


@dataclass(frozen=True, slots=True)
class AlertMailMessage(outbox.Message):
    """A figure is where a rule says something, or has come back; to one of the staff."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "alert.mail"
    subject_field: ClassVar[str] = "event_id"
    event_id: UUID
    email: str
    language: str
    item_id: UUID


def report_of(code: str, search: Mapping[str, str]) -> Report:
    """The report that a mail is of: one of the shop's, or one that was put together in the explorer."""
    if code != EXPLORED:
        return reports.report_of(code)
    metrics = [one for one in search.get("metrics", "").split(",") if one]
    if not metrics:
        raise Invalid("a report has a figure", field="search")
    return reports.explored(metrics, [one for one in search.get("by", "").split(",") if one], "")


@dataclass(frozen=True, slots=True)
class Needed:
    """What somebody must be allowed to see a briefing: permissions, and the rows that it tells of."""

    permissions: frozenset[str]
    rows: tuple[Scope, ...]

    def is_met_by(self, grants: Sequence[Grant]) -> bool:
        own = {str(one) for one in staff.permissions_of(grants)}
        return self.permissions <= own and staff.is_row_within(
            self.rows, staff.scopes_of(grants, self.permissions)
        )


def _rows(search: Mapping[str, str], scopes: Sequence[Scope]) -> tuple[Scope, ...]:
    """Those of its maker, and of them the ones that it asks for."""
    asked = {
        one.dimension: one.values
        for one in reports.conditions_of(search.get("where", ""))
        if one.dimension in staff.BOUND_BY
    }
    return tuple(
        {
            way: tuple(one for one in asked.get(way, scope.get(way, ())) if one in scope.get(way, (one,)))
            for way in (*asked, *(way for way in scope if way not in asked))
        }
        for scope in (scopes or ({},))
    )  # fmt: skip


def needs_of_report(
    report: Report, search: Mapping[str, str], scopes: Sequence[Scope] = ()
) -> Needed:
    ways = [*report.table.by, *reports.dimensions_of(search.get("where", ""))]
    needed = reports.needs_of(report.metrics, ways) | {"reports.read"} | ({report.needs} - {""})
    return Needed(needed, _rows(search, scopes))


def needs_of_mail(mail: ReportMail) -> Needed:
    """Of a report that is no more, what every report needs."""
    try:
        return needs_of_report(report_of(mail.report, mail.search), mail.search, mail.scopes)
    except (NotFound, Invalid):
        return _OF_WHAT_IS_GONE


def needs_of_alert(rule: AlertRule) -> Needed:
    if rule.metric not in reports.FIGURES:
        return _OF_WHAT_IS_GONE
    ways = reports.dimensions_of(rule.search.get("where", ""))
    needed = reports.needs_of([rule.metric], ways) | {"reports.read"}
    return Needed(needed, _rows(rule.search, rule.scopes))


_OF_WHAT_IS_GONE: Final = Needed(frozenset({"reports.read", "reports.money"}), ({},))


async def check_may_see_mail(db: AsyncConnection, mail_id: UUID, *, me: SignedIn) -> None:
    _check_me(needs_of_mail(await briefings.mail(db, mail_id)), me)


async def check_may_see_alert(db: AsyncConnection, rule_id: UUID, *, me: SignedIn) -> None:
    _check_me(needs_of_alert(await briefings.rule(db, rule_id)), me)


async def send_now(
    db: AsyncConnection, mail_id: UUID, *, run_id: UUID, me: SignedIn, now: datetime
) -> None:
    """The last whole period, to oneself alone."""
    await check_may_see_mail(db, mail_id, me=me)
    zone = ZoneInfo((await shop.current(db)).time_zone)
    await briefings.send_now(db, mail_id, run_id=run_id, me=me.user_id, zone=zone, now=now)


async def mute_alert(
    db: AsyncConnection, rule_id: UUID, *, until: datetime | None, me: SignedIn, now: datetime
) -> None:
    await check_may_see_alert(db, rule_id, me=me)
    await briefings.mute_rule(db, rule_id, until=until, actor=me.email, now=now)


async def save_mail(
    db: AsyncConnection, asked: ReportMail, *, is_on: bool, me: SignedIn, now: datetime
) -> ReportMail:
    """Check that it can be asked, and that everybody who gets it may see it: the rows of its maker."""
    facts = await shop.current(db)
    report = report_of(asked.report, asked.search)
    zone = ZoneInfo(facts.time_zone)
    start, end = briefings.period_of(asked.cadence, at=now, zone=zone)
    _check_currency(asked.search)
    needed = needs_of_report(report, asked.search)
    asked = replace(asked, scopes=staff.scopes_of(me.grants, needed.permissions))
    question = reports.asked_of(report.metrics, asked.search, start, end, facts.currency)
    reports.check(report, replace(question, within=reports.rows_of(asked.scopes)))
    await _check_people(db, asked.recipients, needs_of_mail(asked), me)
    return await briefings.save_mail(
        db, asked, is_on=is_on, zone=zone, may_change_all=_may_change_all(me), actor=me.email, now=now
    )  # fmt: skip


async def save_alert(
    db: AsyncConnection, asked: AlertRule, *, me: SignedIn, now: datetime
) -> AlertRule:
    """Check that its figure is known day by day, and that everybody who hears of it may see it."""
    facts = await shop.current(db)
    start, end = briefings.period_of(
        briefings.Cadence.DAILY, at=now, zone=ZoneInfo(facts.time_zone)
    )
    report = reports.explored([asked.metric], ["day"], "")
    _check_currency(asked.search)
    needed = needs_of_alert(asked).permissions
    asked = replace(asked, scopes=staff.scopes_of(me.grants, needed))
    question = reports.asked_of(report.metrics, asked.search, start, end, facts.currency)
    reports.check(report, replace(question, within=reports.rows_of(asked.scopes)))
    if not reports.is_of_a_day(asked.metric):
        raise Invalid("this figure is of many rows and not of a day", field="metric")
    await _check_people(db, asked.recipients, needs_of_alert(asked), me)
    return await briefings.save_rule(
        db, asked, may_change_all=_may_change_all(me), actor=me.email, now=now
    )  # fmt: skip


async def ask_for_due(db: AsyncConnection, *, now: datetime) -> int:
    facts = await shop.current(db)
    return await briefings.ask_for_due(
        db, zone=ZoneInfo(facts.time_zone), now=now, limit=AT_ONCE
    )  # fmt: skip


async def send_answered(db: AsyncConnection, *, now: datetime) -> int:
    """Queue the mails of each period that was answered: once, for it is settled with them."""
    language = (await shop.current(db)).language
    found = await briefings.answered_runs(db, limit=AT_ONCE)
    for run in found:
        mail = await briefings.mail(db, run.mail_id)
        if "error" in run.answer:
            await briefings.settle_run(db, run.id, RunState.FAILED, told=0, now=now)
            continue
        report = report_of(mail.report, mail.search)
        people = [run.only_for] if run.only_for else mail.recipients
        # Of what was answered: the mail may have been saved anew meanwhile.
        search, scopes = (
            run.answer.get("search", mail.search),
            run.answer.get("scopes", mail.scopes),
        )
        told = await _allowed(db, people, needs_of_report(report, search, scopes))
        await outbox.put_all(
            db,
            [
                ReportMailMessage(run.id, one.email, language, uuid5(run.id, str(one.user_id)))
                for one in told
            ],
        )
        state = RunState.SENT if told else RunState.SKIPPED
        await briefings.settle_run(db, run.id, state, told=len(told), now=now)
    return len(found)


async def judge_alerts(db: AsyncConnection, *, now: datetime) -> int:
    """Write down what fired or recovered, and queue its mails; of one that is muted there are none."""
    language = (await shop.current(db)).language
    changed = await briefings.judge_answered(db, now=now, limit=AT_ONCE)
    for one in changed:
        told = [] if one.is_muted else await _who_hears(db, one)
        await briefings.write_event(db, one.event, told=len(told))
        await outbox.put_all(
            db,
            [
                AlertMailMessage(one.event.id, person.email, language, uuid5(one.event.id, str(person.user_id)))
                for person in told
            ],
        )  # fmt: skip
    return len(changed)


async def _who_hears(db: AsyncConnection, changed: Changed) -> Sequence[Colleague]:
    rule = changed.rule
    return await _allowed(db, rule.recipients, needs_of_alert(rule))


async def _allowed(
    db: AsyncConnection, people: Collection[UUID], needed: Needed
) -> list[Colleague]:
    """Those who work here and may see all of it."""
    found = await staff.colleagues(db, people)
    return [one for one in found.values() if needed.is_met_by(one.grants)]


async def _check_people(
    db: AsyncConnection, people: Sequence[UUID], needed: Needed, me: SignedIn
) -> None:
    _check_me(needed, me)
    found = await staff.colleagues(db, people)
    if unknown := [str(one) for one in people if one not in found]:
        raise Invalid("there is nobody with this id", field="recipients", unknown=unknown)
    if barred := sorted(one.email for one in found.values() if not needed.is_met_by(one.grants)):
        raise NotForThem("somebody may not see this", people=barred, field="recipients")


def _check_me(needed: Needed, me: SignedIn) -> None:
    if missing := needed.permissions - {str(one) for one in me.permissions}:
        raise Forbidden("you may not see this yourself", permission=min(missing))
    if not needed.is_met_by(me.grants):
        raise NotYourRows("it tells of rows that you may not see")


def _check_currency(search: Mapping[str, str]) -> None:
    """What the shop sold in is known to the warehouse alone: here it is a currency at all."""
    if search.get("currency", "EUR") not in EXPONENTS:
        raise reports.UnknownCurrency("there is no such currency", field="search")


def _may_change_all(me: SignedIn) -> bool:
    return staff.Permission.SETTINGS_WRITE in me.permissions
