"""The mail that invites staff to the back office."""

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.jobs.notifications import Letter, MailContext, mail_context, send_once
from lonja.kernel.outbox import Envelope
from lonja.notifications.api import StaffFacts
from lonja.staff import api as staff
from lonja.staff.api import InvitationMail, InvitationOver


async def staff_invitation(shop: Shop, envelope: Envelope) -> None:
    await send_invitation(await mail_context(shop), envelope)


async def send_invitation(context: MailContext, envelope: Envelope) -> None:
    """Nothing is sent for an invitation that was used, withdrawn or replaced meanwhile."""
    message = InvitationMail.read(envelope)

    async def write(db: AsyncConnection) -> Letter | None:
        try:
            invited = await staff.invitation(db, message.invitation_id, now=context.now())
        except InvitationOver:
            return None
        kind = "staff_renewed" if invited.renews else "staff_invited"
        token = staff.link_token(context.secret_key, invited.id)
        link = f"{context.backoffice_url}/invitation#{token}"
        facts = StaffFacts(by=invited.created_by, until=invited.expires_at, link=link)
        return Letter(
            kind,
            invited.id,
            invited.email,
            message.language,
            lambda: context.mails.render(kind, facts, language=message.language, shop=context.shop),
        )

    await send_once(context, write, message, envelope)
