"""Quotes in the background: their mail, what comes of their buyers' answers, and their end."""

from collections.abc import Sequence
from typing import Final
from uuid import uuid5

from psycopg import AsyncConnection

from lonja.actions import settle_quote
from lonja.adapters.theme_quotes import QuotePaper, quote_pdf
from lonja.bootstrap import Shop
from lonja.drafts import api as drafts
from lonja.drafts.api import QuoteStatus
from lonja.hosting.selling.order_links import quote_path, return_urls
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel import clock, outbox
from lonja.kernel.errors import Refused
from lonja.kernel.money import Money
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import QUOTE_MAIL, Attachment, MailLine, QuoteFacts
from lonja.shop.api import seller

AT_ONCE: Final = 200


async def quote_mail(shop: Shop, envelope: Envelope) -> None:
    await send_quote(await mail_context(shop), shop, envelope)


async def send_quote(context: MailContext, shop: Shop, envelope: Envelope) -> None:
    """Nothing is sent of a quote that is no longer open, or whose buyer was forgotten."""
    message = drafts.QuoteMail.read(envelope)
    facts = await shop.facts.get()

    async def write(db: AsyncConnection) -> Letter | None:
        quote = await drafts.quote_of(db, message.draft_id, message.quote_version)
        if quote.standing(context.now()) is not QuoteStatus.SENT or not quote.email:
            return None
        path = quote_path(
            shop.settings, quote.language, quote.draft_id, quote.number, quote.version
        )
        said = facts_of(quote, context.public_url + path, context.time_zone)
        paper = QuotePaper(
            number=quote.number,
            version=quote.version,
            language=quote.language,
            currency=quote.currency,
            sent_on=facts.day_of(quote.sent_at),
            valid_until=facts.day_of(quote.valid_until),
            seller=seller(facts, quote.language),
            name=quote.name,
            message=quote.message,
            offered=quote.offered,
            link=said.link,
        )

        async def attach() -> Sequence[Attachment]:
            data = await quote_pdf(shop.theme_of(facts), paper, shop=context.shop, at=quote.sent_at)
            return (Attachment(f"{quote.number}-{quote.version}.pdf", "application/pdf", data),)

        return Letter(
            QUOTE_MAIL,
            quote.draft_id,
            quote.email,
            quote.language,
            lambda: context.mails.render(
                QUOTE_MAIL, said, language=quote.language, shop=context.shop
            ),
            item_id=uuid5(quote.draft_id, str(quote.version)),
            facts={"version": str(quote.version)},
            attach=attach,
        )

    await send_once(context, write, message, envelope)


def facts_of(quote: drafts.Quote, link: str, time_zone: str) -> QuoteFacts:
    offered = quote.offered

    def money(minor: int) -> Money:
        return Money(quote.currency, minor)

    return QuoteFacts(
        number=quote.number,
        version=quote.version,
        name=quote.name,
        message=quote.message,
        lines=[
            MailLine(one.name, one.options, one.quantity, money(one.total_minor))
            for one in offered.lines
        ],
        shipping_name=offered.shipping_name,
        shipping=money(offered.shipping_minor),
        tax=money(offered.tax_minor),
        total=money(offered.total_minor),
        valid_until=quote.valid_until,
        time_zone=time_zone,
        link=link,
    )


async def settle(shop: Shop, envelope: Envelope) -> None:
    """Make the order of an accepted quote, or give a declined one's draft back. Twice is harmless."""
    message = drafts.SettleQuote.read(envelope)
    doors = settle_quote.Doors(shop.payment_methods, shop.seal, return_urls(shop.settings))
    try:
        async with shop.database.transaction() as db:
            await settle_quote.settle(
                db, message.draft_id, message.quote_version, doors=doors, now=clock.now()
            )
    except Refused as refused:
        async with shop.database.transaction() as db:
            await settle_quote.refused(
                db, message.draft_id, message.quote_version, refused, now=clock.now()
            )


async def look(shop: Shop) -> int:
    """End what nobody answered in time, and put the message again that was lost; how many."""
    now = clock.now()
    async with shop.database.reading() as db:
        over = await drafts.quotes_over(db, now=now, limit=AT_ONCE)
    ended = 0
    for quote in over:
        async with shop.database.transaction() as db:
            ended += await settle_quote.expire(db, quote.draft_id, quote.version, now=now)
    async with shop.database.transaction() as db:
        lost = await drafts.unsettled_quotes(db, now=now, limit=AT_ONCE)
        await outbox.put_all(db, [drafts.SettleQuote(one.draft_id, one.version) for one in lost])
    return ended + len(lost)
