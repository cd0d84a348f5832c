"""All SQL of `notifications`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run
from lonja.notifications._limiting import Bucket
from lonja.notifications._status import DeliveryStatus

PROVIDER = "mail"


@dataclass(frozen=True, slots=True)
class LockedDelivery:
    id: UUID
    status: DeliveryStatus
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class NamedDelivery:
    """What a mail is about."""

    kind: str
    item_id: UUID | None
    status: DeliveryStatus


@dataclass(frozen=True, slots=True)
class Delivery:
    id: UUID
    kind: str
    recipient: str
    language: str
    status: DeliveryStatus
    attempts: int
    error: str | None
    created_at: datetime
    sent_at: datetime | None


async def insert_delivery(
    db: AsyncConnection,
    *,
    delivery_id: UUID,
    kind: str,
    subject_id: UUID,
    item_id: UUID | None,
    recipient: str,
    language: str,
    facts: dict[str, Any],
    now: datetime,
    again_id: UUID | None = None,
) -> bool:
    """Write it where it is new, and say so; the unique index over what names it is the proof."""
    written = await run(
        db,
        "INSERT INTO deliveries (id, kind, subject_id, item_id, again_id, recipient, language,"
        " facts, created_at) VALUES (%(id)s, %(kind)s, %(subject)s, %(item)s, %(again)s,"
        " %(recipient)s, %(language)s, %(facts)s::jsonb, %(now)s)"
        " ON CONFLICT (kind, subject_id, recipient, item_id, again_id) DO NOTHING",
        again=again_id,
        id=delivery_id,
        kind=kind,
        subject=subject_id,
        item=item_id,
        recipient=recipient,
        language=language,
        facts=json.dumps(facts),
        now=now,
    )
    return written > 0


async def has_delivery(
    db: AsyncConnection, *, kind: str, subject_id: UUID, item_id: UUID | None
) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT 1 FROM deliveries WHERE kind = %(kind)s"
        " AND subject_id = %(subject)s AND item_id IS NOT DISTINCT FROM %(item)s)",
        kind=kind,
        subject=subject_id,
        item=item_id,
    )


async def lock_delivery(
    db: AsyncConnection,
    *,
    kind: str,
    subject_id: UUID,
    item_id: UUID | None,
    again_id: UUID | None,
    recipient: str,
) -> LockedDelivery:
    """The row that `insert_delivery` made, now or before."""
    return await one(
        db,
        LockedDelivery,
        "SELECT id, status, claimed_until FROM deliveries WHERE kind = %(kind)s"
        " AND subject_id = %(subject)s AND recipient = %(recipient)s"
        " AND item_id IS NOT DISTINCT FROM %(item)s"
        " AND again_id IS NOT DISTINCT FROM %(again)s FOR UPDATE",
        kind=kind,
        subject=subject_id,
        item=item_id,
        again=again_id,
        recipient=recipient,
    )


async def newest_claimed(
    db: AsyncConnection,
    delivery_id: UUID,
    *,
    recipient: str,
    kinds: Sequence[str],
    since: datetime,
    made_since: datetime,
    limit: int,
) -> list[datetime]:
    """When other mails of these kinds to somebody left or were tried since then, the newest first.

    Of those that have a row since `made_since`; none where this mail was tried before itself.
    """
    return await rows(
        db,
        datetime,
        "SELECT greatest(d.created_at, d.sent_at, d.claimed_until) AS at"
        " FROM deliveries d, deliveries mine WHERE mine.id = %(id)s"
        " AND d.recipient = %(recipient)s AND d.kind = ANY(%(kinds)s)"
        " AND d.created_at > %(made_since)s"
        " AND greatest(d.created_at, d.sent_at, d.claimed_until) > %(since)s"
        " AND d.attempts > 0 AND mine.attempts = 0 AND d.id <> mine.id"
        " ORDER BY at DESC LIMIT %(limit)s",
        id=delivery_id,
        recipient=recipient,
        kinds=list(kinds),
        since=since,
        made_since=made_since,
        limit=limit,
    )


async def claim_delivery(db: AsyncConnection, delivery_id: UUID, *, until: datetime) -> None:
    await run(
        db,
        "UPDATE deliveries SET status = 'sending', attempts = attempts + 1,"
        " claimed_until = %(until)s WHERE id = %(id)s",
        id=delivery_id,
        until=until,
    )


async def settle_delivery(
    db: AsyncConnection,
    delivery_id: UUID,
    *,
    status: DeliveryStatus,
    error: str | None,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Never takes a mail back that another process has sent in the meantime."""
    await run(
        db,
        "UPDATE deliveries SET status = %(status)s, error = %(error)s,"
        " claimed_until = %(until)s, sent_at = CASE WHEN %(status)s = 'sent' THEN %(now)s ELSE sent_at END"
        " WHERE id = %(id)s AND status <> 'sent'",
        id=delivery_id,
        status=status,
        error=error,
        now=now,
        until=until,
    )


