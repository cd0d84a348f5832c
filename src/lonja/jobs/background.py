"""What the background Function App calls: the shop of its process, and a handler per message."""

from typing import Final

from lonja.hosting import messages
from lonja.hosting.messages import Handler
from lonja.hosting.process_shop import ProcessShop
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

HANDLERS: Final[dict[str, dict[str, Handler]]] = {
    "campaigns": {
        "campaign_batch": campaigns.batch,
        "campaign_fan_out": campaigns.fan_out,
        "campaign_start": campaigns.start,
        "campaign_test": campaigns.test,
    },
    "imports": {
        "stock_chunk": imports.stock_chunk,
        "stock_file": imports.stock_file,
        "stock_undo": imports.stock_undo,
    },
    "media": {"make_renditions": media.picture},
    "notifications": {
        "order_mail": notifications.order_mail,
        "staff_invitation": invitations.staff_invitation,
    },
    "orders": {"order.confirm": orders.confirm_order, "order.refund": refunds.send_refund},
}

_process = ProcessShop("functions-background")


async def take(queue: str, text: bytes, attempt: int | None) -> None:
    await messages.take(await _process.open(), HANDLERS[queue], text, attempt=attempt or 1)


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
