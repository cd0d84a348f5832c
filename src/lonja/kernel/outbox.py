"""A transactional outbox, and the inbox that makes consumers idempotent.

`put` writes a message in the transaction of the change that it announces. After the commit, the
process's relay (`lonja.adapters.relay`) sends it to its queue; rows that a crash left behind are
swept by a timer. Delivery is at least once and unordered, so every consumer calls `first_time` in
the transaction of its effects.
"""

import json
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Final, Self, cast
from uuid import UUID

from psycopg import AsyncConnection
from pydantic import TypeAdapter, ValidationError

from lonja.kernel import limits, tracing
from lonja.kernel.db import first, rows, run
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Outgoing, collected


@dataclass(frozen=True, slots=True)
class Envelope:
    id: UUID
    type: str
    version: int
    trace: str
    body: dict[str, Any]
    subject: str = ""
    """The key of the entity the message is about; the dead-letter console shows it by the type."""

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str)


class MalformedEnvelope(ValueError):
    """A queue message that we did not write, or that was edited into nonsense."""


class UnreadableMessage(ValueError):
    """A field of the message is missing or wrong; the text names it."""


@dataclass(frozen=True, slots=True)
class Message:
    """The base of every message; subclasses add fields of JSON types, UUIDs and enums.

    `type` is `noun.verb`. `subject_field` names the field that says what the message is about.
    """

    queue: ClassVar[str]
    type: ClassVar[str]
    subject_field: ClassVar[str]
    version: ClassVar[int] = 1

    @property
    def subject(self) -> str:
        return str(getattr(self, self.subject_field))

    def to_body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return body

    @classmethod
    def read(cls, envelope: Envelope) -> Self:
        """The message as it was put; fields that a newer sender added are ignored."""
        try:
            message: Self = _reader(cast("Hashable", cls)).validate_json(
                json.dumps(envelope.body), strict=True
            )
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
            )
            raise UnreadableMessage(f"{cls.type} cannot be read: {wrong}") from error
        return message


@cache
def _reader(message: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("Any", message))


_UNREADABLE: Final = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""The errors that malicious JSON can raise, with deep nesting and huge numbers."""


def read_envelope(text: str | bytes) -> Envelope:
    """Parse what came from a queue; unknown fields are ignored (a newer sender may add some)."""
    try:
        raw = json.loads(text)
        body = raw["body"]
        if not isinstance(body, dict):
            raise MalformedEnvelope("the body of the message is not an object")
        return Envelope(
            id=UUID(raw["id"]),
            type=str(raw["type"]),
            version=int(raw["version"]),
            trace=str(raw.get("trace") or tracing.new_trace()),
            body=body,
            subject=str(raw.get("subject") or ""),
        )
    except _UNREADABLE as error:
        raise MalformedEnvelope(f"not a message of ours: {error}") from error


async def put(db: AsyncConnection, message: Message, *, at: datetime | None = None) -> UUID:
    """Write `message` into the outbox of this transaction; its id is the message's for ever.

    With `at` in the future, the sweep sends it at that time.
    """
    return (await put_all(db, [message], at=at))[0]


async def put_all(
    db: AsyncConnection, messages: Sequence[Message], *, at: datetime | None = None
) -> list[UUID]:
    now = datetime.now(UTC)
    envelopes = [
        Envelope(
            uuid7(),
            message.type,
            message.version,
            tracing.current(),
            message.to_body(),
            message.subject,
        )
        for message in messages
    ]
    texts = [envelope.to_json() for envelope in envelopes]
    assert all(len(t.encode()) <= limits.QUEUE_MESSAGE_BYTES for t in texts), "message too large"
    due = at or now + timedelta(seconds=limits.OUTBOX_GRACE_SECONDS)
    await run(
        db,
        "INSERT INTO outbox (id, subject, queue, envelope, due_at, created_at)"
        " SELECT id, subject, queue, envelope::jsonb, %(due)s, %(now)s FROM unnest("
        "%(ids)s::uuid[], %(subjects)s::text[], %(queues)s::text[], %(envelopes)s::text[])"
        " AS t(id, subject, queue, envelope)",
        due=due,
        now=now,
        ids=[envelope.id for envelope in envelopes],
        subjects=[message.subject for message in messages],
        queues=[message.queue for message in messages],
        envelopes=texts,
    )
    if at is None:
        collected(db).messages += [
            Outgoing(message.queue, envelope.id, text)
            for message, envelope, text in zip(messages, envelopes, texts, strict=True)
        ]
    return [envelope.id for envelope in envelopes]


async def claim_due(db: AsyncConnection, *, now: datetime) -> list[Outgoing]:
    """Claim a batch of due messages, and postpone their next attempt (doubling, ≤ 5 min)."""
    return await rows(
        db,
        Outgoing,
        "UPDATE outbox SET attempts = attempts + 1,"
        " due_at = %(now)s + least(300, %(grace)s * 2 ^ least(attempts, 10)) * interval '1 second'"
        " WHERE id IN (SELECT id FROM outbox WHERE due_at <= %(now)s ORDER BY due_at, id"
        " LIMIT %(batch)s FOR UPDATE SKIP LOCKED)"
        " RETURNING queue, id, envelope::text AS text",
        now=now,
        grace=limits.OUTBOX_GRACE_SECONDS,
        batch=limits.OUTBOX_BATCH,
    )


async def forget_sent(db: AsyncConnection, ids: Sequence[UUID]) -> None:
    await run(db, "DELETE FROM outbox WHERE id = ANY(%(ids)s)", ids=list(ids))


async def first_time(
    db: AsyncConnection, *, consumer: str, message_id: UUID, subject: str, now: datetime
) -> bool:
    """True if `consumer` has not processed this message yet; committed with its effects.

    A concurrent delivery of the same message waits here until the first commits.
    """
    return bool(
        await run(
            db,
            "INSERT INTO inbox (consumer, message_id, subject, at)"
            " VALUES (%(consumer)s, %(id)s, %(subject)s, %(now)s) ON CONFLICT DO NOTHING",
            consumer=consumer,
            id=message_id,
            subject=subject,
            now=now,
        )
    )


async def first_subject(db: AsyncConnection, *, consumer: str, message_id: UUID) -> str | None:
    """What `first_time` was told the first time."""
    return await first(
        db,
        str,
        "SELECT subject FROM inbox WHERE consumer = %(consumer)s AND message_id = %(id)s",
        consumer=consumer,
        id=message_id,
    )


async def forget_inbox(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Delete old inbox rows; return how many. A replay after that is processed again."""
    return await run(
        db,
        "DELETE FROM inbox WHERE (consumer, message_id) IN (SELECT consumer, message_id FROM inbox"
        " WHERE at < %(before)s ORDER BY at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)",
        before=before,
        limit=limit,
    )
