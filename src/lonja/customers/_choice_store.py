"""All SQL of what people said about marketing mail."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, run


@dataclass(frozen=True, slots=True)
class Choice:
    granted: bool
    at: datetime


async def add(
    db: AsyncConnection,
    *,
    choice_id: UUID,
    email: str,
    granted: bool,
    source: str,
    text_version: str,
    language: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO marketing_choices (email, id, granted, source, text_version, language, at)"
        " VALUES (%(email)s, %(id)s, %(granted)s, %(source)s, %(version)s, %(language)s, %(now)s)",
        email=email,
        id=choice_id,
        granted=granted,
        source=source,
        version=text_version,
        language=language,
        now=now,
    )


async def newest(db: AsyncConnection, email: str) -> Choice | None:
    return await first(
        db,
        Choice,
        "SELECT granted, at FROM marketing_choices WHERE email = %(email)s"
        " ORDER BY at DESC, id DESC LIMIT 1",
        email=email,
    )


async def agree(db: AsyncConnection, email: str, at: datetime) -> None:
    """The customer agreed at this moment; an earlier wish to leave is over, a bounce is not."""
    await run(
        db,
        "DELETE FROM suppressions WHERE email = %(email)s AND reason = 'unsubscribed'"
        " AND at <= %(at)s",
        email=email,
        at=at,
    )
    await run(
        db,
        "UPDATE customers SET marketing_consent = true, consent_at = %(at)s WHERE id ="
        " (SELECT customer_id FROM customer_emails WHERE email = %(email)s)"
        # An address that was merged into this record agrees for itself alone.
        " AND lower(email) = %(email)s"
        " AND NOT EXISTS (SELECT FROM suppressions s WHERE s.email = %(email)s)",
        email=email,
        at=at,
    )
