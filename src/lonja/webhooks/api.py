"""The door to webhooks: endpoints that are told of what happens, and the log of each delivery.

What happens is seen by triggers (`migrations/versions/webhooks.py`), in the transaction of the
change, and only while an endpoint is on; they put `ShopEvent` into the outbox.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit, outbox
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.paging import BY_TIME, MAX_PAGE, Page
from lonja.webhooks import _store
from lonja.webhooks._addressing import WebhookUrlRefused, checked_url, is_allowed
from lonja.webhooks._deliveries import (
    AT_ONCE,
    LEASE,
    LIFE,
    Answer,
    Ask,
    DeliverWebhook,
    ShopEvent,
    begin,
    settle,
    spread,
    wake,
)
from lonja.webhooks._event import VERSION, Event, EventType, payload_of
from lonja.webhooks._retrying import WebhookStatus
from lonja.webhooks._signing import is_signed, secret_of, signature_of
from lonja.webhooks._store import Delivery, Endpoint, about_order

__all__ = [
    "AT_ONCE",
    "LEASE",
    "LIFE",
    "MAX_OVERLAP_HOURS",
    "VERSION",
    "Answer",
    "Ask",
    "DeliverWebhook",
    "Delivery",
    "Endpoint",
    "EventType",
    "ShopEvent",
    "UnknownWebhook",
    "WebhookChanged",
    "WebhookDraft",
    "WebhookStatus",
    "WebhookUrlRefused",
    "about_order",
    "add",
    "begin",
    "change",
    "deliveries",
    "endpoint",
    "endpoints",
    "forget_old",
    "is_allowed",
    "is_signed",
    "payload",
    "remove",
    "replay",
    "replay_since",
    "rotate",
    "secret_of",
    "settle",
    "signature_of",
    "spread",
    "test",
    "wake",
]

MAX_ENDPOINTS: Final = 20
MAX_OVERLAP_HOURS: Final = 7 * 24


class UnknownWebhook(NotFound):
    code: ClassVar[str] = "unknown_webhook"


class WebhookChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "webhook_changed"


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    url: str
    events: Collection[EventType]
    is_on: bool


async def endpoints(db: AsyncConnection) -> list[Endpoint]:
    """All of them, the oldest first."""
    return await _store.endpoints(db, MAX_ENDPOINTS)


async def endpoint(db: AsyncConnection, endpoint_id: UUID) -> Endpoint:
    found = await _store.endpoint(db, endpoint_id)
    if found is None:
        raise UnknownWebhook("there is no such webhook")
    return found


async def add(
    db: AsyncConnection,
    draft: WebhookDraft,
    *,
    secret_key: str,
    allows_local: bool,
    actor: str,
    now: datetime,
) -> tuple[Endpoint, str]:
    """A new endpoint and the secret that signs its deliveries."""
    _check(draft, allows_local=allows_local)
    if await _store.count(db) >= MAX_ENDPOINTS:
        raise Invalid(f"a shop has at most {MAX_ENDPOINTS} webhooks")
    endpoint_id = uuid7()
    await _store.insert_endpoint(
        db,
        endpoint_id,
        url=draft.url,
        events=sorted(draft.events),
        is_on=draft.is_on,
        actor=actor,
        now=now,
    )
    await _audit(db, endpoint_id, "webhook.added", actor, now, **_facts(draft))
    return await endpoint(db, endpoint_id), secret_of(secret_key, endpoint_id, 1)


async def change(
    db: AsyncConnection,
    endpoint_id: UUID,
    draft: WebhookDraft,
    *,
    version: int,
    allows_local: bool,
    actor: str,
    now: datetime,
) -> Endpoint:
    """Also what turns it on again after it was paused."""
    _check(draft, allows_local=allows_local)
    await _locked(db, endpoint_id, version)
    await _store.update_endpoint(
        db, endpoint_id, url=draft.url, events=sorted(draft.events), is_on=draft.is_on
    )
    await _audit(db, endpoint_id, "webhook.changed", actor, now, **_facts(draft))
    return await endpoint(db, endpoint_id)


async def remove(
    db: AsyncConnection, endpoint_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    """With its log; what waits is delivered no more."""
    before = await _locked(db, endpoint_id, version)
    await _store.delete_endpoint(db, endpoint_id)
    await _audit(db, endpoint_id, "webhook.removed", actor, now, url=before.url)


async def rotate(
    db: AsyncConnection,
    endpoint_id: UUID,
    *,
    overlap: timedelta,
    secret_key: str,
    actor: str,
    now: datetime,
) -> tuple[Endpoint, str]:
    """A new secret; until the overlap is over, deliveries carry a signature by each of the two."""
    if not timedelta() <= overlap <= timedelta(hours=MAX_OVERLAP_HOURS):
        raise Invalid(f"0 to {MAX_OVERLAP_HOURS} hours", field="overlap_hours")
    await _locked(db, endpoint_id, None)
    await _store.rotate(db, endpoint_id, old_until=now + overlap)
    await _audit(db, endpoint_id, "webhook.rotated", actor, now, old_until=now + overlap)
    found = await endpoint(db, endpoint_id)
    return found, secret_of(secret_key, endpoint_id, found.generation)


async def test(db: AsyncConnection, endpoint_id: UUID, *, now: datetime) -> UUID:
    """Deliver an event of no meaning there, whether it is on or not; the event's id."""
    await endpoint(db, endpoint_id)
    event_id = uuid7()
    data = {"message": "This is a test."}
    await _store.insert_event(db, event_id, type_=EventType.TEST, data=data, at=now)
    await _again(db, endpoint_id, event_id, now)
    return event_id


