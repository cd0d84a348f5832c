"""What staff are told by themselves: asked for when due, told when answered."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from psycopg import AsyncConnection

from lonja.actions import brief_staff
from lonja.actions.brief_staff import AlertMailMessage, ReportMailMessage
from lonja.bootstrap import Shop
from lonja.briefings import api as briefings
from lonja.briefings.api import AlertEvent, AlertRule, AnsweredRun, Compare, EventKind, ReportMail
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import (
    ALERT_MAIL,
    REPORT_MAIL,
    AlertFacts,
    Attachment,
    Cell,
    ReportFacts,
    ReportFigure,
)
from lonja.reports import api as reports
from lonja.sheets.api import writer_of

ROWS_IN_MAIL: Final = 25


async def look(shop: Shop) -> int:
    """Ask for what is due, tell what was answered, judge the alerts; how many of all."""
    now = clock.now()
    async with shop.database.transaction() as db:
        done = await brief_staff.ask_for_due(db, now=now)
    async with shop.database.transaction() as db:
        done += await brief_staff.send_answered(db, now=now)
    async with shop.database.transaction() as db:
        done += await brief_staff.judge_alerts(db, now=now)
    return done


async def report_mail(shop: Shop, envelope: Envelope) -> None:
    await send_report(await mail_context(shop), envelope)


async def alert_mail(shop: Shop, envelope: Envelope) -> None:
    await send_alert(await mail_context(shop), envelope)


async def send_report(context: MailContext, envelope: Envelope) -> None:
    """Nothing is sent of one that was deleted meanwhile."""
    message = ReportMailMessage.read(envelope)

    async def write(db: AsyncConnection) -> Letter | None:
        run = await briefings.answered_run(db, message.run_id)
        if run is None:
            return None
        mail = await briefings.mail(db, run.mail_id)
        facts = report_facts(context, mail, run, message.language)
        table = sheet(run.answer, message.language)
        name = f"{mail.report}-{run.period_start}.csv"
        return Letter(
            REPORT_MAIL,
            message.run_id,
            message.email,
            message.language,
            lambda: context.mails.render(
                REPORT_MAIL, facts, language=message.language, shop=context.shop
            ),
            message.item_id,
            attach=partial(_file, name, table),
        )

    await send_once(context, write, message, envelope)


async def _file(name: str, table: bytes) -> Sequence[Attachment]:
    return (Attachment(name, "text/csv", table),)


async def send_alert(context: MailContext, envelope: Envelope) -> None:
    message = AlertMailMessage.read(envelope)

    async def write(db: AsyncConnection) -> Letter | None:
        event = await briefings.event(db, message.event_id)
        if event is None:
            return None
        rule = await briefings.rule(db, event.rule_id)
        facts = alert_facts(context, rule, event, message.language)
        return Letter(
            ALERT_MAIL,
            message.event_id,
            message.email,
            message.language,
            lambda: context.mails.render(
                ALERT_MAIL, facts, language=message.language, shop=context.shop
            ),
            message.item_id,
        )

    await send_once(context, write, message, envelope)


def report_facts(
    context: MailContext, mail: ReportMail, run: AnsweredRun, language: str
) -> ReportFacts:
    answer, said = run.answer, _language(language)
    report = brief_staff.report_of(mail.report, mail.search)
    currency = str(answer["currency"])
    metrics = [reports.FIGURES[code] for code in answer["metrics"]]
    ways = [reports.DIMENSIONS[code] for code in answer["by"]]
    rows: Sequence[tuple[Sequence[str], Sequence[int | None]]] = answer["rows"]
    days = {"start": run.period_start.isoformat(), "end": run.period_end.isoformat()}
    kept = {name: value for name, value in mail.search.items() if name != "days"}
    return ReportFacts(
        name=mail.name,
        report=report.titles[said] if mail.report != brief_staff.EXPLORED else mail.name,
        first_day=run.period_start,
        last_day=run.period_end - timedelta(days=1),
        figures=tuple(
            ReportFigure(
                reports.FIGURES[code].titles[said],
                Cell(reports.FIGURES[code].unit, value, currency),
                Cell("percent", _change(value, before), currency),
            )
            for code, value, before in answer["figures"]
        ),
        headings=(*(one.titles[said] for one in ways), *(one.titles[said] for one in metrics)),
        rows=tuple(
            (
                tuple(
                    reports.label_of(way, label, said)
                    for way, label in zip(ways, labels, strict=True)
                ),
                tuple(
                    Cell(metric.unit, value, currency)
                    for metric, value in zip(metrics, values, strict=True)
                ),
            )
            for labels, values in rows[:ROWS_IN_MAIL]
        ),
        more=max(0, int(answer["groups"]) - ROWS_IN_MAIL),
        link=f"{context.backoffice_url}/reports/{mail.report}?{urlencode(kept | days)}",
        mails_link=f"{context.backoffice_url}/reports/mails",
    )


def alert_facts(
    context: MailContext, rule: AlertRule, event: AlertEvent, language: str
) -> AlertFacts:
    metric = reports.FIGURES[rule.metric]
    currency = rule.search.get("currency", "")
    is_change = rule.compare in {Compare.FALLS, Compare.RISES}
    return AlertFacts(
        name=rule.name,
        figure=metric.titles[_language(language)],
        day=event.day,
        value=Cell(metric.unit, event.value, currency),
        usual=Cell(metric.unit, event.usual, currency) if event.usual is not None else None,
        compare=rule.compare,
        bound=Cell("percent" if is_change else metric.unit, rule.bound, currency),
        days=rule.days,
        has_recovered=event.kind is EventKind.RECOVERED,
        link=f"{context.backoffice_url}/reports/alerts",
    )


def sheet(answer: Mapping[str, Any], language: str) -> bytes:
    """The table as a file of commas, as the page's own export writes it."""
    series = reports.Series(
        tuple(answer["metrics"]),
        tuple(answer["by"]),
        [reports.Row(labels, values, 0) for labels, values in answer["rows"]],
        int(answer["groups"]),
    )
    writer = writer_of("csv")
    rows = reports.sheet(series, str(answer["currency"]), _language(language))
    return writer.rows(rows) + writer.end()


def _change(now: int | None, before: int | None) -> int | None:
    if now is None or not before:
        return None
    return round((now - before) * 10_000 / abs(before))


def _language(language: str) -> str:
    """Figures have titles in the languages of the staff."""
    return language if language in {"es", "en"} else "en"
