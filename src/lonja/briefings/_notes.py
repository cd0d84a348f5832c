"""Notes on days, written by staff; charts and tables show them."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.briefings import _note_store
from lonja.briefings._mails import check_own
from lonja.briefings._note_store import Note
from lonja.kernel import audit
from lonja.kernel.errors import Invalid

MAX_NOTES: Final = 5_000
NOTES_SHOWN: Final = 500
TEXT_CHARACTERS: Final = 200


async def notes(db: AsyncConnection, start: date, end: date) -> list[Note]:
    """From `start` up to but not including `end`, in the order of their days."""
    return await _note_store.between(db, start, end, limit=NOTES_SHOWN)


async def save_note(
    db: AsyncConnection,
    note_id: UUID,
    *,
    day: date,
    text: str,
    me: UUID,
    may_change_all: bool,
    actor: str,
    now: datetime,
) -> Note:
    """Under the caller's id, so that twice is once."""
    text = " ".join(text.split())
    if not 0 < len(text) <= TEXT_CHARACTERS:
        raise Invalid(f"a note has 1 to {TEXT_CHARACTERS} characters", field="text")
    before = await _note_store.get(db, note_id)
    if before is None and await _note_store.count(db) >= MAX_NOTES:
        raise Invalid(f"there are {MAX_NOTES} notes: delete some first")
    if before is not None:
        check_own(before.owner_id, me, may_change_all=may_change_all)
    note = Note(
        note_id, day, text, before.author if before else actor, before.owner_id if before else me,
        before.written_at if before else now,
    )  # fmt: skip
    if note == before:
        return note
    await _note_store.put(db, note)
    await audit.record(
        db, at=now, actor=actor, action="report_note_saved", subject=f"report_note:{note_id}",
        day=day.isoformat(), text=text,
    )  # fmt: skip
    return note


async def remove_note(
    db: AsyncConnection,
    note_id: UUID,
    *,
    me: UUID,
    may_change_all: bool,
    actor: str,
    now: datetime,
) -> None:
    """Twice is harmless."""
    found = await _note_store.get(db, note_id)
    if found is None:
        return
    check_own(found.owner_id, me, may_change_all=may_change_all)
    await _note_store.delete(db, note_id)
    await audit.record(
        db, at=now, actor=actor, action="report_note_removed", subject=f"report_note:{note_id}",
        day=found.day.isoformat(), text=found.text,
    )  # fmt: skip
