"""What the outbox, the inbox and the failed messages know about one thing, for a person who follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows
from lonja.kernel.dead_letters import LetterStatus


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that has not left for its queue yet."""

    id: UUID
    queue: str
    type: str
    trace: str
    attempts: int
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """A message whose consumer has committed its effects."""

    consumer: str
    message_id: UUID
    at: datetime


async def unsent_about(db: AsyncConnection, subject: str, *, limit: int) -> list[Unsent]:
    """What waits in the outbox about a thing, oldest first."""
    return await rows(
        db,
        Unsent,
        "SELECT id, queue, envelope ->> 'type' AS type, envelope ->> 'trace' AS trace, attempts,"
        " due_at, created_at FROM outbox WHERE subject = %(subject)s"
        " ORDER BY created_at, id LIMIT %(limit)s",
        subject=subject,
        limit=limit,
    )


async def done_about(db: AsyncConnection, subject: str, *, limit: int) -> list[Done]:
    """What was done about a thing, oldest first, as far back as the inbox is kept."""
    return await rows(
        db,
        Done,
        "SELECT consumer, message_id, at FROM inbox WHERE subject = %(subject)s"
        " ORDER BY at, message_id LIMIT %(limit)s",
        subject=subject,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class FailedTry:
    """A try at a message that ended with an error; 0 is one that its host's end cost it."""

    message_id: UUID
    at: datetime
    attempt: int
    error: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that failed for good, and what a person did with it."""

    id: UUID
    message_id: UUID | None
    queue: str
    at: datetime
    status: LetterStatus


async def tries_of(
    db: AsyncConnection, message_ids: Sequence[UUID], *, limit: int
) -> list[FailedTry]:
    """The tries at these messages that failed, oldest first, as far back as they are kept."""
    return await rows(
        db,
        FailedTry,
        "SELECT message_id, at, attempt, error FROM message_failures"
        " WHERE message_id = ANY(%(ids)s) ORDER BY at, id LIMIT %(limit)s",
        ids=list(message_ids),
        limit=limit,
    )


async def given_up_about(db: AsyncConnection, subject: str, *, limit: int) -> list[GivenUp]:
    """Messages about a thing that failed for good, oldest first."""
    return await rows(
        db,
        GivenUp,
        "SELECT id, message_id, queue, at, status FROM dead_letters WHERE subject = %(subject)s"
        " ORDER BY at, id LIMIT %(limit)s",
        subject=subject,
        limit=limit,
    )
