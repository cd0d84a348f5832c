"""All SQL of campaigns and their recipients."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel.db import first, one, rows, run
from lonja.notifications._campaigning import CampaignStatus
from lonja.notifications._status import RecipientStatus

_COLUMNS: Final = (
    "id, name, segment, rule, texts, status, version, created_at, created_by, send_at, started_at,"
    " fanned_out_at, ended_at, total"
)


@dataclass(frozen=True, slots=True)
class StoredCampaign:
    id: UUID
    name: str
    segment: Mapping[str, Any]
    rule: Mapping[str, Any] | None
    texts: Mapping[str, Any]
    status: CampaignStatus
    version: int
    created_at: datetime
    created_by: str
    send_at: datetime | None
    started_at: datetime | None
    fanned_out_at: datetime | None
    ended_at: datetime | None
    total: int


@dataclass(frozen=True, slots=True)
class Recipient:
    customer_id: UUID
    email: str
    name: str
    language: str
    message_id: UUID
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether anybody still waits, and when the first of them may be tried."""

    waits: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    campaign_id: UUID
    status: RecipientStatus
    people: int


@dataclass(frozen=True, slots=True)
class NewRecipient:
    customer_id: UUID
    email: str
    name: str
    language: str
    message_id: UUID


async def insert(
    db: AsyncConnection,
    *,
    campaign_id: UUID,
    name: str,
    segment: Mapping[str, Any],
    texts: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO campaigns (id, name, segment, texts, created_at, created_by) VALUES"
            " (%(id)s, %(name)s, %(segment)s, %(texts)s, %(now)s, %(actor)s)"
            " ON CONFLICT (id) DO NOTHING",
            id=campaign_id,
            name=name,
            segment=Jsonb(segment),
            texts=Jsonb(texts),
            now=now,
            actor=actor,
        )
    )


async def get(
    db: AsyncConnection, campaign_id: UUID, *, lock: bool = False
) -> StoredCampaign | None:
    return await first(
        db,
        StoredCampaign,
        f"SELECT {_COLUMNS} FROM campaigns WHERE id = %(id)s" + (" FOR UPDATE" if lock else ""),
        id=campaign_id,
    )


@dataclass(frozen=True, slots=True)
class Begun:
    id: UUID
    name: str
    at: datetime


async def begun(db: AsyncConnection, start: datetime, end: datetime, *, limit: int) -> list[Begun]:
    return await rows(
        db,
        Begun,
        "SELECT id, name, started_at AS at FROM campaigns WHERE started_at >= %(start)s"
        " AND started_at < %(end)s ORDER BY started_at, id LIMIT %(limit)s",
        start=start,
        end=end,
        limit=limit,
    )


