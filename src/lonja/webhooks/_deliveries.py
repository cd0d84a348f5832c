"""What is done with events: spread to endpoints, delivered, tried again, given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit, outbox
from lonja.kernel.outbox import Message
from lonja.webhooks import _store
from lonja.webhooks._event import Event, EventType, payload_of
from lonja.webhooks._retrying import GONE, WebhookStatus, is_good, is_over, next_try
from lonja.webhooks._signing import headers_of, secret_of
from lonja.webhooks._store import Due

LEASE: Final = timedelta(minutes=2)
"""How long a worker has for one try; then another takes it up."""
QUEUED: Final = timedelta(minutes=1)
"""How long a message may be on its way before another one is put."""
EXCERPT_CHARACTERS: Final = 500
AT_ONCE: Final = 500
LIFE: Final = timedelta(days=30)
"""So long an event can be replayed."""


@dataclass(frozen=True, slots=True)
class ShopEvent(Message):
    """Something happened; a trigger of the table that it happened to puts this into the outbox."""

    queue: ClassVar[str] = "webhooks"
    type: ClassVar[str] = "webhook.spread"
    subject_field: ClassVar[str] = "event"
    event: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeliverWebhook(Message):
    queue: ClassVar[str] = "webhooks"
    type: ClassVar[str] = "webhook.deliver"
    subject_field: ClassVar[str] = "event_id"
    endpoint_id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: the same body and `webhook-id` at each try."""

    due: Due
    url: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where none came; `excerpt` then says why."""

    status: int | None
    excerpt: str
    took_ms: int


async def spread(db: AsyncConnection, event_id: UUID, message: ShopEvent, *, now: datetime) -> int:
    """A delivery to each endpoint that asked for it. Twice is once."""
    if message.event not in set(EventType):
        return 0
    if not await _store.insert_event(
        db, event_id, type_=message.event, data=message.data, at=message.at
    ):
        return 0
    keys = await _store.address(db, event_id, type_=message.event, now=now)
    await outbox.put_all(db, [DeliverWebhook(one.endpoint_id, one.event_id) for one in keys])
    return len(keys)


async def begin(
    db: AsyncConnection, message: DeliverWebhook, *, secret_key: str, now: datetime
) -> Ask | None:
    """Take the delivery, if it is due; whoever comes second gets None."""
    due = await _store.take(db, message.endpoint_id, message.event_id, until=now + LEASE, now=now)
    if due is None:
        return None
    body = payload_of(Event(due.event_id, due.sequence, EventType(due.type), due.at, due.data))
    generations = [due.generation]
    if due.old_until is not None and due.old_until > now:
        generations.append(due.generation - 1)
    headers = headers_of(
        [secret_of(secret_key, due.endpoint_id, one) for one in generations],
        event_id=str(due.event_id),
        timestamp=int(now.timestamp()),
        body=body,
    )
    return Ask(due, due.url, headers, body)


async def settle(db: AsyncConnection, ask: Ask, answer: Answer, *, now: datetime) -> bool:
    """Write down what came; True where this pauses an endpoint: it is gone, or fails for days."""
    due, later = ask.due, next_try(ask.due.tries, now)
    if is_good(answer.status):
        status = WebhookStatus.DELIVERED
    else:
        is_given_up = later is None or answer.status == GONE
        status = WebhookStatus.FAILED if is_given_up else WebhookStatus.WAITING
    if not await _store.settle(
        db,
        due,
        status=status,
        due_at=later or now,
        answer=answer.status,
        excerpt=answer.excerpt[:EXCERPT_CHARACTERS],
        took_ms=answer.took_ms,
    ):
        return False
    if status is WebhookStatus.DELIVERED:
        await _store.note_success(db, due.endpoint_id)
        return False
    since = await _store.note_failure(db, due.endpoint_id, now=now)
    if answer.status == GONE or is_over(since, now):
        return await _pause(db, due.endpoint_id, since, now)
    return False


async def wake(db: AsyncConnection, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Send on its way what is due: a next try, or one that a dead worker had taken."""
    late = await _store.take_late(db, queued_before=now - QUEUED, limit=limit, now=now)
    await outbox.put_all(db, [DeliverWebhook(one.endpoint_id, one.event_id) for one in late])
    return len(late)


async def _pause(
    db: AsyncConnection, endpoint_id: UUID, since: datetime | None, now: datetime
) -> bool:
    is_new = await _store.pause(db, endpoint_id, now=now)
    if is_new:
        await audit.record(
            db, at=now, actor="shop", action="webhook.paused", subject=f"webhook:{endpoint_id}",
            failing_since=since,
        )  # fmt: skip
    return is_new
