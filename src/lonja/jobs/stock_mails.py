"""The mails about goods that are there again: the one that asks, whose turn it is, the one that tells."""

from typing import Final
from urllib.parse import quote, urlencode

from psycopg import AsyncConnection

from lonja.actions import wait_for_goods
from lonja.actions.wait_for_goods import BackInStock, Wanted, WishMail
from lonja.bootstrap import Shop
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel import clock
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import BACK_IN_STOCK, WISH_MAIL, StockFacts
from lonja.waitlist import api as waitlist

VARIANTS_AT_ONCE: Final = 200
MOST_VARIANTS: Final = 20_000


async def wish_mail(shop: Shop, envelope: Envelope) -> None:
    await send_wish_mail(await mail_context(shop), envelope)


async def send_wish_mail(context: MailContext, envelope: Envelope) -> None:
    """Whether they wait for it; nothing where it is sold no more."""
    message = WishMail.read(envelope)
    token = wait_for_goods.link_token(context.secret_key, message)
    link = f"{context.public_url}/{message.language}/stock-mails/confirm?token={token}"

    async def write(db: AsyncConnection) -> Letter | None:
        found = await wait_for_goods.wanted(db, message.variant_id, message.language)
        if found is None:
            return None
        facts = StockFacts(found.name, found.options, link)
        return Letter(
            WISH_MAIL,
            message.asked_id,
            message.email,
            message.language,
            lambda: context.mails.render(
                WISH_MAIL, facts, language=message.language, shop=context.shop
            ),
            is_to_stranger=True,
            facts={
                "asked_at": message.asked_at.isoformat(),
                "variant_id": str(message.variant_id),
            },
        )

    await send_once(context, write, message, envelope)


async def back_in_stock(shop: Shop, envelope: Envelope) -> None:
    await send_back_in_stock(await mail_context(shop), envelope)


async def send_back_in_stock(context: MailContext, envelope: Envelope) -> None:
    """It is looked at once more before the mail leaves: what went again is waited for again."""
    message = BackInStock.read(envelope)

    async def write(db: AsyncConnection) -> Letter | None:
        there = await wait_for_goods.still_there(db, message.wish_id)
        if there is None:
            return None
        wish, found = there
        token = wait_for_goods.end_token(context.secret_key, wish)
        end_link = f"{context.public_url}/{wish.language}/stock-mails/{wish.id}/end?token={token}"
        link = f"{context.public_url}{path_of(found, wish.language)}"
        facts = StockFacts(found.name, found.options, link, end_link)
        return Letter(
            BACK_IN_STOCK,
            wish.id,
            wish.email,
            wish.language,
            lambda: context.mails.render(
                BACK_IN_STOCK, facts, language=wish.language, shop=context.shop
            ),
            unsubscribe_url=end_link,
        )

    await send_once(context, write, message, envelope)


async def look(shop: Shop) -> int:
    """Whose turn it is, of every variant that is there again: a transaction each; how many were told."""
    told, after = 0, None
    for _ in range(MOST_VARIANTS // VARIANTS_AT_ONCE):
        async with shop.database.reading() as db:
            found = await waitlist.wanted(db, now=clock.now(), after=after, limit=VARIANTS_AT_ONCE)
            there = await wait_for_goods.there_again(db, found)
        for variant_id in there:
            async with shop.database.transaction() as db:
                told += await wait_for_goods.tell_next(db, variant_id, now=clock.now())
        if len(found) < VARIANTS_AT_ONCE:
            break
        after = found[-1]
    return told


def path_of(found: Wanted, language: str) -> str:
    """The page of the variant."""
    return f"/{language}/p/{found.slug}?{urlencode({'sku': found.sku}, quote_via=quote)}"
