"""One order, followed from the page to the parcel: what each part of the shop did about it, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.documents import api as documents
from lonja.fulfilment import api as fulfilment
from lonja.kernel import tracks
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.webhooks import api as webhooks

MOST: Final = 200
"""Steps of one kind."""
INBOX_LIFE: Final = timedelta(days=30)
FAILURES_LIFE: Final = timedelta(days=90)
"""How long the shop remembers which message was done, and each failed try."""


class Stage(StrEnum):
    """The part of the shop that a step belongs to, in the order in which an order passes them."""

    PAGE = "page"
    OUTBOX = "outbox"
    QUEUE = "queue"
    FUNCTION = "function"
    GATEWAY = "gateway"
    MAIL = "mail"
    WEBHOOK = "webhook"
    DOCUMENT = "document"
    PARCEL = "parcel"
    WAREHOUSE = "warehouse"


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is a code of its stage; `failure_id` is the failed message that a person may mend."""

    stage: Stage
    name: str
    at: datetime
    status: str
    tries: int = 0
    trace: str = ""
    detail: str = ""
    is_bad: bool = False
    failure_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """`pruned` are the stages whose history no longer reaches back to the order."""

    steps: tuple[Step, ...]
    pruned: tuple[Stage, ...]


async def follow(db: AsyncConnection, order: orders.Order, *, now: datetime) -> Trail:
    """Every step that the shop still knows of, oldest first."""
    steps = [
        *_events(order),
        *await _messages(db, order.id),
        *await _money(db, order.id),
        *await _mails(db, order.id),
        *await _told(db, order),
        *await _papers(db, order.id),
        *await _parcels(db, order.id),
    ]
    steps.sort(key=lambda step: step.at)
    return Trail(tuple(steps), pruned(order.placed_at, now))


def pruned(placed_at: datetime, now: datetime) -> tuple[Stage, ...]:
    """Which stages have forgotten an order of that day."""
    lives = {
        Stage.QUEUE: INBOX_LIFE,
        Stage.FUNCTION: FAILURES_LIFE,
        Stage.WEBHOOK: webhooks.LIFE,
    }
    return tuple(stage for stage, life in lives.items() if placed_at < now - life)


def _events(order: orders.Order) -> Iterable[Step]:
    for event in order.events:
        reason = str(event.facts.get("reason", ""))
        yield Step(Stage.PAGE, event.kind, event.at, "done", trace=event.trace, detail=reason)


async def _messages(db: AsyncConnection, order_id: UUID) -> list[Step]:
    """What waits to be sent, what a function has done, and what failed on the way."""
    subject = str(order_id)
    waiting = await tracks.unsent_about(db, subject, limit=MOST)
    done = await tracks.done_about(db, subject, limit=MOST)
    letters = await tracks.given_up_about(db, subject, limit=MOST)
    ids = {one.id for one in waiting} | {one.message_id for one in done}
    ids |= {one.message_id for one in letters if one.message_id is not None}
    failed = await tracks.tries_of(db, sorted(ids), limit=MOST)
    letter_of = {one.message_id: one.id for one in letters}
    return [
        *(
            Step(Stage.OUTBOX, one.type, one.created_at, "waiting", one.attempts, one.trace)
            for one in waiting
        ),
        *(Step(Stage.QUEUE, one.consumer, one.at, "done") for one in done),
        *(
            Step(
                Stage.FUNCTION,
                "try_failed",
                one.at,
                "failed",
                one.attempt,
                detail=one.error.splitlines()[-1] if one.error else "",
                is_bad=True,
                failure_id=letter_of.get(one.message_id),
            )
            for one in failed
        ),
        *(
            Step(
                Stage.FUNCTION,
                "given_up",
                one.at,
                str(one.status),
                detail=one.queue,
                is_bad=one.status == "open",
                failure_id=one.id,
            )
            for one in letters
        ),
    ]


async def _money(db: AsyncConnection, order_id: UUID) -> list[Step]:
    asked = [
        Step(
            Stage.GATEWAY,
            "asked",
            one.asked_at or one.created_at,
            str(one.status),
            detail=f"{one.method} {one.reason or ''}".strip(),
            is_bad=one.status is payments.AttemptStatus.DECLINED,
        )
        for one in await payments.attempts(db, order_id)
    ]
    moved = [
        Step(Stage.GATEWAY, str(one.kind), one.at, "done", detail=one.vendor_id)
        for one in await payments.moves(db, order_id)
    ]
    back = [
        Step(
            Stage.GATEWAY,
            "refund",
            one.sent_at or one.requested_at,
            str(one.status),
            detail=one.failure or "",
            is_bad=one.failure is not None,
        )
        for one in await payments.refunds(db, order_id)
    ]
    return [*asked, *moved, *back]


async def _mails(db: AsyncConnection, order_id: UUID) -> list[Step]:
    return [
        Step(
            Stage.MAIL,
            one.kind,
            one.sent_at or one.created_at,
            str(one.status),
            one.attempts,
            detail=one.error or "",
            is_bad=one.status == notifications.DeliveryStatus.FAILED,
        )
        for one in await notifications.deliveries_of(db, order_id)
    ]


async def _told(db: AsyncConnection, order: orders.Order) -> list[Step]:
    return [
        Step(
            Stage.WEBHOOK,
            one.type,
            one.tried_at or one.created_at,
            str(one.status),
            one.tries,
            detail=str(one.answer or ""),
            is_bad=one.status is webhooks.WebhookStatus.FAILED,
        )
        for one in await webhooks.about_order(db, order.id, since=order.placed_at, limit=MOST)
    ]


async def _papers(db: AsyncConnection, order_id: UUID) -> list[Step]:
    return [
        Step(Stage.DOCUMENT, str(one.kind), one.issued_at, "done", detail=one.code)
        for one in await documents.documents_of(db, order_id)
    ]


async def _parcels(db: AsyncConnection, order_id: UUID) -> list[Step]:
    return [
        Step(
            Stage.PARCEL,
            "parcel",
            one.delivered_at or one.shipped_at or one.created_at,
            str(one.status),
            detail=" ".join(part for part in (one.location, one.carrier, one.tracking) if part),
        )
        for one in await fulfilment.shipments_of(db, order_id)
    ]
