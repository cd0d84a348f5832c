"""The mail that brings a gift card to its recipient, when its date comes."""

from typing import Final

from psycopg import AsyncConnection

from lonja.actions import sell_gift_cards
from lonja.bootstrap import Shop
from lonja.credit import api as credit
from lonja.credit.api import CreditStatus, IssueGiftCards, SendGiftCard
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel import clock, outbox
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import GIFT_CARD_MAIL, GiftCardFacts

AT_ONCE: Final = 200


async def issue_gift_cards(shop: Shop, envelope: Envelope) -> None:
    """The cards of a paid order exist, each once, however often this is delivered."""
    message = IssueGiftCards.read(envelope)
    async with shop.database.transaction() as db:
        await sell_gift_cards.issue(
            db, order_id=message.order_id, secret=shop.settings.secret_key, now=clock.now()
        )


async def gift_card_mail(shop: Shop, envelope: Envelope) -> None:
    await send_gift_card(await mail_context(shop), envelope)


async def send_gift_card(context: MailContext, envelope: Envelope) -> None:
    """Nothing is sent for a card that was disabled, or whose recipient was forgotten, meanwhile."""
    message = SendGiftCard.read(envelope)

    async def write(db: AsyncConnection) -> Letter | None:
        card = await credit.account(db, message.account_id)
        if not card.email or card.status is not CreditStatus.ACTIVE:
            return None
        if card.send_at is not None and card.send_at > context.now():
            return None  # the message of its date, or the clock, comes later
        code = await credit.code_to_send(db, card.id, secret=context.secret_key)
        await credit.mark_sent(db, card.id, now=context.now())
        facts = GiftCardFacts(
            code=code,
            amount=card.balance,
            name=card.name,
            message=card.message,
            expires_at=card.expires_at,
            time_zone=context.time_zone,
            link=f"{context.public_url}/{card.language}/gift-card",
        )
        return Letter(
            GIFT_CARD_MAIL,
            card.id,
            card.email,
            card.language,
            lambda: context.mails.render(
                GIFT_CARD_MAIL, facts, language=card.language, shop=context.shop
            ),
            again_id=message.again_id,
        )

    await send_once(context, write, message, envelope)


async def send_late(shop: Shop) -> int:
    """Put the mails again whose message was lost, and what issues cards that are paid; how many."""
    async with shop.database.transaction() as db:
        late = await credit.take_unsent(db, now=clock.now(), limit=AT_ONCE)
        await outbox.put_all(db, late)
        missing = await credit.take_unissued(db, now=clock.now(), limit=AT_ONCE)
        await outbox.put_all(db, missing)
    return len(late) + len(missing)
