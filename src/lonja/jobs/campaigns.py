"""Campaigns: started, fanned out and sent batch by batch, however often a worker dies."""

from datetime import timedelta
from typing import Final

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.jobs.notifications import MailContext, mail_context
from lonja.kernel import outbox
from lonja.kernel.outbox import Envelope
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    Batch,
    CampaignBatch,
    CampaignTest,
    FanOut,
    Mail,
    MailBounced,
    MailPutOff,
    MailRefused,
    MailThrottled,
    MailUnavailable,
    Recipient,
    StartCampaign,
)

A_MAIL_TAKES: Final = timedelta(seconds=30)
"""At most, with its row (`adapters.mail`): none begins with less of the claim left."""
SERVER_AWAY: Final = timedelta(seconds=30)


async def start(shop: Shop, envelope: Envelope) -> None:
    await start_campaign(await mail_context(shop), envelope)


async def fan_out(shop: Shop, envelope: Envelope) -> None:
    await fan_out_campaign(await mail_context(shop), envelope)


async def batch(shop: Shop, envelope: Envelope) -> None:
    await send_batch(await mail_context(shop), envelope)


async def test(shop: Shop, envelope: Envelope) -> None:
    await send_test(await mail_context(shop), envelope)


async def start_campaign(context: MailContext, envelope: Envelope) -> None:
    message = StartCampaign.read(envelope)
    async with context.database.transaction() as db:
        if await _first_time(db, context, envelope, message):
            await notifications.start(db, message, now=context.now())


async def fan_out_campaign(context: MailContext, envelope: Envelope) -> None:
    message = FanOut.read(envelope)
    async with context.database.transaction() as db:
        if await _first_time(db, context, envelope, message):
            await notifications.fan_out(db, message, now=context.now())


async def send_batch(context: MailContext, envelope: Envelope) -> None:
    """Claim rows, queue the next batch, send these; each mail is written down before the next.

    What a dead worker had claimed is claimed again when its time is over; the one mail that may
    have left without its row then leaves again under the same Message-ID.
    """
    message = CampaignBatch.read(envelope)
    async with context.database.transaction() as db:
        if not await _first_time(db, context, envelope, message):
            return
        found = await notifications.take_batch(db, message, quota=context.quota, now=context.now())
    if found is None:
        return
    left = list(found.recipients)
    until, reason = None, None
    while left and context.now() + A_MAIL_TAKES < found.until:
        try:
            goes_on = await _send_one(context, found, left[0], envelope.trace)
        except MailUnavailable as error:
            # It would answer every mail the same.
            wait = error.wait if isinstance(error, MailThrottled) else SERVER_AWAY
            until, reason = context.now() + max(wait, SERVER_AWAY), str(error)
            break
        left.pop(0)
        if not goes_on:
            break
    if left:
        async with context.database.transaction() as db:
            await notifications.give_back(db, found, left, until=until, error=reason)


async def _send_one(context: MailContext, batch: Batch, recipient: Recipient, trace: str) -> bool:
    """False when the campaign was stopped; raises where the mail server is away."""
    try:
        await context.mailer.send(_compose(context, batch, recipient, trace))
    except MailRefused as error:
        async with context.database.transaction() as db:
            return await notifications.refused(
                db,
                batch,
                recipient,
                error=str(error),
                has_bounced=isinstance(error, MailBounced),
                now=context.now(),
            )
    except MailPutOff as error:
        async with context.database.transaction() as db:
            return await notifications.put_off(
                db, batch, recipient, error=str(error), now=context.now()
            )
    async with context.database.transaction() as db:
        return await notifications.sent(db, batch, recipient, now=context.now())


def _compose(context: MailContext, batch: Batch, recipient: Recipient, trace: str) -> Mail:
    path = notifications.unsubscribe_path(
        context.secret_key, campaign_id=batch.campaign_id, customer_id=recipient.customer_id
    )
    language = notifications.language_for(batch.texts, recipient.language)
    url = f"{context.public_url}/{language}{path}"
    rendered = notifications.preview(
        context.mails,
        batch.texts,
        language=language,
        name=recipient.name,
        shop=context.shop,
        unsubscribe_url=url,
    )
    return Mail(
        message_id=recipient.message_id,
        recipient=recipient.email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        language=language,
        trace=trace,
        unsubscribe_url=url,
        sender=context.sender,
        reply_to=context.reply_to,
    )


async def send_test(context: MailContext, envelope: Envelope) -> None:
    """One mail to an address of ours, logged as a delivery of this test."""
    message = CampaignTest.read(envelope)
    async with context.database.transaction() as db:
        campaign = await notifications.get_campaign(db, message.campaign_id)
        claim = await notifications.claim(
            db,
            kind=CampaignTest.delivery_kind,
            subject_id=message.test_id,
            recipient=message.recipient,
            language=message.language,
            quota=context.quota,
            now=context.now(),
            facts={"campaign_id": str(message.campaign_id)},
        )
        if claim.state == "elsewhere" and await _first_time(db, context, envelope, message):
            await outbox.put(db, message, at=claim.until)
    if claim.state != "yours":
        return
    batch = Batch(campaign.id, campaign.version, campaign.texts, [], claim.until)
    to = Recipient(message.test_id, message.recipient, "", message.language, claim.delivery_id)
    try:
        await context.mailer.send(_compose(context, batch, to, envelope.trace))
    except MailRefused as error:
        async with context.database.transaction() as db:
            await notifications.mark_failed(
                db, claim.delivery_id, error=str(error), now=context.now()
            )
        return
    except MailThrottled as error:
        async with context.database.transaction() as db:
            until = context.now() + error.wait
            await notifications.release(
                db, claim.delivery_id, error=str(error), now=context.now(), until=until
            )
            if await _first_time(db, context, envelope, message):
                await outbox.put(db, message, at=until)
        return
    except MailUnavailable as error:
        async with context.database.transaction() as db:
            await notifications.release(db, claim.delivery_id, error=str(error), now=context.now())
        raise
    async with context.database.transaction() as db:
        await _first_time(db, context, envelope, message)
        await notifications.mark_sent(db, claim.delivery_id, now=context.now())


async def _first_time(
    db: AsyncConnection, context: MailContext, envelope: Envelope, message: outbox.Message
) -> bool:
    return await outbox.first_time(
        db,
        consumer=message.type,
        message_id=envelope.id,
        subject=message.subject,
        now=context.now(),
    )
