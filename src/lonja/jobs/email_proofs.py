"""The mail with the link by which a buyer is known."""

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.identity import api as identity
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import EMAIL_PROOF, EmailProof, ProofFacts


async def email_proof(shop: Shop, envelope: Envelope) -> None:
    await send_proof(await mail_context(shop), envelope)


async def send_proof(context: MailContext, envelope: Envelope) -> None:
    message = EmailProof.read(envelope)

    async def write(_db: AsyncConnection) -> Letter | None:
        token = identity.proof_link(context.secret_key, message.email, today=context.now().date())
        facts = ProofFacts(f"{context.public_url}/{message.language}/known?token={token}")
        return Letter(
            EMAIL_PROOF,
            message.address_id,
            message.email,
            message.language,
            lambda: context.mails.render(
                EMAIL_PROOF, facts, language=message.language, shop=context.shop
            ),
            message.item_id,
            is_to_stranger=True,
        )

    await send_once(context, write, message, envelope)
