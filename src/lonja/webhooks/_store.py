"""All SQL of webhooks; the triggers that see what happens are in the migration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel.db import first, one, rows, run
from lonja.webhooks._retrying import WebhookStatus


@dataclass(frozen=True, slots=True)
class Endpoint:
    id: UUID
    url: str
    events: Sequence[str]
    is_on: bool
    generation: int
    old_until: datetime | None
    first_failed_at: datetime | None
    paused_at: datetime | None
    version: int
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that was taken, with all that it needs."""

    endpoint_id: UUID
    event_id: UUID
    tries: int
    url: str
    generation: int
    old_until: datetime | None
    type: str
    sequence: int
    data: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    endpoint_id: UUID
    event_id: UUID
    type: str
    sequence: int
    data: Mapping[str, Any]
    at: datetime
    status: WebhookStatus
    tries: int
    due_at: datetime
    tried_at: datetime | None
    answer: int | None
    excerpt: str
    took_ms: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    endpoint_id: UUID
    event_id: UUID


_COLUMNS = (
    "id, url, events, is_on, generation, old_until, first_failed_at, paused_at, version,"
    " created_by, created_at"
)
_DELIVERIES = (
    "SELECT d.endpoint_id, d.event_id, e.type, e.sequence, e.data, e.at, d.status, d.tries,"
    " d.due_at, d.tried_at, d.answer, d.excerpt, d.took_ms, d.created_at"
    " FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id"
)


async def insert_endpoint(
    db: AsyncConnection,
    endpoint_id: UUID,
    *,
    url: str,
    events: Sequence[str],
    is_on: bool,
    actor: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO webhook_endpoints (id, url, events, is_on, created_by, created_at)"
        " VALUES (%(id)s, %(url)s, %(events)s, %(is_on)s, %(actor)s, %(now)s)",
        id=endpoint_id,
        url=url,
        events=list(events),
        is_on=is_on,
        actor=actor,
        now=now,
    )


async def endpoints(db: AsyncConnection, limit: int) -> list[Endpoint]:
    return await rows(
        db,
        Endpoint,
        f"SELECT {_COLUMNS} FROM webhook_endpoints ORDER BY created_at, id LIMIT %(limit)s",
        limit=limit,
    )


async def endpoint(
    db: AsyncConnection, endpoint_id: UUID, *, lock: bool = False
) -> Endpoint | None:
    return await first(
        db,
        Endpoint,
        f"SELECT {_COLUMNS} FROM webhook_endpoints WHERE id = %(id)s"
        + (" FOR UPDATE" if lock else ""),
        id=endpoint_id,
    )


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM webhook_endpoints")


async def update_endpoint(
    db: AsyncConnection, endpoint_id: UUID, *, url: str, events: Sequence[str], is_on: bool
) -> None:
    """Whatever it was paused for is over."""
    await run(
        db,
        "UPDATE webhook_endpoints SET url = %(url)s, events = %(events)s, is_on = %(is_on)s,"
        " first_failed_at = NULL, paused_at = NULL, version = version + 1 WHERE id = %(id)s",
        id=endpoint_id,
        url=url,
        events=list(events),
        is_on=is_on,
    )


async def rotate(db: AsyncConnection, endpoint_id: UUID, *, old_until: datetime) -> None:
    await run(
        db,
        "UPDATE webhook_endpoints SET generation = generation + 1, old_until = %(old_until)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=endpoint_id,
        old_until=old_until,
    )


async def delete_endpoint(db: AsyncConnection, endpoint_id: UUID) -> None:
    await run(db, "DELETE FROM webhook_deliveries WHERE endpoint_id = %(id)s", id=endpoint_id)
    await run(db, "DELETE FROM webhook_endpoints WHERE id = %(id)s", id=endpoint_id)


async def insert_event(
    db: AsyncConnection, event_id: UUID, *, type_: str, data: Mapping[str, Any], at: datetime
) -> bool:
    """False where it is there already."""
    return bool(
        await run(
            db,
            "INSERT INTO webhook_events (id, type, data, at)"
            " VALUES (%(id)s, %(type)s, %(data)s, %(at)s) ON CONFLICT (id) DO NOTHING",
            id=event_id,
            type=type_,
            data=Jsonb(dict(data)),
            at=at,
        )
    )


