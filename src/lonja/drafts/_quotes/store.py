"""All SQL of quotes."""

from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.drafts._quotes.quote import Quote, QuoteStatus
from lonja.kernel.db import first, rows, run
from lonja.kernel.folding import MAX_WORDS, patterns

_COLUMNS: Final = (
    "draft_id, version, number, status, email, name, language, currency, message, content,"
    " total_minor, valid_until, sent_at, sent_by, seen_at, answered_at, settled_at, method, reason,"
    " problem, order_number"
)
_FOUND: Final = " AND ".join(
    f"folded(number || ' ' || email || ' ' || name) LIKE %(w{i})s" for i in range(MAX_WORDS)
)


async def insert(db: AsyncConnection, quote: Quote) -> None:
    await run(
        db,
        f"INSERT INTO quotes ({_COLUMNS}) VALUES (%(draft_id)s, %(version)s, %(number)s, %(status)s,"
        " %(email)s, %(name)s, %(language)s, %(currency)s, %(message)s, %(content)s,"
        " %(total_minor)s, %(valid_until)s, %(sent_at)s, %(sent_by)s, NULL, NULL, NULL, '', '', '',"
        " NULL)",
        draft_id=quote.draft_id,
        version=quote.version,
        number=quote.number,
        status=quote.status,
        email=quote.email,
        name=quote.name,
        language=quote.language,
        currency=quote.currency,
        message=quote.message,
        content=Jsonb(dict(quote.content)),
        total_minor=quote.total_minor,
        valid_until=quote.valid_until,
        sent_at=quote.sent_at,
        sent_by=quote.sent_by,
    )


async def newest(db: AsyncConnection, draft_id: UUID, *, lock: bool = False) -> Quote | None:
    return await first(
        db,
        Quote,
        f"SELECT {_COLUMNS} FROM quotes WHERE draft_id = %(id)s ORDER BY version DESC LIMIT 1"
        + (" FOR UPDATE" if lock else ""),
        id=draft_id,
    )


async def get(
    db: AsyncConnection, draft_id: UUID, version: int, *, lock: bool = False
) -> Quote | None:
    return await first(
        db,
        Quote,
        f"SELECT {_COLUMNS} FROM quotes WHERE draft_id = %(id)s AND version = %(version)s"
        + (" FOR UPDATE" if lock else ""),
        id=draft_id,
        version=version,
    )


async def by_number(db: AsyncConnection, number: str, version: int) -> Quote | None:
    return await first(
        db,
        Quote,
        f"SELECT {_COLUMNS} FROM quotes WHERE number = %(number)s AND version = %(version)s",
        number=number,
        version=version,
    )


async def versions(db: AsyncConnection, draft_id: UUID, *, limit: int) -> list[Quote]:
    """Newest first."""
    return await rows(
        db,
        Quote,
        f"SELECT {_COLUMNS} FROM quotes WHERE draft_id = %(id)s ORDER BY version DESC"
        " LIMIT %(limit)s",
        id=draft_id,
        limit=limit,
    )


async def listed(
    db: AsyncConnection,
    *,
    query: str,
    status: QuoteStatus | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Quote]:
    """The newest version of each, newest first."""
    at, draft_id = after or (None, None)
    return await rows(
        db,
        Quote,
        f"SELECT {_COLUMNS} FROM quotes q WHERE NOT EXISTS (SELECT FROM quotes n"
        " WHERE n.draft_id = q.draft_id AND n.version > q.version)"
        " AND (%(status)s::text IS NULL OR status = %(status)s)"
        " AND (%(at)s::timestamptz IS NULL OR (sent_at, draft_id) < (%(at)s, %(id)s))"
        + (f" AND {_FOUND}" if query else "")
        + " ORDER BY sent_at DESC, draft_id DESC LIMIT %(limit)s",
        status=status,
        at=at,
        id=draft_id,
        limit=limit,
        **{f"w{i}": pattern for i, pattern in enumerate(patterns(query))},
    )


async def save(db: AsyncConnection, quote: Quote) -> None:
    """What happens to a quote whose row is locked; what was offered never changes."""
    await run(
        db,
        "UPDATE quotes SET status = %(status)s, seen_at = %(seen_at)s,"
        " answered_at = %(answered_at)s, settled_at = %(settled_at)s, method = %(method)s,"
        " reason = %(reason)s, problem = %(problem)s, order_number = %(order_number)s"
        " WHERE draft_id = %(draft_id)s AND version = %(version)s",
        status=quote.status,
        seen_at=quote.seen_at,
        answered_at=quote.answered_at,
        settled_at=quote.settled_at,
        method=quote.method,
        reason=quote.reason,
        problem=quote.problem,
        order_number=quote.order_number,
        draft_id=quote.draft_id,
        version=quote.version,
    )


async def mark_seen(db: AsyncConnection, draft_id: UUID, version: int, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE quotes SET seen_at = %(now)s WHERE draft_id = %(id)s AND version = %(version)s"
        " AND seen_at IS NULL",
        now=now,
        id=draft_id,
        version=version,
    )


async def take_over(db: AsyncConnection, *, now: datetime, limit: int) -> list[Quote]:
    """Those whose time is over and that nobody has answered."""
    return await rows(
        db,
        Quote,
        f"SELECT {_COLUMNS} FROM quotes WHERE status = 'sent' AND valid_until <= %(now)s"
        " ORDER BY valid_until, draft_id LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


async def unsettled(db: AsyncConnection, *, before: datetime, limit: int) -> list[Quote]:
    """Answered before then, and nothing came of it yet: the message was lost."""
    return await rows(
        db,
        Quote,
        f"SELECT {_COLUMNS} FROM quotes WHERE settled_at IS NULL AND answered_at <= %(before)s"
        " AND status IN ('accepted', 'declined') ORDER BY answered_at, draft_id LIMIT %(limit)s",
        before=before,
        limit=limit,
    )


async def forget_buyer(db: AsyncConnection, emails: list[str]) -> int:
    return await run(
        db,
        "UPDATE quotes SET email = '', name = '', message = '', reason = ''"
        " WHERE lower(email) = ANY(%(emails)s)",
        emails=emails,
    )


async def prune(db: AsyncConnection, draft_ids: list[UUID]) -> None:
    await run(db, "DELETE FROM quotes WHERE draft_id = ANY(%(ids)s)", ids=draft_ids)
