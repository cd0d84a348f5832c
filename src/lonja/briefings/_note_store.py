"""All SQL of notes on days."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run

_NOTE = "id, day, text, author, owner_id, written_at"


@dataclass(frozen=True, slots=True)
class Note:
    """`author` is the address of who wrote it."""

    id: UUID
    day: date
    text: str
    author: str
    owner_id: UUID
    written_at: datetime


async def between(db: AsyncConnection, start: date, end: date, *, limit: int) -> list[Note]:
    return await rows(
        db,
        Note,
        f"SELECT {_NOTE} FROM report_notes WHERE day >= %(start)s AND day < %(end)s"
        " ORDER BY day, id LIMIT %(limit)s",
        start=start,
        end=end,
        limit=limit,
    )


async def get(db: AsyncConnection, note_id: UUID) -> Note | None:
    return await first(
        db, Note, f"SELECT {_NOTE} FROM report_notes WHERE id = %(id)s FOR UPDATE", id=note_id
    )


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM report_notes")


async def put(db: AsyncConnection, note: Note) -> None:
    """Who wrote it first stays who wrote it."""
    await run(
        db,
        f"INSERT INTO report_notes ({_NOTE}) VALUES (%(id)s, %(day)s, %(text)s, %(author)s,"
        " %(owner)s, %(at)s) ON CONFLICT (id) DO UPDATE SET day = excluded.day, text = excluded.text",
        id=note.id,
        day=note.day,
        text=note.text,
        author=note.author,
        owner=note.owner_id,
        at=note.written_at,
    )


async def delete(db: AsyncConnection, note_id: UUID) -> None:
    await run(db, "DELETE FROM report_notes WHERE id = %(id)s", id=note_id)
