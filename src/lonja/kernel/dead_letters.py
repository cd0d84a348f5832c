"""Messages that failed for good, with everything needed to repair and replay them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import limits
from lonja.kernel.db import first, one, rows, run
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope, MalformedEnvelope, read_envelope
from lonja.kernel.queues import TRIES


class LetterStatus(StrEnum):
    """The column's CHECK, the API and the SPA's type follow this."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


class Archived(StrEnum):
    """The outcome for a message from a poison queue."""

    KEPT = "kept"
    KNOWN = "known"
    HANDED_BACK = "handed_back"


class AlreadySettled(Conflict):
    code: ClassVar[str] = "dead_letter_settled"


class BadPayload(Invalid):
    code: ClassVar[str] = "bad_payload"


class PayloadTooLarge(BadPayload):
    code: ClassVar[str] = "payload_too_large"


class PayloadOfAnother(BadPayload):
    """It carries another message's id: sent again, both could be done twice."""

    code: ClassVar[str] = "payload_of_another"


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


@dataclass(frozen=True, slots=True)
class _Stored:
    id: UUID
    queue: str
    message_id: UUID | None
    subject: str | None
    payload: str
    at: datetime
    status: LetterStatus
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None


_LETTERS = (
    "SELECT id, queue, message_id, subject, payload, at, status, settled_at, settled_by, reason"
    " FROM dead_letters"
)


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
) -> Archived:
    """Store a message from a poison queue, or send it again if it did not fail itself.

    The host counts deliveries, so each time its host is killed, a message uses up a try without
    an error. It is given up only after the allowed number of failures of its own.
    """
    envelope = _envelope(payload)
    if (
        envelope is not None
        and _is_storable(envelope)
        and await _hand_back(db, envelope, queue=queue, queue_message_id=queue_message_id, now=now)
    ):
        return Archived.HANDED_BACK
    is_new = await run(
        db,
        "INSERT INTO dead_letters"
        " (id, queue, queue_message_id, message_id, subject, payload, original_payload, at)"
        " VALUES (%(id)s, %(queue)s, %(queue_message_id)s, %(message_id)s, %(subject)s,"
        " %(payload)s, %(payload)s, %(now)s) ON CONFLICT (queue_message_id) DO NOTHING",
        id=uuid7(),
        queue=queue,
        queue_message_id=queue_message_id,
        message_id=envelope.id if envelope else None,
        subject=_storable(envelope.subject) if envelope else None,
        payload=_storable(payload),
        now=now,
    )
    return Archived.KEPT if is_new else Archived.KNOWN


@dataclass(frozen=True, slots=True)
class _Tries:
    failed: int
    handed_back: int
    is_known: bool
    """This very delivery was handed back already: only its deletion from the queue is left."""


async def _hand_back(
    db: AsyncConnection, envelope: Envelope, *, queue: str, queue_message_id: str, now: datetime
) -> bool:
    tries = await one(
        db,
        _Tries,
        "SELECT count(*) FILTER (WHERE attempt > 0) AS failed,"
        " count(*) FILTER (WHERE attempt = 0) AS handed_back,"
        " coalesce(bool_or(queue_message_id = %(queue_message_id)s), false) AS is_known"
        " FROM message_failures WHERE message_id = %(id)s AND at > coalesce((SELECT max(settled_at)"
        " FROM dead_letters WHERE message_id = %(id)s), '-infinity')",
        id=envelope.id,
        queue_message_id=queue_message_id,
    )
    if tries.is_known:
        return True
    if tries.failed >= TRIES[queue] or tries.handed_back >= limits.HAND_BACKS:
        return False
    if not await run(
        db,
        "INSERT INTO message_failures (message_id, at, attempt, error, queue_message_id)"
        " SELECT %(id)s, %(now)s, 0, %(error)s, %(queue_message_id)s WHERE NOT EXISTS (SELECT 1"
        " FROM dead_letters WHERE queue_message_id = %(queue_message_id)s)"
        " ON CONFLICT (queue_message_id) DO NOTHING",
        id=envelope.id,
        now=now,
        error=f"sent again: {TRIES[queue] - tries.failed} of its tries ended with their host",
        queue_message_id=queue_message_id,
    ):
        return False
    await _send_again(db, envelope, subject=_storable(envelope.subject), queue=queue, now=now)
    return True


