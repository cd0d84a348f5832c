"""How a campaign is sent: a chain of messages on the queue `campaigns`.

One message starts it, some fan out one row for each reader, and each batch claims a few rows, puts
the next batch, and sends. Rows are the only truth about who got it: a batch that dies leaves its
claims to the batches after it, under the same Message-IDs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.kernel import audit, outbox
from lonja.kernel.ids import is_sealed, sealed, uuid7
from lonja.kernel.transaction import Change, announce
from lonja.notifications import _campaign_store, _limiting, _store
from lonja.notifications._campaign_store import Recipient, StoredCampaign
from lonja.notifications._campaigning import (
    STALLED_AFTER,
    CampaignStatus,
    CampaignText,
    Segment,
    texts_of,
)
from lonja.notifications._limiting import Quota
from lonja.notifications._status import RecipientStatus

FAN_OUT_ROWS: Final = 500
BATCH_MAILS: Final = 25
BATCH_CLAIM: Final = timedelta(seconds=60)
"""How long a batch has its rows; a mail begins only while there is time for it to end."""
LOOK_AGAIN: Final = timedelta(seconds=5)
MAX_ATTEMPTS: Final = 8
PUT_OFF: Final = timedelta(seconds=60)
"""After the first "later" of the mail server, doubled at each: eight tries outlast an hour's quota."""


@dataclass(frozen=True, slots=True)
class StartCampaign(outbox.Message):
    queue: ClassVar[str] = "campaigns"
    type: ClassVar[str] = "campaign.start"
    subject_field: ClassVar[str] = "campaign_id"
    campaign_id: UUID
    campaign_version: int


@dataclass(frozen=True, slots=True)
class FanOut(outbox.Message):
    """Make rows for the readers after `after`, in the order of their ids."""

    queue: ClassVar[str] = "campaigns"
    type: ClassVar[str] = "campaign.fan_out"
    subject_field: ClassVar[str] = "campaign_id"
    campaign_id: UUID
    after: UUID | None


@dataclass(frozen=True, slots=True)
class CampaignBatch(outbox.Message):
    queue: ClassVar[str] = "campaigns"
    type: ClassVar[str] = "campaign.send_batch"
    subject_field: ClassVar[str] = "campaign_id"
    campaign_id: UUID
    campaign_version: int


