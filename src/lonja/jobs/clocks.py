"""Every state in which something waits, and the clock that ends it. One timer walks the table.

Normally each state ends without its clock; the clock is for a lost message, a host that dies, or a
service that never answers. A clock's action is harmless if it was not needed.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lonja.actions.start_scheduled import start_all_scheduled
from lonja.bootstrap import Shop
from lonja.bulk_edits import api as bulk_edits
from lonja.bulk_edits.api import BulkEditStatus
from lonja.catalog import api as catalog
from lonja.catalog.api import PictureStatus, ProductStatus
from lonja.disputes.api import OPEN as OPEN_DISPUTES
from lonja.documents.api import PrintStatus
from lonja.drafts.api import QuoteStatus
from lonja.exports.api import ExportStatus
from lonja.fiscal.api import RecordStatus
from lonja.fulfilment.api import ShipmentStatus
from lonja.imports import api as imports
from lonja.imports.api import ImportStatus
from lonja.jobs import (
    briefings,
    collections,
    dead_letters,
    documents,
    exports,
    fiscal,
    gift_cards,
    insights,
    orders,
    overdue_mails,
    parcels,
    payment_events,
    quotes,
    refunds,
    retention,
    returns,
    reversals,
    stock,
    stock_mails,
    webhooks,
)
from lonja.kernel import clock, limits
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    CampaignStatus,
    DeliveryStatus,
    RecipientStatus,
)
from lonja.orders.api import EditStatus, OrderStatus
from lonja.payments.api import AttemptStatus, RefundStatus
from lonja.promotions import api as promotions
from lonja.promotions.api import BatchStatus
from lonja.returns.api import ReturnStatus
from lonja.webhooks.api import WebhookStatus

AT_ONCE: Final = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clock:
    """`look` takes what waited too long and does `then`; it returns how many."""

    waiting: tuple[StrEnum, ...]
    after: str
    then: str
    look: Callable[[Shop], Awaitable[int]]


async def look_at_all(shop: Shop) -> dict[str, int]:
    """Look at every clock once; one that fails keeps no other from being looked at."""
    counts: dict[str, int] = {}
    errors: list[Exception] = []
    for name, one in CLOCKS.items():
        try:
            counts[name] = await one.look(shop)
        except Exception as error:
            log.exception("a clock failed", extra={"clock": name})
            errors.append(error)
    if errors:
        raise ExceptionGroup("clocks failed", errors)
    return counts


async def _campaigns(shop: Shop) -> int:
    async with shop.database.transaction() as db:
        return await notifications.wake_campaigns(db, now=clock.now(), limit=AT_ONCE)


async def _imports(shop: Shop) -> int:
    async with shop.database.transaction() as db:
        return await imports.wake_imports(db, now=clock.now(), limit=AT_ONCE)


async def _bulk_edits(shop: Shop) -> int:
    async with shop.database.transaction() as db:
        return await bulk_edits.wake(db, now=clock.now(), limit=AT_ONCE)


async def _pictures(shop: Shop) -> int:
    async with shop.database.transaction() as db:
        return await catalog.wake_pictures(db, now=clock.now(), limit=AT_ONCE)


async def _scheduled(shop: Shop) -> int:
    return await start_all_scheduled(shop.database, clock.now)


async def _code_batches(shop: Shop) -> int:
    async with shop.database.transaction() as db:
        return await promotions.wake_batches(db, now=clock.now(), limit=AT_ONCE)


async def _outbox(shop: Shop) -> int:
    """Every process sweeps while it runs; this is for times when none does."""
    count = limits.OUTBOX_BATCH
    swept = 0
    while count == limits.OUTBOX_BATCH:
        count = await shop.relay.sweep()
        swept += count
    return swept


CLOCKS: Final = {
    "poison queues": Clock(
        (),
        "at once",
        "lost tries are given back, else it is a failed message and what waits for it ends",
        dead_letters.archive_all,
    ),
    "outbox": Clock((), "10 s", "sent to its queue, less often each time", _outbox),
    "codes of promotions": Clock(
        (BatchStatus.MAKING,),
        "2 minutes without a new code",
        "its message is sent again and makes the codes that are missing",
        _code_batches,
    ),
    "orders": Clock(
        (
            OrderStatus.PLACED,
            OrderStatus.PAYING,
            OrderStatus.PAYMENT_FAILED,
            OrderStatus.PAYMENT_ACTION_REQUIRED,
            OrderStatus.PAYMENT_PENDING,
        ),
        "the end of its hold",
        "closed at the gateway and cancelled, or confirmed when the money is there",
        orders.expire_holds,
    ),
    "payments": Clock(
        (
            AttemptStatus.OPEN,
            AttemptStatus.NEEDS_ACTION,
            AttemptStatus.PENDING,
            AttemptStatus.AUTHORISED,
        ),
        "2 minutes; 3 hours for what takes days",
        "the gateway is asked again",
        orders.reconcile,
    ),
    "edits of orders": Clock(
        (EditStatus.AWAITING_PAYMENT,),
        "the days that staff gave its buyer to pay the difference",
        "the edit is undone, or the shop bears the difference, as staff chose",
        orders.end_edits,
    ),
    "reminders to pay": Clock(
        (),
        "two days, and the day before it is due",
        "the buyer gets the instructions once more",
        orders.remind,
    ),
    "refunds": Clock(
        (RefundStatus.REQUESTED, RefundStatus.SENT, RefundStatus.PENDING),
        "2 minutes; an hour when the bank has it",
        "the gateway is asked again, and a person in the end",
        refunds.reconcile,
    ),
    "quotes": Clock(
        (QuoteStatus.SENT, QuoteStatus.ACCEPTED),
        "its last day; 2 minutes after its buyer's answer",
        "it has expired and staff may change its draft; its order is made, or why not is said",
        quotes.look,
    ),
    "returns": Clock(
        (ReturnStatus.APPROVED, ReturnStatus.SETTLED),
        "60 days without goods; a minute after its money",
        "cancelled, with a mail, so that its goods may be returned in another way; closed",
        returns.look,
    ),
    "disputes": Clock(
        OPEN_DISPUTES,
        "12 hours",
        "the gateway is asked again, and staff are reminded of an answer that is due",
        reversals.look_again,
    ),
    "payment events": Clock(
        (),
        "a day",
        "the gateway's undelivered events are read, and their payments looked at",
        payment_events.sweep,
    ),
    "goods that orders wait for": Clock(
        (),
        "at once, once they are there; the day that was promised",
        "the oldest paid order gets them; the buyer is told the day that holds now, and may cancel",
        stock.look,
    ),
    "mails about goods that are back": Clock(
        (),
        "at once, once units are free; 12 hours between turns",
        "the oldest wishes are told, three for each free unit",
        stock_mails.look,
    ),
    "goods to be picked up": Clock(
        (ShipmentStatus.READY_FOR_PICKUP,),
        "the shop's days, where it has said how many",
        "the buyer is reminded, then the order is cancelled and its money goes back",
        parcels.end_pickups,
    ),
    "parcels on their way": Clock(
        (ShipmentStatus.SHIPPED,),
        "the shop's days, where it has said how many",
        "it counts as delivered",
        parcels.deliver_late,
    ),
    "mails": Clock(
        (DeliveryStatus.QUEUED, DeliveryStatus.SENDING),
        "5 minutes",
        "its message is put again; after a day it has failed",
        overdue_mails.send_again,
    ),
    "gift cards": Clock(
        (),
        "10 minutes after it was paid, or after the date of its mail",
        "its message is put again",
        gift_cards.send_late,
    ),
    "documents": Clock(
        (PrintStatus.WAITING,),
        "10 minutes",
        "what was to be issued or drawn gets its message again; after a day a print has failed",
        documents.look,
    ),
    "tax record": Clock(
        (RecordStatus.WAITING, RecordStatus.SENDING),
        "at once; 5 minutes after a worker died",
        "sent to the tax office in its order, once one is configured",
        fiscal.look,
    ),
    "whole tax record": Clock(
        (),
        "a day",
        "each chain is walked; one that was changed is an error of the log, and on the first screen",
        fiscal.check,
    ),
    "reports by mail, and alerts": Clock(
        (),
        "its time; at once when the warehouse has answered",
        "the warehouse is asked; each recipient gets a mail, what fired is told",
        briefings.look,
    ),
    "campaigns": Clock(
        (
            CampaignStatus.SCHEDULED,
            CampaignStatus.SENDING,
            RecipientStatus.QUEUED,
            RecipientStatus.SENDING,
        ),
        "10 minutes without a mail",
        "started, fanned out or sent on by a new chain of messages",
        _campaigns,
    ),
    "scheduled prices and products": Clock(
        (ProductStatus.SCHEDULED,),
        "its time, to the second",
        "started or ended, with its lists and pages; a storefront does this by itself, and prices"
        " are right without it",
        _scheduled,
    ),
    "imports": Clock(
        (
            ImportStatus.UPLOADING,
            ImportStatus.QUEUED,
            ImportStatus.MATCHING,
            ImportStatus.RUNNING,
            ImportStatus.CHECKED,
        ),
        "20 minutes without a chunk; a day for an upload; a week for a person",
        "its missing chunks are put again; after a day, or a person's week, it has failed",
        _imports,
    ),
    "bulk edits": Clock(
        (BulkEditStatus.RUNNING, BulkEditStatus.UNDOING),
        "10 minutes without a step",
        "its next step is put again",
        _bulk_edits,
    ),
    "files of lists": Clock(
        (ExportStatus.MAKING,),
        "10 minutes without another row",
        "its message is put again and makes it anew; after a day it has failed",
        exports.look,
    ),
    "collections": Clock(
        (),
        "the end of a product's newness; 10 minutes without a step",
        "it leaves the collection; the next step is put again",
        collections.look,
    ),
    "webhooks": Clock(
        (WebhookStatus.WAITING,),
        "1 minute to a day, by the number of tries",
        "delivered again, for three days; then it has failed, and after four days of failures its"
        " endpoint is paused",
        webhooks.look,
    ),
    "old data": Clock(
        (),
        "at once, where a worker died in the run of the day",
        "what is kept longer than the shop has said goes on going",
        retention.look,
    ),
    "insights": Clock(
        (),
        "at once",
        "answers of the warehouse's models are taken: what is bought together, segments, low stock; a forecast that is due is asked for",
        insights.take_all,
    ),
    "pictures": Clock(
        (PictureStatus.UPLOADING, PictureStatus.PROCESSING),
        "an hour; a day for an upload",
        "its message is put again; after a day it has failed",
        _pictures,
    ),
}
