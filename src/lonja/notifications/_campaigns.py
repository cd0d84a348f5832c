"""Campaigns as staff see them: written, tried on one address, scheduled, paused, cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.kernel import audit, outbox
from lonja.kernel.errors import Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce
from lonja.notifications import _campaign_store
from lonja.notifications._batches import CampaignBatch, CampaignTest, FanOut, StartCampaign
from lonja.notifications._campaign_store import StoredCampaign
from lonja.notifications._campaigning import (
    ENDED,
    STALLED_AFTER,
    CampaignChanged,
    CampaignStatus,
    CampaignText,
    Segment,
    WrongCampaignStatus,
    check_content,
    check_move,
    check_sendable,
    language_for,
    texts_as_json,
    texts_of,
)
from lonja.notifications._mails import CAMPAIGN, MailRenderer, Rendered, campaign_facts
from lonja.shop import api as shop

FURTHEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Campaign:
    """`progress` is people by status: queued, sending, sent, suppressed, failed, unsubscribed."""

    id: UUID
    name: str
    segment: Segment
    texts: Mapping[str, CampaignText]
    status: CampaignStatus
    version: int
    created_at: datetime
    created_by: str
    send_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    total: int
    progress: Mapping[str, int]


async def create_campaign(
    db: AsyncConnection,
    *,
    campaign_id: UUID,
    name: str,
    segment: Segment,
    texts: Mapping[str, CampaignText],
    actor: str,
    now: datetime,
) -> None:
    """The caller chooses the id, so that asking twice makes one campaign."""
    check_content(name=name, segment=segment, texts=texts)
    await _check_audience(db, segment)
    if await _campaign_store.insert(
        db,
        campaign_id=campaign_id,
        name=name.strip(),
        segment=segment.as_json(),
        texts=texts_as_json(texts),
        actor=actor,
        now=now,
    ):
        await _record(db, campaign_id, "campaign_created", actor, now, name=name)


async def edit_campaign(
    db: AsyncConnection,
    *,
    campaign_id: UUID,
    version: int,
    name: str,
    segment: Segment,
    texts: Mapping[str, CampaignText],
    actor: str,
    now: datetime,
) -> None:
    """Only a draft may change; refused if it has changed since `version`."""
    check_content(name=name, segment=segment, texts=texts)
    await _check_audience(db, segment)
    campaign = await _lock(db, campaign_id, version=version)
    if campaign.status != CampaignStatus.DRAFT:
        raise WrongCampaignStatus("only a draft may be changed", status=campaign.status)
    await _campaign_store.save(
        db,
        campaign_id,
        name=name.strip(),
        segment=segment.as_json(),
        texts=texts_as_json(texts),
    )
    await _record(db, campaign_id, "campaign_edited", actor, now)


async def get_campaign(db: AsyncConnection, campaign_id: UUID) -> Campaign:
    row = await _campaign_store.get(db, campaign_id)
    if row is None:
        raise NotFound("there is no such campaign")
    return (await _with_progress(db, [row]))[0]


async def list_campaigns(
    db: AsyncConnection, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[Campaign]:
    """Newest first."""
    found = await _campaign_store.list_campaigns(db, before=before, limit=limit)
    return await _with_progress(db, found)


async def campaigns_begun(
    db: AsyncConnection, start: datetime, end: datetime
) -> list[_campaign_store.Begun]:
    """Those whose first mail left between the two, 200 at the most."""
    return await _campaign_store.begun(db, start, end, limit=200)


async def audience(db: AsyncConnection, segment: Segment, *, now: datetime) -> int:
    """How many people would get it now."""
    chosen = customers.Audience(
        language=segment.language,
        country=segment.country,
        group_id=segment.group_id,
        rule=(await customers.segment(db, segment.segment_id)).rule if segment.segment_id else None,
    )
    return (await customers.audience_size(db, chosen, now=now)).reachable


async def campaigns_for(
    db: AsyncConnection, *, group_id: UUID | None = None, segment_id: UUID | None = None
) -> list[str]:
    """The names of campaigns that are not over and go to this group or segment."""
    key, value = ("group_id", group_id) if group_id else ("segment_id", segment_id)
    return await _campaign_store.naming(db, key, str(value), ENDED)


def preview(
    mails: MailRenderer,
    texts: Mapping[str, CampaignText],
    *,
    language: str,
    name: str,
    shop: str,
    unsubscribe_url: str,
) -> Rendered:
    """The mail as one person would get it."""
    if not texts:
        raise Invalid("the campaign has no text yet", field="texts")
    chosen = language_for(texts, language)
    text = texts[chosen]
    facts = campaign_facts(
        subject=text.subject, body=text.body, name=name, unsubscribe_url=unsubscribe_url
    )
    return mails.render(CAMPAIGN, facts, language=chosen, shop=shop)


async def send_test(
    db: AsyncConnection,
    *,
    campaign_id: UUID,
    recipient: str,
    language: str,
    actor: str,
    now: datetime,
) -> UUID:
    """Queue one mail to an address of the staff's; the id under which its delivery is logged."""
    await get_campaign(db, campaign_id)
    test_id = uuid7()
    await outbox.put(db, CampaignTest(campaign_id, test_id, recipient, language))
    await _record(db, campaign_id, "campaign_tested", actor, now, recipient=recipient)
    return test_id


