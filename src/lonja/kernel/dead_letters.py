"""Messages that failed for good, with everything needed to repair and replay them."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel import limits
from lonja.kernel.codes import holds
from lonja.kernel.db import first, metadata, rows, run
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import MalformedEnvelope, read_envelope


class LetterStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("queue_message_id", Text, nullable=False, unique=True),
    Column("message_id", Uuid),
    Column("subject", Text),
    Column("payload", Text, nullable=False),
    Column("original_payload", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("status", Text, nullable=False, server_default="open"),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_by", Text),
    Column("reason", Text),
    holds("status", LetterStatus),
    Index("ix_dead_letters_status_at", "status", "at", "id"),
    info={"shard": "local"},
)

failures = Table(
    "message_failures",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("message_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    Index("ix_message_failures_message_id", "message_id", "at"),
    info={"shard": "local"},
)


class AlreadySettled(Conflict):
    code: ClassVar[str] = "dead_letter_settled"


class BadPayload(Invalid):
    code: ClassVar[str] = "bad_payload"


@dataclass(frozen=True, slots=True)
class Failure:
    at: datetime
    attempt: int
    error: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: UUID
    queue: str
    message_id: UUID | None
    type: str | None
    subject: str | None
    payload: str
    at: datetime
    status: LetterStatus
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None
    failures: list[Failure]


async def record_failure(
    db: AsyncConnection, *, message_id: UUID, attempt: int, error: str, now: datetime
) -> None:
    await run(
        db,
        "INSERT INTO message_failures (message_id, at, attempt, error)"
        " VALUES (%(id)s, %(now)s, %(attempt)s, %(error)s)",
        id=message_id,
        now=now,
        attempt=attempt,
        error=error[:8000].replace("\0", ""),
    )


async def forget_failures(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Delete old failures, except those of open dead letters; return how many."""
    return await run(
        db,
        "DELETE FROM message_failures WHERE id IN (SELECT f.id FROM message_failures f"
        " WHERE f.at < %(before)s AND NOT EXISTS (SELECT 1 FROM dead_letters d"
        " WHERE d.message_id = f.message_id AND d.status = 'open') ORDER BY f.id LIMIT %(limit)s)",
        before=before,
        limit=limit,
    )


async def archive(
    db: AsyncConnection, *, queue: str, queue_message_id: str, payload: str, now: datetime
) -> bool:
    """Store a message from a poison queue; False if it is stored already."""
    message_id, subject = _identity(payload)
    return bool(
        await run(
            db,
            "INSERT INTO dead_letters"
            " (id, queue, queue_message_id, message_id, subject, payload, original_payload, at)"
            " VALUES (%(id)s, %(queue)s, %(queue_message_id)s, %(message_id)s, %(subject)s,"
            " %(payload)s, %(payload)s, %(now)s) ON CONFLICT (queue_message_id) DO NOTHING",
            id=uuid7(),
            queue=queue,
            queue_message_id=queue_message_id,
            message_id=message_id,
            subject=subject,
            payload=_storable(payload),
            now=now,
        )
    )


async def replay(
    db: AsyncConnection, *, letter_id: UUID, payload: str, actor: str, now: datetime
) -> None:
    """Send the (repaired) message again under its id, so finished consumers skip it."""
    letter = await _lock_open(db, letter_id)
    try:
        envelope = read_envelope(payload)
    except MalformedEnvelope as error:
        raise BadPayload(str(error), field="payload") from error
    if len(envelope.to_json()) > limits.QUEUE_MESSAGE_BYTES:
        raise BadPayload("the message is larger than a queue takes", field="payload")
    if letter.message_id not in {None, envelope.id}:
        raise BadPayload("a message keeps its id, so nothing is done twice", field="payload")
    await run(
        db,
        "INSERT INTO outbox (id, subject, queue, envelope, due_at, created_at) VALUES"
        " (%(id)s, %(subject)s, %(queue)s, %(envelope)s::jsonb, %(now)s, %(now)s)"
        " ON CONFLICT (id) DO NOTHING",
        id=envelope.id,
        subject=letter.subject or "",
        queue=letter.queue,
        envelope=envelope.to_json(),
        now=now,
    )
    await _settle(db, letter_id, status=LetterStatus.REPLAYED, actor=actor, reason=None, now=now)
    await run(
        db,
        "UPDATE dead_letters SET payload = %(payload)s WHERE id = %(id)s",
        payload=payload,
        id=letter_id,
    )


