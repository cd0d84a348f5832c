"""All SQL of reports that are mailed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.briefings._cadence import Cadence
from lonja.briefings._states import RunState
from lonja.kernel.db import first, one, rows, run

_MAIL = "id, name, report, search, cadence, hour, recipients, owner_id, next_at, version, scopes"
_RUN = "id, mail_id, period_start, period_end, only_for, state, due_at, told, settled_at"


@dataclass(frozen=True, slots=True)
class ReportMail:
    """`search` is what the address of the report keeps; without `next_at` it is off.

    `scopes` are the rows that its maker sees, those of any of them; without one all rows.
    """

    id: UUID
    name: str
    report: str
    search: Mapping[str, str]
    cadence: Cadence
    hour: int
    recipients: Sequence[UUID]
    owner_id: UUID
    next_at: datetime | None
    version: int
    scopes: Sequence[Mapping[str, Sequence[str]]] = ()


@dataclass(frozen=True, slots=True)
class MailRun:
    id: UUID
    mail_id: UUID
    period_start: date
    period_end: date
    only_for: UUID | None
    state: RunState
    due_at: datetime
    told: int
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnsweredRun:
    """`answer` is what the ETL handed over."""

    id: UUID
    mail_id: UUID
    period_start: date
    period_end: date
    only_for: UUID | None
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the ETL is to answer: of a `mail` a report of a period, of an `alert` a figure by day.

    Zone and currency are None before anybody set the shop up.
    """

    kind: str
    id: UUID
    subject: str
    search: Mapping[str, str]
    scopes: Sequence[Mapping[str, Sequence[str]]]
    period_start: date | None
    period_end: date | None
    due_at: datetime | None
    time_zone: str | None
    currency: str | None


async def questions(db: AsyncConnection, *, limit: int) -> list[Asked]:
    """Through the feed, as the ETL sees the shop."""
    return await rows(
        db,
        Asked,
        "SELECT kind, id, subject, search, scopes, period_start, period_end, due_at, time_zone, currency"
        " FROM feed.report_questions ORDER BY due_at NULLS LAST, id LIMIT %(limit)s",
        limit=limit,
    )


async def answer(
    db: AsyncConnection, kind: str, question_id: UUID, content: Mapping[str, Any], *, at: datetime
) -> None:
    """Hand an answer over: one that nobody waits for any more changes nothing."""
    await run(
        db,
        "SELECT feed.answer_report(%(kind)s, %(id)s, %(at)s, %(answer)s::jsonb)",
        kind=kind,
        id=question_id,
        at=at,
        answer=json.dumps(content),
    )


async def mails(db: AsyncConnection, *, limit: int) -> list[ReportMail]:
    return await rows(
        db,
        ReportMail,
        f"SELECT {_MAIL} FROM report_mails ORDER BY lower(name), id LIMIT %(limit)s",
        limit=limit,
    )


async def mail(db: AsyncConnection, mail_id: UUID, *, locked: bool = False) -> ReportMail | None:
    return await first(
        db,
        ReportMail,
        f"SELECT {_MAIL} FROM report_mails WHERE id = %(id)s{' FOR UPDATE' if locked else ''}",
        id=mail_id,
    )


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM report_mails")


async def put(db: AsyncConnection, new: ReportMail) -> None:
    await run(
        db,
        f"INSERT INTO report_mails ({_MAIL}) VALUES (%(id)s, %(name)s, %(report)s, %(search)s::jsonb,"
        " %(cadence)s, %(hour)s, %(recipients)s::uuid[], %(owner)s, %(next_at)s, %(version)s,"
        " %(scopes)s::jsonb)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, report = excluded.report,"
        " search = excluded.search, cadence = excluded.cadence, hour = excluded.hour,"
        " recipients = excluded.recipients, next_at = excluded.next_at, version = excluded.version,"
        " scopes = excluded.scopes",
        id=new.id,
        name=new.name,
        report=new.report,
        search=json.dumps(dict(new.search)),
        scopes=json.dumps(list(new.scopes)),
        cadence=new.cadence,
        hour=new.hour,
        recipients=list(new.recipients),
        owner=new.owner_id,
        next_at=new.next_at,
        version=new.version,
    )


async def delete(db: AsyncConnection, mail_id: UUID) -> None:
    await run(db, "DELETE FROM report_mail_runs WHERE mail_id = %(id)s", id=mail_id)
    await run(db, "DELETE FROM report_mails WHERE id = %(id)s", id=mail_id)


async def due(db: AsyncConnection, *, now: datetime, limit: int) -> list[ReportMail]:
    """Locked; those that another clock looks at are left to it."""
    return await rows(
        db,
        ReportMail,
        f"SELECT {_MAIL} FROM report_mails WHERE next_at <= %(now)s ORDER BY next_at, id"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        now=now,
        limit=limit,
    )


async def add_run(
    db: AsyncConnection,
    *,
    run_id: UUID,
    mail_id: UUID,
    start: date,
    end: date,
    only_for: UUID | None,
    due_at: datetime,
) -> None:
    """A period of a mail is asked for once."""
    await run(
        db,
        "INSERT INTO report_mail_runs (id, mail_id, period_start, period_end, only_for, state, due_at)"
        " VALUES (%(id)s, %(mail)s, %(start)s, %(end)s, %(only)s, 'asked', %(due)s)"
        " ON CONFLICT DO NOTHING",
        id=run_id,
        mail=mail_id,
        start=start,
        end=end,
        only=only_for,
        due=due_at,
    )


async def answered(db: AsyncConnection, *, limit: int) -> list[AnsweredRun]:
    return await rows(
        db,
        AnsweredRun,
        "SELECT id, mail_id, period_start, period_end, only_for, answer FROM report_mail_runs"
        " WHERE state = 'answered' ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        limit=limit,
    )


async def answered_run(db: AsyncConnection, run_id: UUID) -> AnsweredRun | None:
    return await first(
        db,
        AnsweredRun,
        "SELECT id, mail_id, period_start, period_end, only_for, answer FROM report_mail_runs"
        " WHERE id = %(id)s AND answer IS NOT NULL",
        id=run_id,
    )


async def settle(
    db: AsyncConnection, run_id: UUID, state: RunState, *, told: int, now: datetime
) -> None:
    await run(
        db,
        "UPDATE report_mail_runs SET state = %(state)s, told = %(told)s, settled_at = %(now)s"
        " WHERE id = %(id)s",
        id=run_id,
        state=state,
        told=told,
        now=now,
    )


async def forget_answers(db: AsyncConnection, *, before: datetime) -> None:
    """The log stays; what was in the mail is in the mail."""
    await run(
        db,
        "UPDATE report_mail_runs SET answer = NULL"
        " WHERE settled_at < %(before)s AND answer IS NOT NULL",
        before=before,
    )


async def runs(db: AsyncConnection, mail_id: UUID, *, limit: int) -> list[MailRun]:
    return await rows(
        db,
        MailRun,
        f"SELECT {_RUN} FROM report_mail_runs WHERE mail_id = %(id)s"
        " ORDER BY due_at DESC, id LIMIT %(limit)s",
        id=mail_id,
        limit=limit,
    )