async def address(db: AsyncConnection, event_id: UUID, *, type_: str, now: datetime) -> list[Key]:
    """A delivery to each endpoint that is on and asked for this type."""
    return await rows(
        db,
        Key,
        "INSERT INTO webhook_deliveries (endpoint_id, event_id, status, due_at, queued_at, created_at)"
        " SELECT id, %(event)s, 'waiting', %(now)s, %(now)s, %(now)s FROM webhook_endpoints"
        " WHERE is_on AND paused_at IS NULL AND %(type)s = ANY(events)"
        " ON CONFLICT DO NOTHING RETURNING endpoint_id, event_id",
        event=event_id,
        type=type_,
        now=now,
    )


async def put_delivery(
    db: AsyncConnection, endpoint_id: UUID, event_id: UUID, *, now: datetime
) -> None:
    """A new delivery, or the same one from its first try again."""
    await run(
        db,
        "INSERT INTO webhook_deliveries (endpoint_id, event_id, status, due_at, queued_at, created_at)"
        " VALUES (%(endpoint)s, %(event)s, 'waiting', %(now)s, %(now)s, %(now)s)"
        " ON CONFLICT (endpoint_id, event_id) DO UPDATE SET status = 'waiting', tries = 0,"
        " due_at = excluded.due_at, queued_at = excluded.queued_at",
        endpoint=endpoint_id,
        event=event_id,
        now=now,
    )


async def put_since(
    db: AsyncConnection, endpoint_id: UUID, *, since: datetime, limit: int, now: datetime
) -> list[Key]:
    """Deliver again what happened since then, of the types that the endpoint asks for."""
    return await rows(
        db,
        Key,
        "INSERT INTO webhook_deliveries (endpoint_id, event_id, status, due_at, queued_at, created_at)"
        " SELECT p.id, e.id, 'waiting', %(now)s, %(now)s, %(now)s FROM webhook_endpoints p"
        " JOIN webhook_events e ON e.type = ANY(p.events)"
        " WHERE p.id = %(endpoint)s AND e.at >= %(since)s ORDER BY e.at, e.id LIMIT %(limit)s"
        " ON CONFLICT (endpoint_id, event_id) DO UPDATE SET status = 'waiting', tries = 0,"
        " due_at = excluded.due_at, queued_at = excluded.queued_at RETURNING endpoint_id, event_id",
        endpoint=endpoint_id,
        since=since,
        limit=limit,
        now=now,
    )


async def take(
    db: AsyncConnection, endpoint_id: UUID, event_id: UUID, *, until: datetime, now: datetime
) -> Due | None:
    """Take a delivery that is due; nobody else does before `until`. None where none is."""
    return await first(
        db,
        Due,
        "UPDATE webhook_deliveries d SET tries = d.tries + 1, due_at = %(until)s,"
        " tried_at = %(now)s FROM webhook_endpoints p, webhook_events e"
        " WHERE d.endpoint_id = %(endpoint)s AND d.event_id = %(event)s AND d.status = 'waiting'"
        " AND d.due_at <= %(now)s AND p.id = d.endpoint_id AND e.id = d.event_id"
        " AND (p.is_on OR e.type = 'webhook.test')"
        " RETURNING d.endpoint_id, d.event_id, d.tries, p.url, p.generation, p.old_until, e.type,"
        " e.sequence, e.data, e.at",
        endpoint=endpoint_id,
        event=event_id,
        until=until,
        now=now,
    )


async def settle(
    db: AsyncConnection,
    due: Due,
    *,
    status: WebhookStatus,
    due_at: datetime,
    answer: int | None,
    excerpt: str,
    took_ms: int,
) -> bool:
    """False where somebody has replayed it, or removed the endpoint, meanwhile."""
    return bool(
        await run(
            db,
            "UPDATE webhook_deliveries SET status = %(status)s, due_at = %(due_at)s,"
            " answer = %(answer)s, excerpt = %(excerpt)s, took_ms = %(took_ms)s"
            " WHERE endpoint_id = %(endpoint)s AND event_id = %(event)s AND status = 'waiting'"
            " AND tries = %(tries)s",
            endpoint=due.endpoint_id,
            event=due.event_id,
            tries=due.tries,
            status=status,
            due_at=due_at,
            answer=answer,
            excerpt=excerpt,
            took_ms=took_ms,
        )
    )