@dataclass(frozen=True, slots=True)
class OverdueMail:
    """A mail that no worker is sending, with the facts of its message."""

    kind: str
    subject_id: UUID
    item_id: UUID | None
    again_id: UUID | None
    recipient: str
    language: str
    facts: dict[str, Any]


async def take_overdue(
    db: AsyncConnection, *, before: datetime, now: datetime, limit: int
) -> list[OverdueMail]:
    """Mails whose claim ended before; each is found again if its new message is lost, too."""
    return await rows(
        db,
        OverdueMail,
        "UPDATE deliveries SET status = 'queued', claimed_until = %(now)s WHERE id IN (SELECT id"
        " FROM deliveries WHERE status IN ('queued', 'sending')"
        " AND coalesce(claimed_until, created_at) <= %(before)s ORDER BY created_at"
        " LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING kind, subject_id, item_id, again_id, recipient, language, facts",
        before=before,
        now=now,
        limit=limit,
    )


async def end_old(db: AsyncConnection, *, before: datetime, error: str) -> int:
    """Mails that wait since then will not be sent; how many."""
    return await run(
        db,
        "UPDATE deliveries SET status = 'failed', error = %(error)s, claimed_until = NULL"
        " WHERE status IN ('queued', 'sending') AND created_at <= %(before)s",
        before=before,
        error=error,
    )


async def end_waiting(
    db: AsyncConnection, *, kinds: Sequence[str], subject_id: UUID, item_id: UUID | None, error: str
) -> None:
    await run(
        db,
        "UPDATE deliveries SET status = 'failed', error = %(error)s, claimed_until = NULL"
        " WHERE status IN ('queued', 'sending') AND kind = ANY(%(kinds)s)"
        " AND subject_id = %(subject)s AND item_id IS NOT DISTINCT FROM %(item)s",
        kinds=list(kinds),
        subject=subject_id,
        item=item_id,
        error=error,
    )


async def wait_again(
    db: AsyncConnection,
    *,
    kinds: Sequence[str],
    subject_id: UUID,
    item_id: UUID | None,
    error: str,
    now: datetime,
) -> None:
    """Those that ended with this error; `now` counts as their beginning for the clock."""
    await run(
        db,
        "UPDATE deliveries SET status = 'queued', claimed_until = %(now)s, created_at = %(now)s"
        " WHERE status = 'failed' AND error = %(error)s AND kind = ANY(%(kinds)s)"
        " AND subject_id = %(subject)s AND item_id IS NOT DISTINCT FROM %(item)s",
        kinds=list(kinds),
        subject=subject_id,
        item=item_id,
        error=error,
        now=now,
    )


async def delivery_of(
    db: AsyncConnection, subject_id: UUID, delivery_id: UUID
) -> NamedDelivery | None:
    return await first(
        db,
        NamedDelivery,
        "SELECT kind, item_id, status FROM deliveries"
        " WHERE id = %(id)s AND subject_id = %(subject)s",
        id=delivery_id,
        subject=subject_id,
    )


