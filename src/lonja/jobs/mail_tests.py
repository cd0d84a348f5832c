"""A mail with made-up facts, for somebody of the staff who wrote its words."""

from psycopg import AsyncConnection

from lonja.actions import mail_texts
from lonja.actions.mail_texts import MailTest
from lonja.bootstrap import Shop
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel.outbox import Envelope


async def mail_test(shop: Shop, envelope: Envelope) -> None:
    facts = await shop.facts.get()
    await send_mail_test(await mail_context(shop), envelope, currency=facts.currency)


async def send_mail_test(context: MailContext, envelope: Envelope, *, currency: str) -> None:
    message = MailTest.read(envelope)
    facts = mail_texts.sample(
        message.kind, now=context.now(), currency=currency, time_zone=context.time_zone
    )

    async def write(_: AsyncConnection) -> Letter:
        return Letter(
            MailTest.delivery_kind,
            message.test_id,
            message.recipient,
            message.language,
            lambda: context.mails.render(
                message.kind, facts, language=message.language, shop=context.shop
            ),
            facts={"kind": message.kind},
        )

    await send_once(context, write, message, envelope)
