"""A message failed for good, or is sent again later: work that waits for it fails, or waits again.

A dead letter waits for a person. The shop must not show its work as pending meanwhile: a mail,
file, picture or campaign is marked as failed, and a payment is polled less often.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid5

from psycopg import AsyncConnection

from lonja.actions import exchange_goods
from lonja.actions.brief_staff import AlertMailMessage, ReportMailMessage
from lonja.actions.mail_texts import MailTest
from lonja.actions.newsletter import NewsletterMail
from lonja.actions.wait_for_goods import BackInStock, WishMail
from lonja.bulk_edits import api as bulk_edits
from lonja.bulk_edits.api import BulkEditStep
from lonja.catalog import api as catalog
from lonja.catalog.api import DeleteBlobs, MakeRenditions
from lonja.collections.api import FillCollection
from lonja.credit.api import IssueGiftCards, SendGiftCard
from lonja.documents.api import IssueDocument, MakePrint
from lonja.drafts.api import QuoteMail, SettleQuote
from lonja.exports import api as exports
from lonja.exports.api import MakeExport
from lonja.fiscal.api import SubmitRecords
from lonja.imports import api as imports
from lonja.imports.api import (
    SheetChunk,
    SheetFile,
    SheetUndo,
)
from lonja.inventory.api import FillBackorders, PromiseAgain, ShowAvailability
from lonja.kernel.outbox import (
    Envelope,
    MalformedEnvelope,
    Message,
    UnreadableMessage,
    read_envelope,
)
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    ALERT_MAIL,
    EMAIL_PROOF,
    GIFT_CARD_MAIL,
    QUOTE_MAIL,
    REPORT_MAIL,
    STAFF_MAIL_KINDS,
    WEBHOOK_PAUSED,
    CampaignBatch,
    CampaignTest,
    EmailProof,
    FanOut,
    OrderMail,
    StartCampaign,
    WebhookPausedMail,
)
from lonja.orders.api import ConfirmOrder
from lonja.payments import api as payments
from lonja.payments.api import LookAtReversals, SendRefund
from lonja.promotions.api import MakeCodes
from lonja.returns.api import MakeExchange
from lonja.shop.api import ConvertPrices, ListInLanguages
from lonja.staff.api import InvitationMail
from lonja.webhooks.api import DeliverWebhook, ShopEvent

type Act = Callable[[AsyncConnection, Any, datetime], Awaitable[None]]


async def _nothing(_db: AsyncConnection, _message: Message, _now: datetime) -> None:
    """Nothing waits for it, or it has a clock of its own."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The handlers for a kind of message: of its failure, and of its return to the queue."""

    give_up: Act
    wait_again: Act = _nothing


async def give_up(db: AsyncConnection, payload: str, *, now: datetime) -> None:
    """End what waits for this message, in the transaction that keeps it as a dead letter."""
    try:
        envelope = read_envelope(payload)
    except MalformedEnvelope:
        return
    await _act(db, envelope, now, lambda owner: owner.give_up)


async def wait_again(db: AsyncConnection, envelope: Envelope, *, now: datetime) -> None:
    """The message is sent again, in this transaction."""
    await _act(db, envelope, now, lambda owner: owner.wait_again)


async def _act(
    db: AsyncConnection, envelope: Envelope, now: datetime, which: Callable[[Owner], Act]
) -> None:
    for kind, owner in OWNERS.items():
        if kind.type == envelope.type:
            try:
                message = kind.read(envelope)
            except UnreadableMessage:
                return  # that is why it failed, and it names nothing
            await which(owner)(db, message, now)


async def _order(db: AsyncConnection, message: ConfirmOrder, now: datetime) -> None:
    await payments.put_off(db, order_id=message.order_id, attempt_id=message.attempt_id, now=now)


async def _refund(db: AsyncConnection, message: SendRefund, now: datetime) -> None:
    await payments.put_off_refund(
        db, order_id=message.order_id, refund_id=message.refund_id, now=now
    )


async def _exchange(db: AsyncConnection, message: MakeExchange, now: datetime) -> None:
    await exchange_goods.failed(
        db, order_id=message.order_id, case_id=message.case_id, reason="gave_up", now=now
    )


async def _order_mail(db: AsyncConnection, message: OrderMail, _now: datetime) -> None:
    await notifications.give_up_mail(
        db, kinds=[message.kind], subject_id=message.order_id, item_id=message.item_id
    )