async def deliveries_of(db: AsyncConnection, subject_id: UUID, *, limit: int) -> list[Delivery]:
    return await rows(
        db,
        Delivery,
        "SELECT id, kind, recipient, language, status, attempts, error, created_at, sent_at"
        " FROM deliveries WHERE subject_id = %(subject)s ORDER BY created_at, id LIMIT %(limit)s",
        subject=subject_id,
        limit=limit,
    )


async def lock_bucket(db: AsyncConnection, *, burst: int, now: datetime) -> Bucket:
    """The shared budget; it starts full, and its row lock is held until the commit."""
    bucket = await _lock_bucket(db)
    if bucket is None:
        await run(
            db,
            "INSERT INTO send_budgets (provider, tokens, at)"
            " VALUES (%(provider)s, %(burst)s, %(now)s) ON CONFLICT DO NOTHING",
            provider=PROVIDER,
            burst=burst,
            now=now,
        )
        bucket = await _lock_bucket(db)
    assert bucket is not None
    return bucket


async def _lock_bucket(db: AsyncConnection) -> Bucket | None:
    return await first(
        db,
        Bucket,
        "SELECT tokens, at FROM send_budgets WHERE provider = %(provider)s FOR UPDATE",
        provider=PROVIDER,
    )


async def save_bucket(db: AsyncConnection, bucket: Bucket) -> None:
    await run(
        db,
        "UPDATE send_budgets SET tokens = %(tokens)s, at = %(at)s WHERE provider = %(provider)s",
        provider=PROVIDER,
        tokens=bucket.tokens,
        at=bucket.at,
    )


async def deliveries_to(db: AsyncConnection, email: str, *, limit: int) -> list[Delivery]:
    """Newest first; as the address was written then."""
    return await rows(
        db,
        Delivery,
        "SELECT id, kind, recipient, language, status, attempts, error, created_at, sent_at"
        " FROM deliveries WHERE recipient = ANY(%(emails)s)"
        " ORDER BY created_at DESC, id DESC LIMIT %(limit)s",
        emails=sorted({email, email.lower()}),
        limit=limit,
    )


async def forget_recipient(db: AsyncConnection, email: str) -> int:
    """That a mail was sent stays; to whom does not."""
    return await run(
        db,
        "UPDATE deliveries SET recipient = '', facts = '{}', error = NULL"
        " WHERE recipient = ANY(%(emails)s)",
        emails=sorted({email, email.lower()}),
    )


async def forget_reader(db: AsyncConnection, customer_id: UUID) -> int:
    return await run(
        db,
        "UPDATE campaign_recipients SET email = '', name = '', error = NULL"
        " WHERE customer_id = %(id)s",
        id=customer_id,
    )


async def traces(db: AsyncConnection, email: str, customer_id: UUID) -> int:
    return await one(
        db,
        int,
        "SELECT (SELECT count(*) FROM deliveries WHERE recipient = ANY(%(emails)s))"
        " + (SELECT count(*) FROM campaign_recipients"
        " WHERE customer_id = %(id)s AND email <> '')",
        emails=sorted({email, email.lower()}),
        id=customer_id,
    )


async def count_settled(db: AsyncConnection, *, before: datetime, most: int) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM (SELECT FROM deliveries WHERE created_at < %(before)s"
        " AND status IN ('sent', 'failed', 'suppressed') LIMIT %(most)s) AS old",
        before=before,
        most=most,
    )


async def forget_settled(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    return await run(
        db,
        "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries"
        " WHERE created_at < %(before)s AND status IN ('sent', 'failed', 'suppressed')"
        " ORDER BY created_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)",
        before=before,
        limit=limit,
    )


async def forget_deliveries(db: AsyncConnection, kind: str, *, before: datetime, limit: int) -> int:
    return await run(
        db,
        "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE kind = %(kind)s"
        " AND created_at < %(before)s ORDER BY created_at, id LIMIT %(limit)s)",
        kind=kind,
        before=before,
        limit=limit,
    )
