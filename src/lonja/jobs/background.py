"""The entry points of the background Function App: its process's shop, and a handler per message."""

from typing import Final

from lonja.actions.brief_staff import AlertMailMessage, ReportMailMessage
from lonja.actions.mail_texts import MailTest
from lonja.actions.newsletter import NewsletterMail
from lonja.actions.wait_for_goods import BackInStock, WishMail
from lonja.bootstrap import Shop
from lonja.bulk_edits.api import BulkEditStep
from lonja.catalog.api import DeleteBlobs, MakeRenditions
from lonja.collections.api import FillCollection
from lonja.credit.api import IssueGiftCards, SendGiftCard
from lonja.documents.api import IssueDocument, MakePrint
from lonja.drafts.api import QuoteMail, SettleQuote
from lonja.exports.api import MakeExport
from lonja.fiscal.api import SubmitRecords
from lonja.hosting import messages
from lonja.hosting.messages import Handlers
from lonja.hosting.process_shop import ProcessShop
from lonja.imports.api import (
    SheetChunk,
    SheetFile,
    SheetUndo,
)
from lonja.inventory.api import FillBackorders, PromiseAgain, ShowAvailability
from lonja.jobs import (
    best_sellers,
    briefings,
    bulk_edits,
    campaigns,
    collections,
    documents,
    email_proofs,
    exports,
    fiscal,
    gift_cards,
    housekeeping,
    invitations,
    languages,
    mail_tests,
    media,
    newsletter,
    notifications,
    orders,
    prices,
    promotions,
    quotes,
    refunds,
    retention,
    returns,
    reversals,
    sheets,
    stock,
    stock_mails,
    webhooks,
)
from lonja.jobs import clocks as all_clocks
from lonja.notifications.api import (
    CampaignBatch,
    CampaignTest,
    EmailProof,
    FanOut,
    OrderMail,
    StartCampaign,
    WebhookPausedMail,
)
from lonja.orders.api import ConfirmOrder
from lonja.payments.api import LookAtReversals, SendRefund
from lonja.promotions.api import MakeCodes
from lonja.returns.api import MakeExchange
from lonja.shop.api import ConvertPrices, ListInLanguages
from lonja.staff.api import InvitationMail
from lonja.webhooks.api import DeliverWebhook, ShopEvent

HANDLERS: Final[Handlers] = {
    BulkEditStep: bulk_edits.step,
    MakeExport: exports.make,
    CampaignBatch: campaigns.batch,
    CampaignTest: campaigns.test,
    ConvertPrices: prices.convert_prices,
    ListInLanguages: languages.list_in_languages,
    ConfirmOrder: orders.confirm_order,
    DeleteBlobs: media.deleted_picture,
    EmailProof: email_proofs.email_proof,
    WebhookPausedMail: webhooks.paused_mail,
    ReportMailMessage: briefings.report_mail,
    AlertMailMessage: briefings.alert_mail,
    FanOut: campaigns.fan_out,
    FillCollection: collections.fill_collection,
    IssueDocument: documents.issue,
    IssueGiftCards: gift_cards.issue_gift_cards,
    InvitationMail: invitations.staff_invitation,
    MakePrint: documents.make_print,
    MailTest: mail_tests.mail_test,
    MakeRenditions: media.picture,
    NewsletterMail: newsletter.newsletter_mail,
    WishMail: stock_mails.wish_mail,
    BackInStock: stock_mails.back_in_stock,
    OrderMail: notifications.order_mail,
    LookAtReversals: reversals.look_at_reversals,
    MakeCodes: promotions.make_codes,
    MakeExchange: returns.make_exchange,
    QuoteMail: quotes.quote_mail,
    SettleQuote: quotes.settle,
    SendGiftCard: gift_cards.gift_card_mail,
    SendRefund: refunds.send_refund,
    ShowAvailability: stock.show_availability,
    FillBackorders: stock.fill,
    PromiseAgain: stock.promise_again,
    SubmitRecords: fiscal.submit,
    StartCampaign: campaigns.start,
    SheetChunk: sheets.sheet_chunk,
    SheetFile: sheets.sheet_file,
    SheetUndo: sheets.sheet_undo,
    ShopEvent: webhooks.spread,
    DeliverWebhook: webhooks.deliver,
}

_process = ProcessShop("functions-background")


async def take(queue: str, text: bytes, attempt: int | None) -> None:
    await messages.take(await _process.open(), HANDLERS, text, queue=queue, attempt=attempt or 1)


@_process.timer
async def clocks(shop: Shop) -> None:
    """Ends every state in which something waits too long."""
    await all_clocks.look_at_all(shop)


@_process.timer
async def prune(shop: Shop) -> None:
    await housekeeping.prune_all(shop)
    await best_sellers.count_sold(shop)
    await retention.remove_old(shop)
