"""What the background Function App calls: the shop of its process, and a handler per message."""

from typing import Final

from lonja.catalog.api import MakeRenditions
from lonja.hosting import messages
from lonja.hosting.messages import Handlers
from lonja.hosting.process_shop import ProcessShop
from lonja.imports.api import ProductsChunk, ProductsFile, StockChunk, StockFile, StockUndo
from lonja.jobs import (
    campaigns,
    dead_letters,
    housekeeping,
    imports,
    invitations,
    media,
    notifications,
    orders,
    refunds,
)
from lonja.kernel import limits, telemetry
from lonja.notifications.api import CampaignBatch, CampaignTest, FanOut, OrderMail, StartCampaign
from lonja.orders.api import ConfirmOrder
from lonja.payments.api import SendRefund
from lonja.staff.api import InvitationMail

HANDLERS: Final[Handlers] = {
    CampaignBatch: campaigns.batch,
    CampaignTest: campaigns.test,
    ConfirmOrder: orders.confirm_order,
    FanOut: campaigns.fan_out,
    InvitationMail: invitations.staff_invitation,
    MakeRenditions: media.picture,
    OrderMail: notifications.order_mail,
    ProductsChunk: imports.products_chunk,
    ProductsFile: imports.products_file,
    SendRefund: refunds.send_refund,
    StartCampaign: campaigns.start,
    StockChunk: imports.stock_chunk,
    StockFile: imports.stock_file,
    StockUndo: imports.stock_undo,
}

_process = ProcessShop("functions-background")


async def take(queue: str, text: bytes, attempt: int | None) -> None:
    await messages.take(await _process.open(), HANDLERS, text, queue=queue, attempt=attempt or 1)


@telemetry.timer
async def expire_holds() -> None:
    await orders.expire_holds(await _process.open())


@telemetry.timer
async def reconcile() -> None:
    await orders.reconcile(await _process.open())
    await refunds.reconcile(await _process.open())


@telemetry.timer
async def sweep_outbox() -> None:
    """Every process sweeps while it runs; this is for a time when nobody else does."""
    shop = await _process.open()
    while await shop.relay.sweep() == limits.OUTBOX_BATCH:
        pass


@telemetry.timer
async def archive_poisoned() -> None:
    await dead_letters.archive_all(await _process.open())


@telemetry.timer
async def prune() -> None:
    await housekeeping.prune_all(await _process.open())
