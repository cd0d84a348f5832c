"""What staff are told by themselves: asked for when due, told when answered."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from psycopg import AsyncConnection

from lonja.actions import brief_staff
from lonja.actions.brief_staff import AlertMailMessage, ReportMailMessage
from lonja.actions.write_briefing import alert_facts, report_facts
from lonja.bootstrap import Shop
from lonja.briefings import api as briefings
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import ALERT_MAIL, REPORT_MAIL, Attachment
from lonja.reports import api as reports
from lonja.sheets.api import writer_of


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
        facts = report_facts(
            mail, run.answer, start=run.period_start, end=run.period_end,
            backoffice_url=context.backoffice_url, language=message.language,
        )  # fmt: skip
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
        facts = alert_facts(
            rule, event, own_currency=context.currency, backoffice_url=context.backoffice_url,
            language=message.language,
        )  # fmt: skip
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


def _language(language: str) -> str:
    """Figures have titles in the languages of the staff."""
    return language if language in {"es", "en"} else "en"
