"""The door to briefings: reports by mail, alerts on figures, notes on days.

What they ask is answered by the ETL after its run, through the feed; what became of it is the caller's
to tell. Who may see a report or a figure is known above: here are only the people who asked for it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.briefings import _alert_store, _store
from lonja.briefings._alert_store import AlertEvent, AlertRule
from lonja.briefings._alerts import (
    AlertChanged,
    Changed,
    UnknownAlert,
    events,
    judge_answered,
    mute_rule,
    remove_rule,
    rule,
    rules,
    save_rule,
    write_event,
)
from lonja.briefings._cadence import Cadence, next_time, period_of
from lonja.briefings._judging import Compare
from lonja.briefings._mails import (
    NotYourBriefing,
    ReportMailChanged,
    UnknownReportMail,
    ask_for_due,
    leave_mail,
    mail,
    mail_runs,
    mails,
    remove_mail,
    save_mail,
    send_now,
)
from lonja.briefings._note_store import Note
from lonja.briefings._notes import notes, remove_note, save_note
from lonja.briefings._states import EventKind, RunState
from lonja.briefings._store import AnsweredRun, Asked, MailRun, ReportMail

__all__ = [
    "AlertChanged",
    "AlertEvent",
    "AlertRule",
    "AnsweredRun",
    "Asked",
    "Cadence",
    "Changed",
    "Compare",
    "EventKind",
    "MailRun",
    "NotYourBriefing",
    "Note",
    "ReportMail",
    "ReportMailChanged",
    "RunState",
    "UnknownAlert",
    "UnknownReportMail",
    "answer",
    "answered_run",
    "answered_runs",
    "ask_for_due",
    "event",
    "events",
    "judge_answered",
    "leave_mail",
    "mail",
    "mail_runs",
    "mails",
    "mute_rule",
    "next_time",
    "notes",
    "period_of",
    "questions",
    "remove_mail",
    "remove_note",
    "remove_rule",
    "rule",
    "rules",
    "save_mail",
    "save_note",
    "save_rule",
    "send_now",
    "settle_run",
    "write_event",
]

QUESTIONS_AT_ONCE = 300


async def questions(db: AsyncConnection) -> list[Asked]:
    """What waits for the warehouse, and each alert; read as the ETL, through the feed."""
    return await _store.questions(db, limit=QUESTIONS_AT_ONCE)


async def answer(
    db: AsyncConnection, asked: Asked, content: Mapping[str, Any], *, at: datetime
) -> None:
    """Hand an answer over, as the ETL; twice is once."""
    await _store.answer(db, asked.kind, asked.id, content, at=at)


async def answered_runs(db: AsyncConnection, *, limit: int) -> list[AnsweredRun]:
    """Locked, the oldest first."""
    return await _store.answered(db, limit=limit)


async def answered_run(db: AsyncConnection, run_id: UUID) -> AnsweredRun | None:
    return await _store.answered_run(db, run_id)


async def settle_run(
    db: AsyncConnection, run_id: UUID, state: RunState, *, told: int, now: datetime
) -> None:
    await _store.settle(db, run_id, state, told=told, now=now)


async def event(db: AsyncConnection, event_id: UUID) -> AlertEvent | None:
    return await _alert_store.event(db, event_id)
