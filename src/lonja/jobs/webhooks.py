"""Webhooks on their way: the receiver is called between two short transactions."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel import clock, outbox
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import WEBHOOK_PAUSED, WebhookPausedFacts, WebhookPausedMail
from lonja.shop import api as shops
from lonja.staff import api as staff
from lonja.webhooks import api as webhooks


async def spread(shop: Shop, envelope: Envelope) -> None:
    """Note who is told of it. Twice is once: the event has the message's id."""
    message = webhooks.ShopEvent.read(envelope)
    async with shop.database.transaction() as db:
        await webhooks.spread(db, envelope.id, message, now=clock.now())


async def deliver(shop: Shop, envelope: Envelope) -> None:
    """Call the receiver once, if this is due. A worker that dies leaves it to the clock."""
    message = webhooks.DeliverWebhook.read(envelope)
    async with shop.database.transaction() as db:
        ask = await webhooks.begin(
            db, message, secret_key=shop.settings.secret_key, now=clock.now()
        )
    if ask is None:
        return
    answer = await shop.webhook_sender.send(ask)
    async with shop.database.transaction() as db:
        if await webhooks.settle(db, ask, answer, now=clock.now()):
            await tell_owners(db, ask.due.endpoint_id, now=clock.now())


async def tell_owners(db: AsyncConnection, endpoint_id: UUID, *, now: datetime) -> None:
    """One mail to each owner: nobody else may turn it on again."""
    language = (await shops.current(db)).language
    for email in await staff.owner_emails(db):
        item_id = uuid5(endpoint_id, f"paused:{now.isoformat()}:{email}")
        await outbox.put(db, WebhookPausedMail(endpoint_id, email, language, item_id))


async def paused_mail(shop: Shop, envelope: Envelope) -> None:
    await send_paused(await mail_context(shop), envelope)


async def send_paused(context: MailContext, envelope: Envelope) -> None:
    """Nothing is sent about a receiver that is called again, or is no more."""
    message = WebhookPausedMail.read(envelope)

    async def write(db: AsyncConnection) -> Letter | None:
        endpoint = next(
            (one for one in await webhooks.endpoints(db) if one.id == message.endpoint_id), None
        )
        if endpoint is None or endpoint.paused_at is None:
            return None
        facts = WebhookPausedFacts(
            receiver=urlsplit(endpoint.url).hostname or "",
            link=f"{context.backoffice_url}/settings/webhooks/{endpoint.id}",
        )
        return Letter(
            WEBHOOK_PAUSED,
            message.endpoint_id,
            message.email,
            message.language,
            lambda: context.mails.render(
                WEBHOOK_PAUSED, facts, language=message.language, shop=context.shop
            ),
            message.item_id,
        )

    await send_once(context, write, message, envelope)


async def look(shop: Shop) -> int:
    """Queue again what is due; how many."""
    async with shop.database.transaction() as db:
        return await webhooks.wake(db, now=clock.now())