async def list_campaigns(
    db: AsyncConnection, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[StoredCampaign]:
    at, campaign_id = before or (None, None)
    return await rows(
        db,
        StoredCampaign,
        f"SELECT {_COLUMNS} FROM campaigns WHERE %(at)s::timestamptz IS NULL"
        " OR (created_at, id) < (%(at)s, %(id)s)"
        " ORDER BY created_at DESC, id DESC LIMIT %(limit)s",
        at=at,
        id=campaign_id,
        limit=limit,
    )


async def save(
    db: AsyncConnection,
    campaign_id: UUID,
    *,
    name: str,
    segment: Mapping[str, Any],
    texts: Mapping[str, Any],
) -> None:
    await run(
        db,
        "UPDATE campaigns SET name = %(name)s, segment = %(segment)s, texts = %(texts)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=campaign_id,
        name=name,
        segment=Jsonb(segment),
        texts=Jsonb(texts),
    )


async def move(
    db: AsyncConnection,
    campaign_id: UUID,
    *,
    to: CampaignStatus,
    send_at: datetime | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    look_at: datetime | None = None,
) -> None:
    """Every change of status is a new version: messages of the one before find nothing to do."""
    await run(
        db,
        "UPDATE campaigns SET status = %(to)s, version = version + 1,"
        " send_at = coalesce(%(send_at)s, send_at),"
        " started_at = coalesce(started_at, %(started_at)s), ended_at = %(ended_at)s,"
        " look_at = %(look_at)s WHERE id = %(id)s",
        id=campaign_id,
        to=to,
        send_at=send_at,
        started_at=started_at,
        ended_at=ended_at,
        look_at=look_at,
    )


async def keep_rule(db: AsyncConnection, campaign_id: UUID, rule: Mapping[str, Any]) -> None:
    await run(
        db,
        "UPDATE campaigns SET rule = %(rule)s WHERE id = %(id)s",
        id=campaign_id,
        rule=Jsonb(dict(rule)),
    )


async def naming(db: AsyncConnection, key: str, value: str, ended: Collection[str]) -> list[str]:
    """The names of campaigns that are not over and whose audience says `key` is `value`."""
    return await rows(
        db,
        str,
        "SELECT name FROM campaigns WHERE segment ->> %(key)s = %(value)s"
        " AND NOT status = ANY(%(ended)s) ORDER BY name, id LIMIT 20",
        key=key,
        value=value,
        ended=list(ended),
    )


async def look_later(db: AsyncConnection, campaign_id: UUID, *, at: datetime) -> None:
    """Record that it is in progress; its clock need not check before `at`."""
    await run(
        db,
        "UPDATE campaigns SET look_at = %(at)s WHERE id = %(id)s AND look_at IS NOT NULL",
        id=campaign_id,
        at=at,
    )


async def take_stalled(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM campaigns WHERE look_at <= %(now)s ORDER BY look_at LIMIT %(limit)s"
        " FOR UPDATE SKIP LOCKED",
        now=now,
        limit=limit,
    )


async def insert_recipients(
    db: AsyncConnection, campaign_id: UUID, found: Sequence[NewRecipient]
) -> None:
    """One row for each (campaign, customer), however often the page is fanned out."""
    await run(
        db,
        "INSERT INTO campaign_recipients (campaign_id, customer_id, email, name, language,"
        " message_id) SELECT %(campaign)s, customer_id, email, name, language, message_id"
        " FROM unnest(%(customers)s::uuid[], %(emails)s::text[], %(names)s::text[],"
        " %(languages)s::text[], %(messages)s::uuid[])"
        " AS t(customer_id, email, name, language, message_id) ON CONFLICT DO NOTHING",
        campaign=campaign_id,
        customers=[one.customer_id for one in found],
        emails=[one.email for one in found],
        names=[one.name for one in found],
        languages=[one.language for one in found],
        messages=[one.message_id for one in found],
    )


async def end_fan_out(db: AsyncConnection, campaign_id: UUID, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE campaigns SET fanned_out_at = %(now)s, total ="
        " (SELECT count(*) FROM campaign_recipients WHERE campaign_id = %(id)s)"
        " WHERE id = %(id)s",
        id=campaign_id,
        now=now,
    )


async def claim(
    db: AsyncConnection, campaign_id: UUID, *, most: int, now: datetime, until: datetime
) -> list[Recipient]:
    """Claim rows that no worker is sending: new ones, put-off ones, and those of dead workers."""
    return await rows(
        db,
        Recipient,
        "UPDATE campaign_recipients SET status = 'sending', attempts = attempts + 1,"
        " claimed_until = %(until)s WHERE campaign_id = %(id)s AND customer_id IN"
        " (SELECT customer_id FROM campaign_recipients WHERE campaign_id = %(id)s"
        " AND status IN ('queued', 'sending')"
        " AND (claimed_until IS NULL OR claimed_until <= %(now)s)"
        " ORDER BY status, customer_id LIMIT %(most)s FOR UPDATE SKIP LOCKED)"
        " RETURNING customer_id, email, name, language, message_id, attempts",
        id=campaign_id,
        most=most,
        now=now,
        until=until,
    )


async def settle(
    db: AsyncConnection,
    campaign_id: UUID,
    customer_ids: Sequence[UUID],
    *,
    status: RecipientStatus,
    error: str | None = None,
    sent_at: datetime | None = None,
) -> None:
    await run(
        db,
        "UPDATE campaign_recipients SET status = %(status)s, error = %(error)s,"
        " sent_at = %(sent_at)s, claimed_until = NULL WHERE campaign_id = %(id)s"
        " AND customer_id = ANY(%(customers)s) AND status IN ('queued', 'sending')",
        id=campaign_id,
        customers=list(customer_ids),
        status=status,
        error=error,
        sent_at=sent_at,
    )


async def put_off(
    db: AsyncConnection,
    campaign_id: UUID,
    customer_ids: Sequence[UUID],
    *,
    until: datetime | None,
    error: str | None,
    counts: bool,
) -> None:
    """Give claimed rows back; `counts` where the try was theirs and not the mail server's."""
    await run(
        db,
        "UPDATE campaign_recipients SET status = 'queued', claimed_until = %(until)s,"
        " error = coalesce(%(error)s, error),"
        " attempts = attempts - CASE WHEN %(counts)s THEN 0 ELSE 1 END"
        " WHERE campaign_id = %(id)s AND customer_id = ANY(%(customers)s) AND status = 'sending'",
        id=campaign_id,
        customers=list(customer_ids),
        until=until,
        error=error,
        counts=counts,
    )


async def next_due(db: AsyncConnection, campaign_id: UUID) -> Waiting:
    return await one(
        db,
        Waiting,
        "SELECT count(*) > 0 AS waits, min(claimed_until) AS at FROM campaign_recipients"
        " WHERE campaign_id = %(id)s AND status IN ('queued', 'sending')",
        id=campaign_id,
    )


async def progress(db: AsyncConnection, campaign_ids: Sequence[UUID]) -> list[Progress]:
    return await rows(
        db,
        Progress,
        "SELECT campaign_id, status, count(*) AS people FROM campaign_recipients"
        " WHERE campaign_id = ANY(%(ids)s) GROUP BY 1, 2 ORDER BY 1, 2",
        ids=list(campaign_ids),
    )


async def unsubscribe(db: AsyncConnection, campaign_id: UUID, customer_id: UUID) -> str | None:
    """The address that the campaign went to."""
    return await first(
        db,
        str,
        "UPDATE campaign_recipients SET status = 'unsubscribed', claimed_until = NULL"
        " WHERE campaign_id = %(id)s AND customer_id = %(customer)s RETURNING email",
        id=campaign_id,
        customer=customer_id,
    )