async def note_success(db: AsyncConnection, endpoint_id: UUID) -> None:
    await run(
        db,
        "UPDATE webhook_endpoints SET first_failed_at = NULL"
        " WHERE id = %(id)s AND first_failed_at IS NOT NULL",
        id=endpoint_id,
    )


async def note_failure(db: AsyncConnection, endpoint_id: UUID, *, now: datetime) -> datetime | None:
    """Since when nothing arrives there."""
    return await first(
        db,
        datetime,
        "UPDATE webhook_endpoints SET first_failed_at = coalesce(first_failed_at, %(now)s)"
        " WHERE id = %(id)s RETURNING first_failed_at",
        id=endpoint_id,
        now=now,
    )


async def pause(db: AsyncConnection, endpoint_id: UUID, *, now: datetime) -> bool:
    """True once: what waits there stays until somebody turns it on again."""
    return bool(
        await run(
            db,
            "UPDATE webhook_endpoints SET is_on = false, paused_at = %(now)s,"
            " version = version + 1 WHERE id = %(id)s AND paused_at IS NULL AND is_on",
            id=endpoint_id,
            now=now,
        )
    )


async def take_late(
    db: AsyncConnection, *, queued_before: datetime, limit: int, now: datetime
) -> list[Key]:
    """Those that are due and that no message of late is about."""
    return await rows(
        db,
        Key,
        "UPDATE webhook_deliveries d SET queued_at = %(now)s FROM (SELECT w.endpoint_id,"
        " w.event_id FROM webhook_deliveries w JOIN webhook_endpoints p ON p.id = w.endpoint_id"
        " WHERE w.status = 'waiting' AND w.due_at <= %(now)s AND w.queued_at <= %(queued)s"
        " AND p.is_on ORDER BY w.due_at, w.endpoint_id, w.event_id LIMIT %(limit)s"
        " FOR UPDATE OF w SKIP LOCKED) late WHERE d.endpoint_id = late.endpoint_id"
        " AND d.event_id = late.event_id RETURNING d.endpoint_id, d.event_id",
        now=now,
        queued=queued_before,
        limit=limit,
    )


async def deliveries(
    db: AsyncConnection,
    endpoint_id: UUID,
    *,
    status: WebhookStatus | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Delivery]:
    """Newest first."""
    at, event_id = after or (None, None)
    return await rows(
        db,
        Delivery,
        _DELIVERIES + " WHERE d.endpoint_id = %(endpoint)s"
        " AND (%(status)s::text IS NULL OR d.status = %(status)s)"
        " AND (%(at)s::timestamptz IS NULL OR (d.created_at, d.event_id) < (%(at)s, %(after)s))"
        " ORDER BY d.created_at DESC, d.event_id DESC LIMIT %(limit)s",
        endpoint=endpoint_id,
        status=status,
        at=at,
        after=event_id,
        limit=limit,
    )


async def about_order(
    db: AsyncConnection, order_id: UUID, *, since: datetime, limit: int
) -> list[Delivery]:
    """What receivers were told of an order, oldest first."""
    return await rows(
        db,
        Delivery,
        _DELIVERIES + " WHERE e.at >= %(since)s AND (e.data ->> 'order_id' = %(id)s"
        " OR e.data ->> 'object' = 'order' AND e.data ->> 'id' = %(id)s)"
        " ORDER BY d.created_at, d.event_id LIMIT %(limit)s",
        since=since,
        id=str(order_id),
        limit=limit,
    )


async def delivery(db: AsyncConnection, endpoint_id: UUID, event_id: UUID) -> Delivery | None:
    return await first(
        db,
        Delivery,
        _DELIVERIES + " WHERE d.endpoint_id = %(endpoint)s AND d.event_id = %(event)s",
        endpoint=endpoint_id,
        event=event_id,
    )


async def forget(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Events of long ago with their deliveries; how many events."""
    gone = await rows(
        db,
        UUID,
        "DELETE FROM webhook_events WHERE id IN (SELECT id FROM webhook_events"
        " WHERE at < %(before)s ORDER BY at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING id",
        before=before,
        limit=limit,
    )
    await run(db, "DELETE FROM webhook_deliveries WHERE event_id = ANY(%(ids)s)", ids=gone)
    return len(gone)