async def _order_mail_again(db: AsyncConnection, message: OrderMail, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[message.kind], subject_id=message.order_id, item_id=message.item_id, now=now
    )


async def _invitation(db: AsyncConnection, message: InvitationMail, _now: datetime) -> None:
    await notifications.give_up_mail(db, kinds=STAFF_MAIL_KINDS, subject_id=message.invitation_id)


async def _invitation_again(db: AsyncConnection, message: InvitationMail, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=STAFF_MAIL_KINDS, subject_id=message.invitation_id, now=now
    )


async def _quote_mail(db: AsyncConnection, message: QuoteMail, _now: datetime) -> None:
    await notifications.give_up_mail(
        db,
        kinds=[QUOTE_MAIL],
        subject_id=message.draft_id,
        item_id=uuid5(message.draft_id, str(message.quote_version)),
    )


async def _quote_mail_again(db: AsyncConnection, message: QuoteMail, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db,
        kinds=[QUOTE_MAIL],
        subject_id=message.draft_id,
        item_id=uuid5(message.draft_id, str(message.quote_version)),
        now=now,
    )


async def _gift_card(db: AsyncConnection, message: SendGiftCard, _now: datetime) -> None:
    await notifications.give_up_mail(db, kinds=[GIFT_CARD_MAIL], subject_id=message.account_id)


async def _gift_card_again(db: AsyncConnection, message: SendGiftCard, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[GIFT_CARD_MAIL], subject_id=message.account_id, now=now
    )


async def _report(db: AsyncConnection, message: ReportMailMessage, _now: datetime) -> None:
    await notifications.give_up_mail(
        db, kinds=[REPORT_MAIL], subject_id=message.run_id, item_id=message.item_id
    )


async def _report_again(db: AsyncConnection, message: ReportMailMessage, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[REPORT_MAIL], subject_id=message.run_id, item_id=message.item_id, now=now
    )


async def _alert(db: AsyncConnection, message: AlertMailMessage, _now: datetime) -> None:
    await notifications.give_up_mail(
        db, kinds=[ALERT_MAIL], subject_id=message.event_id, item_id=message.item_id
    )


async def _alert_again(db: AsyncConnection, message: AlertMailMessage, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[ALERT_MAIL], subject_id=message.event_id, item_id=message.item_id, now=now
    )


async def _paused(db: AsyncConnection, message: WebhookPausedMail, _now: datetime) -> None:
    await notifications.give_up_mail(
        db, kinds=[WEBHOOK_PAUSED], subject_id=message.endpoint_id, item_id=message.item_id
    )


async def _paused_again(db: AsyncConnection, message: WebhookPausedMail, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[WEBHOOK_PAUSED], subject_id=message.endpoint_id, item_id=message.item_id, now=now
    )


async def _proof(db: AsyncConnection, message: EmailProof, _now: datetime) -> None:
    await notifications.give_up_mail(
        db, kinds=[EMAIL_PROOF], subject_id=message.address_id, item_id=message.item_id
    )


async def _proof_again(db: AsyncConnection, message: EmailProof, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[EMAIL_PROOF], subject_id=message.address_id, item_id=message.item_id, now=now
    )


async def _wish(db: AsyncConnection, message: WishMail, _now: datetime) -> None:
    await notifications.give_up_mail(db, kinds=[message.delivery_kind], subject_id=message.asked_id)


async def _wish_again(db: AsyncConnection, message: WishMail, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[message.delivery_kind], subject_id=message.asked_id, now=now
    )


async def _back(db: AsyncConnection, message: BackInStock, _now: datetime) -> None:
    await notifications.give_up_mail(db, kinds=[message.delivery_kind], subject_id=message.wish_id)


async def _back_again(db: AsyncConnection, message: BackInStock, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[message.delivery_kind], subject_id=message.wish_id, now=now
    )


async def _newsletter(db: AsyncConnection, message: NewsletterMail, _now: datetime) -> None:
    await notifications.give_up_mail(
        db, kinds=[message.delivery_kind], subject_id=message.signup_id
    )


async def _newsletter_again(db: AsyncConnection, message: NewsletterMail, now: datetime) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[message.delivery_kind], subject_id=message.signup_id, now=now
    )


async def _test_mail(db: AsyncConnection, message: CampaignTest | MailTest, _now: datetime) -> None:
    await notifications.give_up_mail(db, kinds=[message.delivery_kind], subject_id=message.test_id)