async def schedule(
    db: AsyncConnection,
    *,
    campaign_id: UUID,
    version: int,
    send_at: datetime | None,
    actor: str,
    now: datetime,
) -> None:
    """Send it at a time, or now."""
    campaign = await _lock(db, campaign_id, version=version)
    check_move(campaign.status, CampaignStatus.SCHEDULED)
    segment = Segment.of(campaign.segment)
    check_sendable(texts_of(campaign.texts), segment, (await shop.current(db)).languages)
    await _check_audience(db, segment)
    if send_at is not None and send_at > now + FURTHEST:
        raise Invalid("at most a year ahead", field="send_at")
    later = send_at if send_at is not None and send_at > now else None
    await _campaign_store.move(
        db,
        campaign_id,
        to=CampaignStatus.SCHEDULED,
        send_at=later or now,
        look_at=(later or now) + STALLED_AFTER,
    )
    await outbox.put(db, StartCampaign(campaign_id, version + 1), at=later)
    await _record(db, campaign_id, "campaign_scheduled", actor, now, send_at=later or now)


async def unschedule(
    db: AsyncConnection, *, campaign_id: UUID, version: int, actor: str, now: datetime
) -> None:
    """Back to the draft, as long as it has not begun."""
    await _change(db, campaign_id, version, CampaignStatus.DRAFT, actor, now)


async def pause(
    db: AsyncConnection, *, campaign_id: UUID, version: int, actor: str, now: datetime
) -> None:
    """Mails that are at the mail server now still leave; no other begins."""
    await _change(db, campaign_id, version, CampaignStatus.PAUSED, actor, now)


async def resume(
    db: AsyncConnection, *, campaign_id: UUID, version: int, actor: str, now: datetime
) -> None:
    campaign = await _lock(db, campaign_id, version=version)
    if campaign.status != CampaignStatus.PAUSED:
        raise WrongCampaignStatus("only what is paused goes on", status=campaign.status)
    await _change(
        db, campaign_id, version, CampaignStatus.SENDING, actor, now, look_at=now + STALLED_AFTER
    )
    if campaign.fanned_out_at is None:
        await outbox.put(db, FanOut(campaign_id, None))
    await outbox.put(db, CampaignBatch(campaign_id, version + 1))


async def cancel(
    db: AsyncConnection, *, campaign_id: UUID, version: int, actor: str, now: datetime
) -> None:
    """Cancel it for good; mails that were sent stay sent."""
    await _change(db, campaign_id, version, CampaignStatus.CANCELLED, actor, now, ended_at=now)


async def _check_audience(db: AsyncConnection, segment: Segment) -> None:
    """Refused where the group or the segment is not there."""
    if segment.group_id is not None:
        await customers.group(db, segment.group_id)
    if segment.segment_id is not None:
        await customers.segment(db, segment.segment_id)


async def _lock(db: AsyncConnection, campaign_id: UUID, *, version: int) -> StoredCampaign:
    row = await _campaign_store.get(db, campaign_id, lock=True)
    if row is None:
        raise NotFound("there is no such campaign")
    if row.version != version:
        raise CampaignChanged("somebody changed this campaign meanwhile; load it again")
    return row


async def _change(
    db: AsyncConnection,
    campaign_id: UUID,
    version: int,
    to: CampaignStatus,
    actor: str,
    now: datetime,
    *,
    ended_at: datetime | None = None,
    look_at: datetime | None = None,
) -> None:
    campaign = await _lock(db, campaign_id, version=version)
    check_move(campaign.status, to)
    await _campaign_store.move(db, campaign_id, to=to, ended_at=ended_at, look_at=look_at)
    await _record(db, campaign_id, f"campaign_{to}", actor, now)


async def _record(
    db: AsyncConnection,
    campaign_id: UUID,
    action: str,
    actor: str,
    now: datetime,
    **facts: object,
) -> None:
    await audit.record(
        db, at=now, actor=actor, action=action, subject=f"campaign:{campaign_id}", **facts
    )
    announce(db, Change("campaign", str(campaign_id)))


async def _with_progress(db: AsyncConnection, found: Sequence[StoredCampaign]) -> list[Campaign]:
    progress: dict[UUID, dict[str, int]] = {row.id: {} for row in found}
    for row in await _campaign_store.progress(db, list(progress)):
        progress[row.campaign_id][row.status] = row.people
    return [
        Campaign(
            id=row.id,
            name=row.name,
            segment=Segment.of(row.segment),
            texts=texts_of(row.texts),
            status=row.status,
            version=row.version,
            created_at=row.created_at,
            created_by=row.created_by,
            send_at=row.send_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            total=row.total,
            progress=progress[row.id],
        )
        for row in found
    ]
