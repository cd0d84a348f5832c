"""Mails and campaigns that wait too long: sent on their way again, or ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import audit, outbox
from lonja.kernel.transaction import Change, announce
from lonja.notifications import _campaign_store, _store
from lonja.notifications._batches import CampaignBatch, FanOut, StartCampaign
from lonja.notifications._campaigning import STALLED_AFTER, CampaignStatus
from lonja.notifications._store import OverdueMail

MAIL_OVERDUE: Final = timedelta(minutes=5)
"""After the end of a claim, or of what the mail server asked us to wait."""
MAIL_LIFE: Final = timedelta(days=1)
"""Older news surprise more than they help."""
GAVE_UP: Final = "gave_up"
"""The error of a delivery whose message failed for good, or that waited for `MAIL_LIFE`."""
CLOCK: Final = "shop"


async def take_overdue_mails(
    db: AsyncConnection, *, now: datetime, limit: int
) -> list[OverdueMail]:
    """Mails whose message was lost; the caller puts it again. Those of yesterday end as failed."""
    await _store.end_old(db, before=now - MAIL_LIFE, error=GAVE_UP)
    return await _store.take_overdue(db, before=now - MAIL_OVERDUE, now=now, limit=limit)


async def give_up_mail(
    db: AsyncConnection, *, kinds: Sequence[str], subject_id: UUID, item_id: UUID | None = None
) -> None:
    """Its message failed for good: the log of mails says so."""
    await _store.end_waiting(db, kinds=kinds, subject_id=subject_id, item_id=item_id, error=GAVE_UP)


async def wait_for_mail_again(
    db: AsyncConnection,
    *,
    kinds: Sequence[str],
    subject_id: UUID,
    item_id: UUID | None = None,
    now: datetime,
) -> None:
    """The message that had failed is sent again, so the mail it is about may leave."""
    await _store.wait_again(
        db, kinds=kinds, subject_id=subject_id, item_id=item_id, error=GAVE_UP, now=now
    )


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
        actor=CLOCK,
        action=f"campaign_{to}",
        subject=f"campaign:{campaign_id}",
        reason=GAVE_UP,
    )
    announce(db, Change("campaign", str(campaign_id)))