async def _test_mail_again(
    db: AsyncConnection, message: CampaignTest | MailTest, now: datetime
) -> None:
    await notifications.wait_for_mail_again(
        db, kinds=[message.delivery_kind], subject_id=message.test_id, now=now
    )


async def _campaign(
    db: AsyncConnection, message: StartCampaign | CampaignBatch, now: datetime
) -> None:
    await notifications.give_up_campaign(
        db, message.campaign_id, version=message.campaign_version, now=now
    )


async def _fan_out(db: AsyncConnection, message: FanOut, now: datetime) -> None:
    await notifications.give_up_campaign(db, message.campaign_id, version=None, now=now)


async def _picture(db: AsyncConnection, message: MakeRenditions, _now: datetime) -> None:
    await catalog.give_up_picture(db, message.media_id)


async def _picture_again(db: AsyncConnection, message: MakeRenditions, now: datetime) -> None:
    await catalog.wait_for_picture_again(db, message.media_id, now=now)


type FileMessage = SheetFile | SheetChunk


async def _file(db: AsyncConnection, message: FileMessage, now: datetime) -> None:
    await imports.give_up_import(db, message.import_id, now=now)


async def _file_again(db: AsyncConnection, message: FileMessage, now: datetime) -> None:
    await imports.wait_for_import_again(db, message.import_id, now=now)


async def _undo(db: AsyncConnection, message: SheetUndo, _now: datetime) -> None:
    await imports.give_up_undo(db, message.import_id)


async def _bulk_edit(db: AsyncConnection, message: BulkEditStep, now: datetime) -> None:
    await bulk_edits.give_up(db, message.edit_id, now=now)


async def _bulk_edit_again(db: AsyncConnection, message: BulkEditStep, now: datetime) -> None:
    await bulk_edits.wait_again(db, message.edit_id, now=now)


async def _export(db: AsyncConnection, message: MakeExport, now: datetime) -> None:
    await exports.fail(db, message.export_id, now=now)


async def _export_again(db: AsyncConnection, message: MakeExport, now: datetime) -> None:
    await exports.wait_again(db, message.export_id, now=now)


_FILE: Final = Owner(_file, _file_again)

OWNERS: Final[Mapping[type[Message], Owner]] = {
    BulkEditStep: Owner(_bulk_edit, _bulk_edit_again),
    MakeExport: Owner(_export, _export_again),
    CampaignBatch: Owner(_campaign),
    CampaignTest: Owner(_test_mail, _test_mail_again),
    MailTest: Owner(_test_mail, _test_mail_again),
    ConfirmOrder: Owner(_order),
    ConvertPrices: Owner(_nothing),
    ListInLanguages: Owner(_nothing),
    DeleteBlobs: Owner(_nothing),
    EmailProof: Owner(_proof, _proof_again),
    WebhookPausedMail: Owner(_paused, _paused_again),
    ReportMailMessage: Owner(_report, _report_again),
    AlertMailMessage: Owner(_alert, _alert_again),
    NewsletterMail: Owner(_newsletter, _newsletter_again),
    WishMail: Owner(_wish, _wish_again),
    BackInStock: Owner(_back, _back_again),
    FanOut: Owner(_fan_out),
    FillCollection: Owner(_nothing),
    IssueDocument: Owner(_nothing),
    IssueGiftCards: Owner(_nothing),
    InvitationMail: Owner(_invitation, _invitation_again),
    LookAtReversals: Owner(_nothing),
    MakeRenditions: Owner(_picture, _picture_again),
    MakeCodes: Owner(_nothing),
    MakeExchange: Owner(_exchange),
    MakePrint: Owner(_nothing),
    SubmitRecords: Owner(_nothing),
    OrderMail: Owner(_order_mail, _order_mail_again),
    QuoteMail: Owner(_quote_mail, _quote_mail_again),
    SettleQuote: Owner(_nothing),  # its clock puts it again
    SendGiftCard: Owner(_gift_card, _gift_card_again),
    SendRefund: Owner(_refund),
    SheetChunk: _FILE,
    SheetFile: _FILE,
    SheetUndo: Owner(_undo),
    ShowAvailability: Owner(_nothing),
    FillBackorders: Owner(_nothing),  # its clock serves them
    PromiseAgain: Owner(_nothing),  # who waits is told when the day is over
    ShopEvent: Owner(_nothing),
    DeliverWebhook: Owner(_nothing),
    StartCampaign: Owner(_campaign),
}