@dataclass(frozen=True, slots=True)
class CampaignTest(outbox.Message):
    """Send it to one address of ours, whatever its status."""

    queue: ClassVar[str] = "campaigns"
    type: ClassVar[str] = "campaign.send_test"
    subject_field: ClassVar[str] = "campaign_id"
    delivery_kind: ClassVar[str] = "campaign_test"
    campaign_id: UUID
    test_id: UUID
    recipient: str
    language: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to send before `until`."""

    campaign_id: UUID
    version: int
    texts: Mapping[str, CampaignText]
    recipients: Sequence[Recipient]
    until: datetime


async def start(db: AsyncConnection, message: StartCampaign, *, now: datetime) -> None:
    """Begin to send, unless the campaign was changed since it was scheduled."""
    campaign = await _campaign_store.get(db, message.campaign_id, lock=True)
    if campaign is None or campaign.version != message.campaign_version:
        return
    if campaign.status != CampaignStatus.SCHEDULED:
        return
    segment = Segment.of(campaign.segment)
    if segment.segment_id is not None:
        # What staff change of the segment from now on does not change who gets this campaign.
        rule = (await customers.segment(db, segment.segment_id)).rule
        await _campaign_store.keep_rule(db, message.campaign_id, rule.as_json())
    await _campaign_store.move(
        db,
        message.campaign_id,
        to=CampaignStatus.SENDING,
        started_at=now,
        look_at=now + STALLED_AFTER,
    )
    await outbox.put(db, FanOut(message.campaign_id, None))
    await outbox.put(db, CampaignBatch(message.campaign_id, message.campaign_version + 1))
    announce(db, Change("campaign", str(message.campaign_id)))


async def fan_out(db: AsyncConnection, message: FanOut, *, now: datetime) -> None:
    """Make rows for one page of readers and queue the next page."""
    campaign = await _campaign_store.get(db, message.campaign_id)
    if campaign is None or campaign.status not in {CampaignStatus.SENDING, CampaignStatus.PAUSED}:
        return
    found = await customers.readers_after(
        db,
        message.after,
        audience=_audience(campaign),
        now=campaign.started_at or now,
        limit=FAN_OUT_ROWS,
    )
    rows = [
        _campaign_store.NewRecipient(r.customer_id, r.email, r.name, r.language, uuid7())
        for r in found
    ]
    await _campaign_store.insert_recipients(db, message.campaign_id, rows)
    await _campaign_store.look_later(db, message.campaign_id, at=now + STALLED_AFTER)
    if len(found) == FAN_OUT_ROWS:
        await outbox.put(db, FanOut(message.campaign_id, found[-1].customer_id))
    else:
        await _campaign_store.end_fan_out(db, message.campaign_id, now=now)
    announce(db, Change("campaign", str(message.campaign_id)))


def _audience(campaign: StoredCampaign) -> customers.Audience:
    segment = Segment.of(campaign.segment)
    return customers.Audience(
        language=segment.language,
        country=segment.country,
        group_id=segment.group_id,
        rule=None if campaign.rule is None else customers.Rule.of(campaign.rule),
    )


async def take_batch(
    db: AsyncConnection, message: CampaignBatch, *, quota: Quota, now: datetime
) -> Batch | None:
    """Claim the next rows and queue the batch after; None when there is nothing to send now."""
    campaign = await _campaign_store.get(db, message.campaign_id, lock=True)
    if (
        campaign is None
        or campaign.version != message.campaign_version
        or campaign.status != CampaignStatus.SENDING
    ):
        return None
    bucket = _limiting.refill(
        await _store.lock_bucket(db, burst=quota.burst, now=now), quota, now=now
    )
    granted, _ = _limiting.take(bucket, BATCH_MAILS)
    if granted == 0:
        ready_at = _limiting.ready_at(bucket, quota, wanted=BATCH_MAILS)
        await outbox.put(db, message, at=ready_at)
        await _campaign_store.look_later(db, campaign.id, at=ready_at + STALLED_AFTER)
        return None
    until = now + BATCH_CLAIM
    claimed = await _campaign_store.claim(
        db, message.campaign_id, most=granted, now=now, until=until
    )
    await _store.save_bucket(db, _limiting.take(bucket, len(claimed))[1])
    if not claimed:
        await _look_again_or_end(db, campaign, message, now=now)
        return None
    await outbox.put(db, message)
    await _campaign_store.look_later(db, campaign.id, at=until + STALLED_AFTER)
    ready = await _sort_out(db, message.campaign_id, claimed)
    return Batch(message.campaign_id, campaign.version, texts_of(campaign.texts), ready, until)


async def _look_again_or_end(
    db: AsyncConnection, campaign: StoredCampaign, message: CampaignBatch, *, now: datetime
) -> None:
    left = await _campaign_store.next_due(db, campaign.id)
    if left.waits or campaign.fanned_out_at is None:
        soon = now + LOOK_AGAIN
        due = soon if left.at is None else max(soon, left.at)
        await outbox.put(db, message, at=due)
        if left.waits:  # else only the fan-out keeps it busy, and that one says so itself
            await _campaign_store.look_later(db, campaign.id, at=due + STALLED_AFTER)
        return
    await _campaign_store.move(db, campaign.id, to=CampaignStatus.SENT, ended_at=now)
    announce(db, Change("campaign", str(campaign.id)))


async def _sort_out(
    db: AsyncConnection, campaign_id: UUID, claimed: Sequence[Recipient]
) -> list[Recipient]:
    """Leave out readers who unsubscribed since the fan-out or were put off too often."""
    suppressed = await customers.suppressed(db, [row.email for row in claimed])
    gone = [row.customer_id for row in claimed if row.email.lower() in suppressed]
    await _campaign_store.settle(db, campaign_id, gone, status=RecipientStatus.SUPPRESSED)
    tired = [row.customer_id for row in claimed if row.attempts > MAX_ATTEMPTS]
    await _campaign_store.settle(
        db,
        campaign_id,
        tired,
        status=RecipientStatus.FAILED,
        error=f"given up after {MAX_ATTEMPTS} tries",
    )
    left_out = {*gone, *tired}
    return [row for row in claimed if row.customer_id not in left_out]


async def sent(db: AsyncConnection, batch: Batch, recipient: Recipient, *, now: datetime) -> bool:
    """Write that the mail server has it; False when no further mail of the batch may begin."""
    await _campaign_store.settle(
        db, batch.campaign_id, [recipient.customer_id], status=RecipientStatus.SENT, sent_at=now
    )
    return await _goes_on(db, batch)


async def refused(
    db: AsyncConnection,
    batch: Batch,
    recipient: Recipient,
    *,
    error: str,
    has_bounced: bool,
    now: datetime,
) -> bool:
    """The mail server refuses it for this person for good; a closed mailbox gets no more mail."""
    await _campaign_store.settle(
        db,
        batch.campaign_id,
        [recipient.customer_id],
        status=RecipientStatus.FAILED,
        error=error[:500],
    )
    if has_bounced:
        await customers.suppress(db, email=recipient.email, reason="bounced", now=now)
    return await _goes_on(db, batch)


async def put_off(
    db: AsyncConnection, batch: Batch, recipient: Recipient, *, error: str, now: datetime
) -> bool:
    """The mail server wants this one later: it is tried again after a while."""
    await _campaign_store.put_off(
        db,
        batch.campaign_id,
        [recipient.customer_id],
        until=now + PUT_OFF * 2 ** (recipient.attempts - 1),
        error=error[:500],
        counts=True,
    )
    return await _goes_on(db, batch)


async def give_back(
    db: AsyncConnection,
    batch: Batch,
    left: Sequence[Recipient],
    *,
    until: datetime | None,
    error: str | None = None,
) -> None:
    """Rows that this batch will not send: anybody may, from `until` on."""
    await _campaign_store.put_off(
        db,
        batch.campaign_id,
        [one.customer_id for one in left],
        until=until,
        error=error,
        counts=False,
    )
    announce(db, Change("campaign", str(batch.campaign_id)))


async def _goes_on(db: AsyncConnection, batch: Batch) -> bool:
    announce(db, Change("campaign", str(batch.campaign_id)))
    campaign = await _campaign_store.get(db, batch.campaign_id)
    return campaign is not None and campaign.version == batch.version


def unsubscribe_path(secret: str, *, campaign_id: UUID, customer_id: UUID) -> str:
    """The unsubscribe link of each mail; it is signed, and needs no sign-in."""
    token = sealed(secret, "unsubscribe", f"{campaign_id}:{customer_id}")
    return f"/unsubscribe/{campaign_id}/{customer_id}?token={token}"


def is_unsubscribe_token(token: str, secret: str, *, campaign_id: UUID, customer_id: UUID) -> bool:
    return is_sealed(token, secret, "unsubscribe", f"{campaign_id}:{customer_id}")


async def unsubscribe(
    db: AsyncConnection, *, campaign_id: UUID, customer_id: UUID, now: datetime
) -> bool:
    """No marketing to this person again; False for a test's link. Saying it twice is harmless."""
    email = await _campaign_store.unsubscribe(db, campaign_id, customer_id)
    if email is None:
        return False
    await customers.suppress(db, email=email, reason="unsubscribed", now=now)
    announce(db, Change("campaign", str(campaign_id)))
    return True