async def discard(
    db: AsyncConnection, *, letter_id: UUID, reason: str, actor: str, now: datetime
) -> None:
    await _lock_open(db, letter_id)
    if not reason.strip():
        raise Invalid("say why it is thrown away", field="reason")
    await _settle(
        db, letter_id, status=LetterStatus.DISCARDED, actor=actor, reason=reason.strip(), now=now
    )


async def get(db: AsyncConnection, letter_id: UUID) -> DeadLetter:
    row = await first(db, "SELECT * FROM dead_letters WHERE id = %(id)s", id=letter_id)
    if row is None:
        raise NotFound("no such dead letter")
    tries = await rows(
        db,
        "SELECT at, attempt, error FROM message_failures WHERE message_id = %(id)s"
        " ORDER BY at, id LIMIT 50",
        id=row.message_id,
    )
    return _letter(row, [Failure(t.at, t.attempt, t.error) for t in tries])


async def list_letters(
    db: AsyncConnection, *, status: LetterStatus, before: tuple[datetime, UUID] | None, limit: int
) -> list[DeadLetter]:
    """Newest first, without their failures."""
    at, letter_id = before or (None, None)
    letters = await rows(
        db,
        "SELECT * FROM dead_letters WHERE status = %(status)s AND (%(at)s::timestamptz IS NULL"
        " OR (at, id) < (%(at)s, %(id)s)) ORDER BY at DESC, id DESC LIMIT %(limit)s",
        status=status,
        at=at,
        id=letter_id,
        limit=limit,
    )
    return [_letter(row, []) for row in letters]


async def count_open(db: AsyncConnection) -> int:
    counted = await first(db, "SELECT count(*) AS n FROM dead_letters WHERE status = 'open'")
    assert counted is not None
    return int(counted.n)


async def _lock_open(db: AsyncConnection, letter_id: UUID) -> DeadLetter:
    row = await first(db, "SELECT * FROM dead_letters WHERE id = %(id)s FOR UPDATE", id=letter_id)
    if row is None:
        raise NotFound("no such dead letter")
    if row.status != LetterStatus.OPEN:
        raise AlreadySettled(f"this message was {row.status} by {row.settled_by}")
    return _letter(row, [])


async def _settle(
    db: AsyncConnection,
    letter_id: UUID,
    *,
    status: LetterStatus,
    actor: str,
    reason: str | None,
    now: datetime,
) -> None:
    await run(
        db,
        "UPDATE dead_letters SET status = %(status)s, settled_at = %(now)s, settled_by = %(actor)s,"
        " reason = %(reason)s WHERE id = %(id)s",
        status=status,
        now=now,
        actor=actor,
        reason=reason,
        id=letter_id,
    )


def _identity(payload: str) -> tuple[UUID | None, str | None]:
    try:
        envelope = read_envelope(payload)
    except MalformedEnvelope:
        return None, None
    return envelope.id, _storable(envelope.subject)


def _storable(text: str) -> str:
    """Replace NULs and lone surrogates: JSON may hold them, the database and responses may not."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _letter(row: Any, failures: list[Failure]) -> DeadLetter:
    try:
        kind = json.loads(row.payload).get("type")
    except (ValueError, AttributeError, RecursionError):
        kind = None
    return DeadLetter(
        id=row.id,
        queue=row.queue,
        message_id=row.message_id,
        type=_storable(kind) if isinstance(kind, str) else None,
        subject=row.subject,
        payload=row.payload,
        at=row.at,
        status=LetterStatus(row.status),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        reason=row.reason,
        failures=failures,
    )
