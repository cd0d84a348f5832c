"""Reports by mail: saved, asked for when they are due, settled once a period."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.briefings import _store
from lonja.briefings._cadence import next_time, period_of
from lonja.briefings._store import MailRun, ReportMail
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lonja.kernel.ids import uuid7

MAX_MAILS: Final = 100
MAX_RECIPIENTS: Final = 50
RUNS_SHOWN: Final = 50
ANSWERS_KEPT: Final = timedelta(days=30)
"""After which a mail of it can no longer be sent again."""
NAME_CHARACTERS: Final = 80


class UnknownReportMail(NotFound):
    code: ClassVar[str] = "unknown_report_mail"


class ReportMailChanged(Conflict):
    """Somebody changed it since it was read."""

    code: ClassVar[str] = "report_mail_changed"


class NotYourBriefing(Forbidden):
    """Somebody else made it: only they change it, or who may change the settings of the shop."""

    code: ClassVar[str] = "not_your_briefing"


async def mails(db: AsyncConnection) -> list[ReportMail]:
    return await _store.mails(db, limit=MAX_MAILS)


async def mail(db: AsyncConnection, mail_id: UUID) -> ReportMail:
    found = await _store.mail(db, mail_id)
    if found is None:
        raise UnknownReportMail("there is no such mail")
    return found


async def save_mail(
    db: AsyncConnection,
    asked: ReportMail,
    *,
    is_on: bool,
    zone: ZoneInfo,
    may_change_all: bool,
    actor: str,
    now: datetime,
) -> ReportMail:
    """Under the caller's id, so that twice is once; `asked.version` is the one that was read, 0 for a new one."""
    check_name_and_people(asked.name, asked.recipients)
    before = await _store.mail(db, asked.id, locked=True)
    if before is None and await _store.count(db) >= MAX_MAILS:
        raise Invalid(f"there are {MAX_MAILS} mails: delete one first")
    if before is not None:
        check_own(before.owner_id, asked.owner_id, may_change_all=may_change_all)
        if asked.version not in {0, before.version}:
            raise ReportMailChanged("somebody changed it meanwhile", version=before.version)
    new = replace(
        asked,
        owner_id=before.owner_id if before else asked.owner_id,
        next_at=next_time(asked.cadence, asked.hour, after=now, zone=zone) if is_on else None,
        version=before.version + 1 if before else 1,
    )
    if before is not None and _is_same(before, new):
        return before
    await _store.put(db, new)
    await audit.record(
        db, at=now, actor=actor, action="report_mail_saved", subject=f"report_mail:{new.id}",
        name=new.name, report=new.report,
    )  # fmt: skip
    return new


def _is_same(before: ReportMail, new: ReportMail) -> bool:
    there = replace(before, recipients=tuple(before.recipients), version=new.version)
    return there == replace(new, recipients=tuple(new.recipients), scopes=list(new.scopes))


async def remove_mail(
    db: AsyncConnection,
    mail_id: UUID,
    *,
    me: UUID,
    may_change_all: bool,
    actor: str,
    now: datetime,
) -> None:
    """Twice is harmless."""
    found = await _store.mail(db, mail_id, locked=True)
    if found is None:
        return
    check_own(found.owner_id, me, may_change_all=may_change_all)
    await _store.delete(db, mail_id)
    await audit.record(
        db, at=now, actor=actor, action="report_mail_removed", subject=f"report_mail:{mail_id}",
        name=found.name,
    )  # fmt: skip


async def leave_mail(db: AsyncConnection, mail_id: UUID, *, me: UUID) -> None:
    """No more of it for oneself; twice is harmless."""
    found = await _store.mail(db, mail_id, locked=True)
    if found is None:
        raise UnknownReportMail("there is no such mail")
    left = tuple(one for one in found.recipients if one != me)
    if len(left) < len(found.recipients):
        await _store.put(db, replace(found, recipients=left, version=found.version + 1))


async def send_now(
    db: AsyncConnection, mail_id: UUID, *, run_id: UUID, me: UUID, zone: ZoneInfo, now: datetime
) -> None:
    """The last whole period, for oneself alone; under the caller's id, so that twice is once."""
    found = await mail(db, mail_id)
    start, end = period_of(found.cadence, at=now, zone=zone)
    await _store.add_run(
        db, run_id=run_id, mail_id=mail_id, start=start, end=end, only_for=me, due_at=now
    )


async def ask_for_due(db: AsyncConnection, *, zone: ZoneInfo, now: datetime, limit: int) -> int:
    """Ask for the newest period of each that is due: a shop that was away sends one, not many."""
    await _store.forget_answers(db, before=now - ANSWERS_KEPT)
    due = await _store.due(db, now=now, limit=limit)
    for one in due:
        start, end = period_of(one.cadence, at=now, zone=zone)
        await _store.add_run(
            db, run_id=uuid7(), mail_id=one.id, start=start, end=end, only_for=None, due_at=now
        )
        next_at = next_time(one.cadence, one.hour, after=now, zone=zone)
        await _store.put(db, replace(one, next_at=next_at))
    return len(due)


async def mail_runs(db: AsyncConnection, mail_id: UUID) -> list[MailRun]:
    """The latest first."""
    await mail(db, mail_id)
    return await _store.runs(db, mail_id, limit=RUNS_SHOWN)


def check_own(owner_id: UUID, me: UUID, *, may_change_all: bool) -> None:
    if owner_id != me and not may_change_all:
        raise NotYourBriefing("somebody else made this")


def check_name_and_people(name: str, recipients: Sequence[UUID]) -> None:
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise Invalid(f"a name has 1 to {NAME_CHARACTERS} characters", field="name")
    if not 0 < len(recipients) <= MAX_RECIPIENTS:
        raise Invalid(f"it goes to 1 to {MAX_RECIPIENTS} people", field="recipients")