async def wake_campaigns(db: AsyncConnection, *, now: datetime, limit: int) -> int:
    """Put the messages of campaigns that should have moved on and did not; how many.

    One that is being sent becomes a new version, so what is left of its old chain of messages ends.
    """
    stalled = await _campaign_store.take_stalled(db, now=now, limit=limit)
    for campaign_id in stalled:
        campaign = await _campaign_store.get(db, campaign_id, lock=True)
        assert campaign is not None
        later = now + STALLED_AFTER
        if campaign.status == CampaignStatus.SCHEDULED:
            await _campaign_store.look_later(db, campaign_id, at=later)
            await outbox.put(db, StartCampaign(campaign_id, campaign.version))
            continue
        await _campaign_store.move(db, campaign_id, to=CampaignStatus.SENDING, look_at=later)
        if campaign.fanned_out_at is None:
            await outbox.put(db, FanOut(campaign_id, None))
        await outbox.put(db, CampaignBatch(campaign_id, campaign.version + 1))
    return len(stalled)


async def give_up_campaign(
    db: AsyncConnection, campaign_id: UUID, *, version: int | None, now: datetime
) -> None:
    """A message of it failed for good: it stops, and staff may schedule it again or go on.

    `version` is the message's, where it has one; an older one stops nothing.
    """
    campaign = await _campaign_store.get(db, campaign_id, lock=True)
    if campaign is None or version not in {None, campaign.version}:
        return
    match campaign.status:
        case CampaignStatus.SCHEDULED:
            to = CampaignStatus.DRAFT
        case CampaignStatus.SENDING:
            to = CampaignStatus.PAUSED
        case _:
            return
    await _campaign_store.move(db, campaign_id, to=to)
    await audit.record(
        db,
        at=now,
        actor="shop",
        action=f"campaign_{to}",
        subject=f"campaign:{campaign_id}",
        reason="gave_up",
    )
    announce(db, Change("campaign", str(campaign_id)))
