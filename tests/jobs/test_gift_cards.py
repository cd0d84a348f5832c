"""The mail with a gift card's code, on the real catcher: on its date, in its language, once."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.giving import a_gift_card
from tests.support.mail_context import Clock, a_mail_context
from tests.support.selling import NOW

from lonja.credit import api as credit
from lonja.credit.api import CreditStatus, SendGiftCard
from lonja.jobs.gift_cards import send_gift_card
from lonja.jobs.notifications import MailContext
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.outbox import Envelope
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def shop(database: Database) -> None:
    await open_small_shop(database, stock={})


def about(card_id: UUID) -> Envelope:
    return Envelope(uuid7(), SendGiftCard.type, 1, uuid4().hex, {"account_id": str(card_id)})


def texts(inbox: str, email: str) -> list[str]:
    found = httpx2.get(f"{inbox}/api/messages", params={"to": email}).json()["items"]
    return [httpx2.get(f"{inbox}/api/messages/{one['id']}").json()["text"] for one in found]


async def a_card_for(database: Database, context: MailContext, language: str = "es") -> UUID:
    return await a_gift_card(
        database,
        email=f"{uuid4().hex[:12]}@example.com",
        name="Lola",
        message="Feliz cumpleaños",
        language=language,
        send_at=NOW + DAY,
        secret=context.secret_key,
    )


async def email_of(database: Database, card_id: UUID) -> str:
    async with database.reading() as db:
        return (await credit.account(db, card_id)).email


async def late(database: Database, context: MailContext) -> list[SendGiftCard]:
    async with database.transaction() as db:
        return await credit.take_unsent(db, now=context.now(), limit=10)


async def test_comes_on_its_date_in_its_language_and_once(
    database: Database, mail: tuple[int, str]
) -> None:
    clock = Clock()
    context = a_mail_context(database, mail, now=clock)
    card = await a_card_for(database, context, "es")
    email = await email_of(database, card)

    clock.at = NOW
    await send_gift_card(context, about(card))
    before = texts(mail[1], email)
    clock.at = NOW + DAY
    for _ in range(3):
        await send_gift_card(context, about(card))

    [text] = texts(mail[1], email)
    assert before == []
    assert f"Su código: {credit.code_of(context.secret_key, card)}" in text
    assert "Feliz cumpleaños" in text


async def test_whose_message_was_lost_is_put_again_until_it_was_handed_over(
    database: Database, mail: tuple[int, str]
) -> None:
    clock = Clock()
    context = a_mail_context(database, mail, now=clock)
    card = await a_card_for(database, context)

    clock.at = NOW + DAY + credit.SENDING_LATE
    waiting = await late(database, context)
    await send_gift_card(context, about(card))

    assert waiting == [SendGiftCard(card)]
    assert await late(database, context) == []


async def test_is_not_sent_for_a_card_that_was_disabled(
    database: Database, mail: tuple[int, str]
) -> None:
    clock = Clock()
    context = a_mail_context(database, mail, now=clock)
    card = await a_card_for(database, context)
    async with database.transaction() as db:
        await credit.change_gift_card(
            db,
            card,
            status=CreditStatus.DISABLED,
            expires_at=None,
            reason="ordered twice",
            version=1,
            actor="ana@shop.example",
            now=NOW,
        )

    clock.at = NOW + DAY
    await send_gift_card(context, about(card))

    assert texts(mail[1], await email_of(database, card)) == []