async def _send_again(
    db: AsyncConnection, envelope: Envelope, *, subject: str, queue: str, now: datetime
) -> None:
    """Under its own id, so that consumers which have finished skip it."""
    await run(
        db,
        "INSERT INTO outbox (id, subject, queue, envelope, due_at, created_at) VALUES"
        " (%(id)s, %(subject)s, %(queue)s, %(envelope)s::jsonb, %(now)s, %(now)s)"
        " ON CONFLICT (id) DO NOTHING",
        id=envelope.id,
        subject=subject,
        queue=queue,
        envelope=envelope.to_json(),
        now=now,
    )


async def replay(
    db: AsyncConnection, *, letter_id: UUID, payload: str, actor: str, now: datetime
) -> Envelope:
    """Send the (repaired) message again under its id, so finished consumers skip it.

    Staff do it by `actions.replay_message`: what ended with the message waits for it once more.
    """
    letter = await _lock_open(db, letter_id)
    try:
        envelope = read_envelope(payload)
    except MalformedEnvelope as error:
        raise BadPayload(str(error), field="payload") from error
    if len(envelope.to_json()) > limits.QUEUE_MESSAGE_BYTES:
        raise PayloadTooLarge("the message is larger than a queue takes", field="payload")
    if letter.message_id not in {None, envelope.id}:
        raise PayloadOfAnother("a message keeps its id, so nothing is done twice", field="payload")
    await _send_again(db, envelope, subject=letter.subject or "", queue=letter.queue, now=now)
    await _settle(db, letter_id, status=LetterStatus.REPLAYED, actor=actor, reason=None, now=now)
    await run(
        db,
        "UPDATE dead_letters SET payload = %(payload)s WHERE id = %(id)s",
        payload=payload,
        id=letter_id,
    )
    return envelope


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
    row = await first(db, _Stored, f"{_LETTERS} WHERE id = %(id)s", id=letter_id)
    if row is None:
        raise NotFound("no such dead letter")
    tries = await rows(
        db,
        Failure,
        "SELECT at, attempt, error FROM message_failures WHERE message_id = %(id)s"
        " ORDER BY at, id LIMIT 50",
        id=row.message_id,
    )
    return _letter(row, tries)


async def list_letters(
    db: AsyncConnection, *, status: LetterStatus, before: tuple[datetime, UUID] | None, limit: int
) -> list[DeadLetter]:
    """Newest first, without their failures."""
    at, letter_id = before or (None, None)
    letters = await rows(
        db,
        _Stored,
        f"{_LETTERS} WHERE status = %(status)s AND (%(at)s::timestamptz IS NULL"
        " OR (at, id) < (%(at)s, %(id)s)) ORDER BY at DESC, id DESC LIMIT %(limit)s",
        status=status,
        at=at,
        id=letter_id,
        limit=limit,
    )
    return [_letter(row, []) for row in letters]


async def count_open(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM dead_letters WHERE status = 'open'")


async def _lock_open(db: AsyncConnection, letter_id: UUID) -> DeadLetter:
    row = await first(db, _Stored, f"{_LETTERS} WHERE id = %(id)s FOR UPDATE", id=letter_id)
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


def _envelope(payload: str) -> Envelope | None:
    try:
        return read_envelope(payload)
    except MalformedEnvelope:
        return None


def _is_storable(envelope: Envelope) -> bool:
    """Whether the outbox can hold it; what we wrote ourselves it can."""
    text = json.dumps(asdict(envelope), ensure_ascii=False, default=str)
    return "\\u0000" not in text and text == _storable(text)


def _storable(text: str) -> str:
    """Replace NULs and lone surrogates: JSON may hold them, the database and responses may not."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _letter(row: _Stored, failures: list[Failure]) -> DeadLetter:
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
        status=row.status,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        reason=row.reason,
        failures=failures,
    )
