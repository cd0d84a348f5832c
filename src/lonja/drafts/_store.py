"""All SQL of drafts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.drafts._status import DraftStatus
from lonja.kernel.db import first, rows, run

_COLUMNS = (
    "id, status, email, name, note, copied_from, order_number, created_by, created_at, updated_at,"
    " version"
)


@dataclass(frozen=True, slots=True)
class Draft:
    id: UUID
    status: DraftStatus
    email: str
    name: str
    note: str
    copied_from: str | None
    order_number: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    version: int


async def insert(
    db: AsyncConnection,
    draft_id: UUID,
    *,
    email: str,
    name: str,
    note: str,
    copied_from: str | None,
    actor: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO drafts (id, email, name, note, copied_from, created_by, created_at, updated_at)"
        " VALUES (%(id)s, %(email)s, %(name)s, %(note)s, %(copied_from)s, %(actor)s, %(now)s,"
        " %(now)s)",
        id=draft_id,
        email=email,
        name=name,
        note=note,
        copied_from=copied_from,
        actor=actor,
        now=now,
    )


async def get(db: AsyncConnection, draft_id: UUID, *, lock: bool = False) -> Draft | None:
    return await first(
        db,
        Draft,
        f"SELECT {_COLUMNS} FROM drafts WHERE id = %(id)s" + (" FOR UPDATE" if lock else ""),
        id=draft_id,
    )


async def listed(
    db: AsyncConnection,
    *,
    status: DraftStatus | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Draft]:
    """Newest first."""
    at, draft_id = after or (None, None)
    return await rows(
        db,
        Draft,
        f"SELECT {_COLUMNS} FROM drafts WHERE (%(status)s::text IS NULL OR status = %(status)s)"
        " AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(id)s))"
        " ORDER BY created_at DESC, id DESC LIMIT %(limit)s",
        status=status,
        at=at,
        id=draft_id,
        limit=limit,
    )


async def change(
    db: AsyncConnection,
    draft_id: UUID,
    *,
    email: str,
    name: str,
    note: str,
    status: DraftStatus,
    order_number: str | None,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE drafts SET email = %(email)s, name = %(name)s, note = %(note)s,"
        " status = %(status)s, order_number = %(number)s, updated_at = %(now)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=draft_id,
        email=email,
        name=name,
        note=note,
        status=status,
        number=order_number,
        now=now,
    )


async def touch(db: AsyncConnection, draft_id: UUID, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE drafts SET updated_at = %(now)s, version = version + 1 WHERE id = %(id)s",
        id=draft_id,
        now=now,
    )


async def prune(db: AsyncConnection, *, before: datetime, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "DELETE FROM drafts WHERE id IN (SELECT id FROM drafts WHERE updated_at < %(before)s"
        " AND status NOT IN ('ordered', 'quoted') ORDER BY updated_at, id LIMIT %(limit)s"
        " FOR UPDATE SKIP LOCKED) RETURNING id",
        before=before,
        limit=limit,
    )


async def forget_buyer(db: AsyncConnection, emails: list[str]) -> int:
    return await run(
        db,
        "UPDATE drafts SET email = '', name = '', note = '' WHERE lower(email) = ANY(%(emails)s)",
        emails=emails,
    )
