"""The mail that asks whether somebody wants the news."""

from psycopg import AsyncConnection

from lonja.actions import newsletter
from lonja.actions.newsletter import NewsletterMail
from lonja.bootstrap import Shop
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import NEWSLETTER_MAIL, ProofFacts


async def newsletter_mail(shop: Shop, envelope: Envelope) -> None:
    await send_newsletter_mail(await mail_context(shop), envelope)


async def send_newsletter_mail(context: MailContext, envelope: Envelope) -> None:
    message = NewsletterMail.read(envelope)
    token = newsletter.link_token(context.secret_key, message)
    link = f"{context.public_url}/{message.language}/newsletter/confirm?token={token}"

    async def write(_: AsyncConnection) -> Letter:
        return Letter(
            NEWSLETTER_MAIL,
            message.signup_id,
            message.email,
            message.language,
            lambda: context.mails.render(
                NEWSLETTER_MAIL, ProofFacts(link), language=message.language, shop=context.shop
            ),
            is_to_stranger=True,
            facts={"asked_at": message.asked_at.isoformat()},
        )

    await send_once(context, write, message, envelope)
