"""What the background Function App calls: the shop of its process, and a handler per message."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Final

from lonja.bootstrap import Shop, open_shop, read_settings
from lonja.jobs import (
    campaigns,
    dead_letters,
    housekeeping,
    imports,
    invitations,
    media,
    notifications,
    orders,
)
from lonja.jobs.handling import Handler
from lonja.jobs.handling import take as take_in
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
    "orders": {"order.confirm": orders.confirm_order},
}

_opening = asyncio.Lock()
# Kept beside the shop: a context that is thrown away would close what it opened.
_open: tuple[AbstractAsyncContextManager[Shop], Shop] | None = None


async def shop() -> Shop:
    """Opened by the first invocation, on the worker's loop; it lives as long as the worker."""
    global _open  # noqa: PLW0603 - a worker process has one shop
    async with _opening:
        if _open is None:
            context = open_shop(read_settings(), "functions-background")
            _open = (context, await context.__aenter__())
    return _open[1]


async def take(queue: str, text: bytes, attempt: int | None) -> None:
    await take_in(await shop(), HANDLERS[queue], text, attempt=attempt or 1)


@telemetry.timer
async def expire_holds() -> None:
    await orders.expire_holds(await shop())


@telemetry.timer
async def reconcile() -> None:
    await orders.reconcile(await shop())


@telemetry.timer
async def sweep_outbox() -> None:
    """Every process sweeps while it runs; this is for a time when nobody else does."""
    while await (await shop()).relay.sweep() == limits.OUTBOX_BATCH:
        pass


@telemetry.timer
async def archive_poisoned() -> None:
    await dead_letters.archive_all(await shop())


@telemetry.timer
async def prune() -> None:
    await housekeeping.prune_all(await shop())
