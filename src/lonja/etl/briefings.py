"""Answers to what staff want to be told: after each run, while the figures are new.

The ETL sees the questions in the feed and hands the answers over; it writes nothing else of the shop.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.actions.brief_staff import report_of
from lonja.actions.write_briefing import answer_of
from lonja.briefings import api as briefings
from lonja.briefings.api import Asked
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.reports import api as reports
from lonja.shop.api import Shop

log = logging.getLogger(__name__)

ROWS: Final = 2_000
"""Of the file that goes with a mail."""
DAYS: Final = 36
"""Of an alert: a week of days, each with four weeks before it."""


async def answer_all(warehouse: Database, shop: Database) -> int:
    """Answer what is due and can be answered now; how many."""
    async with shop.reading() as db:
        asked = await briefings.questions(db)
    if not asked:
        return 0
    async with warehouse.reading() as db:
        as_of = await reports.as_of(db)
        if as_of is None:
            return 0
        found = [
            (one, await _answer(db, one, as_of))
            for one in asked
            if one.due_at is None or one.due_at <= as_of
        ]
    for one, content in found:
        async with shop.transaction() as db:
            await briefings.answer(db, one, content, at=as_of)
    return len(found)


async def _answer(db: AsyncConnection, asked: Asked, as_of: datetime) -> Mapping[str, Any]:
    try:
        if asked.kind == "mail":
            return await _report(db, asked, as_of)
        return await _days(db, asked, as_of)
    except Refused as error:
        # What was saved can no longer be asked: a figure of a version that is gone.
        log.warning("a briefing cannot be answered", extra={"kind": asked.kind, "code": error.code})
        return {"error": error.code}


async def _report(db: AsyncConnection, asked: Asked, as_of: datetime) -> Mapping[str, Any]:
    assert asked.period_start is not None
    assert asked.period_end is not None
    report = report_of(asked.subject, asked.search)
    question = reports.asked_of(
        report.metrics,
        asked.search,
        asked.period_start,
        asked.period_end,
        asked.currency or Shop().currency,
    )
    return await answer_of(
        db,
        report=asked.subject,
        search=asked.search,
        asked=replace(question, within=reports.rows_of(asked.scopes)),
        scopes=asked.scopes,
        as_of=as_of,
        rows=ROWS,
    )


async def _days(db: AsyncConnection, asked: Asked, as_of: datetime) -> Mapping[str, Any]:
    """The figure of each whole day; today is not over."""
    today = as_of.astimezone(ZoneInfo(asked.time_zone or Shop().time_zone)).date()
    report = reports.explored([asked.subject], ["day"], "")
    question = reports.asked_of(
        report.metrics,
        asked.search,
        today - timedelta(days=DAYS),
        today,
        asked.currency or Shop().currency,
    )
    question = replace(question, within=reports.rows_of(asked.scopes))
    found = await reports.table(db, report, question, rows=DAYS)
    return {"days": {row.labels[0]: row.values[0] for row in found.rows}}
