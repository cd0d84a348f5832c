"""Notes on days of reports: what staff wrote, and what began by itself."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.briefings import api as briefings
from lonja.hosting.deps import Db, Facts, In, Line, ListOut, Out, Reading
from lonja.notifications import api as notifications
from lonja.promotions import api as promotions
from lonja.reports import api as reports
from lonja.staff.api import Permission

router = APIRouter(prefix="/report-notes", tags=["reports"])


class ReportNote(Out):
    """`texts` of a promotion are its names; a campaign and a note have one, under an empty language."""

    id: UUID
    day: date
    kind: Literal["note", "campaign", "promotion"]
    texts: dict[str, str]
    author: str
    is_own: bool


class ReportNoteAsked(In):
    day: date
    text: Annotated[Line, StringConstraints(max_length=200)]


@router.get("", operation_id="listReportNotes")
async def list_report_notes(
    start: Annotated[date, Query()],
    end: Annotated[date, Query()],
    db: Reading,
    facts: Facts,
    me: Me,
) -> ListOut[ReportNote]:
    """Notes from `start` up to but not including `end`, with the campaigns and promotions that began."""
    period = reports.Period(start, end)
    zone = ZoneInfo(facts.time_zone)
    first, last = (datetime.combine(day, time(), zone) for day in (period.start, period.end))
    may_change_all = Permission.SETTINGS_WRITE in me.permissions
    found = [
        ReportNote(
            id=one.id, day=one.day, kind="note", texts={"": one.text}, author=one.author,
            is_own=one.owner_id == me.user_id or may_change_all,
        )
        for one in await briefings.notes(db, start, end)
    ]  # fmt: skip
    found += [
        ReportNote(
            id=one.id, day=one.at.astimezone(zone).date(), kind="campaign", texts={"": one.name},
            author="", is_own=False,
        )
        for one in await notifications.campaigns_begun(db, first, last)
    ]  # fmt: skip
    found += [
        ReportNote(
            id=one.id, day=one.at.astimezone(zone).date(), kind="promotion",
            texts=dict(one.names), author="", is_own=False,
        )
        for one in await promotions.promotions_begun(db, first, last)
    ]  # fmt: skip
    return ListOut(items=sorted(found, key=lambda one: (one.day, one.id)), next_cursor=None)


@router.put("/{note_id}", status_code=204, operation_id="saveReportNote")
async def save_report_note(note_id: UUID, asked: ReportNoteAsked, db: Db, me: Me, now: Now) -> None:
    """A new note, or one's own as it is from now on."""
    await briefings.save_note(
        db, note_id, day=asked.day, text=asked.text, me=me.user_id,
        may_change_all=Permission.SETTINGS_WRITE in me.permissions, actor=me.email, now=now,
    )  # fmt: skip


@router.delete("/{note_id}", status_code=204, operation_id="removeReportNote")
async def remove_report_note(note_id: UUID, db: Db, me: Me, now: Now) -> None:
    await briefings.remove_note(
        db, note_id, me=me.user_id, may_change_all=Permission.SETTINGS_WRITE in me.permissions,
        actor=me.email, now=now,
    )  # fmt: skip
