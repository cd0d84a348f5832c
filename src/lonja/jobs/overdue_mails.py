"""Mails whose message was lost: what each kind of them is sent by."""

from datetime import datetime
from typing import Final
from uuid import UUID

from lonja.actions.brief_staff import AlertMailMessage, ReportMailMessage
from lonja.actions.mail_texts import MailTest
from lonja.actions.newsletter import NewsletterMail
from lonja.actions.wait_for_goods import BackInStock, WishMail
from lonja.bootstrap import Shop
from lonja.credit.api import SendGiftCard
from lonja.drafts.api import QuoteMail
from lonja.kernel import clock, outbox
from lonja.kernel.outbox import Message
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    ALERT_MAIL,
    BACK_IN_STOCK,
    EMAIL_PROOF,
    GIFT_CARD_MAIL,
    NEWSLETTER_MAIL,
    ORDER_MAIL_KINDS,
    QUOTE_MAIL,
    REPORT_MAIL,
    WEBHOOK_PAUSED,
    WISH_MAIL,
    CampaignTest,
    EmailProof,
    OrderMail,
    OverdueMail,
    WebhookPausedMail,
)
from lonja.staff.api import InvitationMail

AT_ONCE: Final = 200


async def send_again(shop: Shop) -> int:
    """Put the message again of each mail that waits too long; how many."""
    now = clock.now()
    async with shop.database.transaction() as db:
        overdue = await notifications.take_overdue_mails(db, now=now, limit=AT_ONCE)
        await outbox.put_all(db, [message_of(mail) for mail in overdue])
    return len(overdue)


def message_of(mail: OverdueMail) -> Message:
    if mail.kind == CampaignTest.delivery_kind:
        return CampaignTest(
            UUID(mail.facts["campaign_id"]), mail.subject_id, mail.recipient, mail.language
        )
    if mail.kind == MailTest.delivery_kind:
        return MailTest(mail.subject_id, mail.facts["kind"], mail.recipient, mail.language)
    for kind in ORDER_MAIL_KINDS:
        if kind == mail.kind:
            return OrderMail(mail.subject_id, kind, mail.item_id, mail.again_id)
    if mail.kind == NEWSLETTER_MAIL:
        asked_at = datetime.fromisoformat(mail.facts["asked_at"])
        return NewsletterMail(mail.subject_id, mail.recipient, mail.language, asked_at)
    if mail.kind == WISH_MAIL:
        variant_id = UUID(mail.facts["variant_id"])
        asked_at = datetime.fromisoformat(mail.facts["asked_at"])
        return WishMail(mail.subject_id, mail.recipient, mail.language, variant_id, asked_at)
    if mail.kind == BACK_IN_STOCK:
        return BackInStock(mail.subject_id)
    if mail.kind == GIFT_CARD_MAIL:
        return SendGiftCard(mail.subject_id, mail.again_id)
    if mail.kind == QUOTE_MAIL:
        return QuoteMail(mail.subject_id, int(mail.facts["version"]))
    if mail.kind == EMAIL_PROOF:
        assert mail.item_id is not None
        return EmailProof(mail.subject_id, mail.recipient, mail.language, mail.item_id)
    if mail.kind == WEBHOOK_PAUSED:
        assert mail.item_id is not None
        return WebhookPausedMail(mail.subject_id, mail.recipient, mail.language, mail.item_id)
    if mail.kind in {REPORT_MAIL, ALERT_MAIL}:
        assert mail.item_id is not None
        message = ReportMailMessage if mail.kind == REPORT_MAIL else AlertMailMessage
        return message(mail.subject_id, mail.recipient, mail.language, mail.item_id)
    return InvitationMail(mail.subject_id, mail.language)