async def deliveries(
    db: AsyncConnection,
    endpoint_id: UUID,
    *,
    status: WebhookStatus | None,
    cursor: str | None,
    limit: int,
) -> Page[Delivery]:
    """The log, newest first."""
    await endpoint(db, endpoint_id)
    limit = max(1, min(limit, MAX_PAGE))
    found = await _store.deliveries(
        db, endpoint_id, status=status, after=BY_TIME.after(cursor), limit=limit + 1
    )
    return BY_TIME.page(found, limit, lambda one: (one.created_at, one.event_id))


async def replay(db: AsyncConnection, endpoint_id: UUID, event_id: UUID, *, now: datetime) -> None:
    """Deliver it again from its first try; a receiver knows it by its `webhook-id`."""
    if await _store.delivery(db, endpoint_id, event_id) is None:
        raise UnknownWebhook("there is no such delivery")
    await _again(db, endpoint_id, event_id, now)


async def replay_since(
    db: AsyncConnection, endpoint_id: UUID, *, since: datetime, now: datetime
) -> int:
    """Deliver again all that happened since then, the oldest first, at most `AT_ONCE` of it."""
    await endpoint(db, endpoint_id)
    keys = await _store.put_since(db, endpoint_id, since=since, limit=AT_ONCE, now=now)
    await outbox.put_all(db, [DeliverWebhook(one.endpoint_id, one.event_id) for one in keys])
    return len(keys)


async def forget_old(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    return await _store.forget(db, before=now - LIFE, limit=limit)


def payload(delivery: Delivery) -> str:
    """The body that was sent."""
    event = Event(
        delivery.event_id, delivery.sequence, EventType(delivery.type), delivery.at, delivery.data
    )
    return payload_of(event)


async def _again(db: AsyncConnection, endpoint_id: UUID, event_id: UUID, now: datetime) -> None:
    await _store.put_delivery(db, endpoint_id, event_id, now=now)
    await outbox.put(db, DeliverWebhook(endpoint_id, event_id))


async def _locked(db: AsyncConnection, endpoint_id: UUID, version: int | None) -> Endpoint:
    found = await _store.endpoint(db, endpoint_id, lock=True)
    if found is None:
        raise UnknownWebhook("there is no such webhook")
    if version is not None and found.version != version:
        raise WebhookChanged("somebody changed this webhook meanwhile", version=found.version)
    return found


def _check(draft: WebhookDraft, *, allows_local: bool) -> None:
    checked_url(draft.url, allows_local=allows_local)
    if not draft.events or EventType.TEST in draft.events:
        raise Invalid("choose what it is told of", field="events")


def _facts(draft: WebhookDraft) -> dict[str, object]:
    return {"url": draft.url, "events": sorted(draft.events), "is_on": draft.is_on}


async def _audit(
    db: AsyncConnection, endpoint_id: UUID, action: str, actor: str, now: datetime, **facts: object
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"webhook:{endpoint_id}", **facts
    )
