"""Webhooks: endpoints that are told of what happens, and the log of each delivery."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Cursor, Now, PageLimit
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.bootstrap import Shop
from lonja.hosting.deps import Db, In, ListOut, Moment, Out, Reading, Storable, TheShop
from lonja.webhooks import api as webhooks
from lonja.webhooks.api import EventType, WebhookStatus

router = APIRouter(prefix="/webhooks", tags=["integrations"])

Url = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), Storable
]


class Webhook(Out):
    """`paused_at`: the shop turned it off after four days of nothing but failures."""

    id: UUID
    url: str
    events: list[EventType]
    is_on: bool
    old_until: Annotated[
        datetime | None, Field(description="Until then both secrets sign, after a rotation.")
    ]
    first_failed_at: Annotated[
        datetime | None, Field(description="Since then nothing was delivered there.")
    ]
    paused_at: datetime | None
    version: int
    created_by: str
    created_at: datetime


class WebhookSecret(Out):
    """`secret` checks the signatures, as Standard Webhooks says; it is in no other answer."""

    webhook: Webhook
    secret: str


class WebhookAsked(In):
    url: Url
    events: Annotated[list[EventType], Field(min_length=1, max_length=len(EventType))]
    is_on: bool = True

    def draft(self) -> webhooks.WebhookDraft:
        return webhooks.WebhookDraft(self.url, frozenset(self.events), self.is_on)


class WebhookRotationAsked(In):
    overlap_hours: Annotated[int, Field(ge=0, le=webhooks.MAX_OVERLAP_HOURS)] = 24


class WebhookDelivery(Out):
    """`payload` is the body as it was sent; `answer` the status that came, null where none did."""

    event_id: UUID
    type: EventType
    sequence: int
    at: datetime
    status: WebhookStatus
    tries: int
    due_at: Annotated[datetime, Field(description="Of the next try, while it waits.")]
    tried_at: datetime | None
    answer: int | None
    excerpt: str
    took_ms: int | None
    payload: str


class ReplayAsked(In):
    since: Moment


class Replayed(Out):
    """How many are on their way again; ask from a later moment for what comes after 500."""

    deliveries: int


class TestSent(Out):
    event_id: UUID


@router.get("", operation_id="listWebhooks")
async def list_webhooks(db: Reading) -> ListOut[Webhook]:
    """All of them, the oldest first."""
    found = await webhooks.endpoints(db)
    return ListOut[Webhook](items=[Webhook.model_validate(one) for one in found], next_cursor=None)


@router.post("", status_code=201, operation_id="addWebhook")
async def add_webhook(
    asked: WebhookAsked, db: Db, me: Me, shop: TheShop, now: Now
) -> WebhookSecret:
    endpoint, secret = await webhooks.add(
        db,
        asked.draft(),
        secret_key=shop.settings.secret_key,
        allows_local=_allows_local(shop),
        actor=me.email,
        now=now,
    )
    return WebhookSecret(webhook=Webhook.model_validate(endpoint), secret=secret)


@router.get("/{webhook_id}", operation_id="getWebhook")
async def get_webhook(webhook_id: UUID, db: Reading) -> Webhook:
    return Webhook.model_validate(await webhooks.endpoint(db, webhook_id))


@router.put("/{webhook_id}", operation_id="changeWebhook")
async def change_webhook(
    webhook_id: UUID,
    asked: WebhookAsked,
    version: IfMatch,
    db: Db,
    me: Me,
    shop: TheShop,
    now: Now,
) -> Webhook:
    """With `is_on` also the way back after a pause: what waited is delivered then."""
    changed = await webhooks.change(
        db,
        webhook_id,
        asked.draft(),
        version=version,
        allows_local=_allows_local(shop),
        actor=me.email,
        now=now,
    )
    return Webhook.model_validate(changed)


@router.delete("/{webhook_id}", status_code=204, operation_id="removeWebhook")
async def remove_webhook(webhook_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """With its log."""
    await webhooks.remove(db, webhook_id, version=version, actor=me.email, now=now)


@router.post("/{webhook_id}/rotate", operation_id="rotateWebhook")
async def rotate_webhook(
    webhook_id: UUID, asked: WebhookRotationAsked, db: Db, me: Me, shop: TheShop, now: Now
) -> WebhookSecret:
    """A new secret; for `overlap_hours` deliveries carry a signature by each of the two."""
    endpoint, secret = await webhooks.rotate(
        db,
        webhook_id,
        overlap=timedelta(hours=asked.overlap_hours),
        secret_key=shop.settings.secret_key,
        actor=me.email,
        now=now,
    )
    return WebhookSecret(webhook=Webhook.model_validate(endpoint), secret=secret)


@router.post("/{webhook_id}/test", status_code=202, operation_id="testWebhook")
async def test_webhook(webhook_id: UUID, db: Db, now: Now) -> TestSent:
    """Send a `webhook.test` there; the log says what came of it."""
    return TestSent(event_id=await webhooks.test(db, webhook_id, now=now))


@router.get("/{webhook_id}/deliveries", operation_id="listWebhookDeliveries")
async def list_webhook_deliveries(
    webhook_id: UUID,
    db: Reading,
    status: WebhookStatus | None = None,
    cursor: Cursor = None,
    limit: PageLimit = 25,
) -> ListOut[WebhookDelivery]:
    """The newest first; kept for 30 days."""
    page = await webhooks.deliveries(db, webhook_id, status=status, cursor=cursor, limit=limit)
    return ListOut[WebhookDelivery](
        items=[_delivery(one) for one in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/{webhook_id}/deliveries/{event_id}/replay",
    status_code=204,
    operation_id="replayWebhookDelivery",
)
async def replay_webhook_delivery(webhook_id: UUID, event_id: UUID, db: Db, now: Now) -> None:
    """From its first try again; a receiver knows it by the same `webhook-id`."""
    await webhooks.replay(db, webhook_id, event_id, now=now)


@router.post("/{webhook_id}/replay", status_code=202, operation_id="replayWebhook")
async def replay_webhook(webhook_id: UUID, asked: ReplayAsked, db: Db, now: Now) -> Replayed:
    """Deliver again all that happened since then, at most 500 of it, the oldest first."""
    count = await webhooks.replay_since(db, webhook_id, since=asked.since, now=now)
    return Replayed(deliveries=count)


def _delivery(one: webhooks.Delivery) -> WebhookDelivery:
    return WebhookDelivery(
        event_id=one.event_id,
        type=EventType(one.type),
        sequence=one.sequence,
        at=one.at,
        status=one.status,
        tries=one.tries,
        due_at=one.due_at,
        tried_at=one.tried_at,
        answer=one.answer,
        excerpt=one.excerpt,
        took_ms=one.took_ms,
        payload=webhooks.payload(one),
    )


def _allows_local(shop: Shop) -> bool:
    return shop.settings.environment == "development"
