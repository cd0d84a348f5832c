"""Deletes expired rows and uploads, in bounded batches."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from psycopg import AsyncConnection

from lonja.bootstrap import Shop
from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.credit import api as credit
from lonja.drafts import api as drafts
from lonja.jobs import documents, exports
from lonja.kernel import clock, dead_letters, idempotency, limits, outbox
from lonja.kernel.blobs import Blobs
from lonja.kernel.db import Database
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.returns import api as returns
from lonja.shop import api as shops
from lonja.staff import api as staff
from lonja.traffic import api as traffic
from lonja.waitlist import api as waitlist
from lonja.webhooks import api as webhooks

INBOX_LIFE: Final = timedelta(days=30)
"""Far longer than a message can be in flight; dead letters are replayed sooner than this."""
SIGNUPS_LIFE: Final = timedelta(days=30)
"""Of a mail that asked about the news, or whether somebody waits; a yes is kept elsewhere."""
FAILURES_LIFE: Final = timedelta(days=90)
UPLOAD_LIVES: Final = {"pictures/": catalog.UPLOAD_LIFE, "imports/": timedelta(days=90)}
"""Pictures are processed within minutes; an import can be undone while its chunks exist."""
OVERSIZE_LIFE: Final = timedelta(hours=1)
"""More than any upload may have: the storage takes it, and nobody of ours ever will."""
ROWS_AT_ONCE: Final = 1000
MOST_BATCHES: Final = 200

log = logging.getLogger(__name__)

type Prune = Callable[[AsyncConnection], Awaitable[int]]


async def prune_all(shop: Shop) -> dict[str, int]:
    return await prune(shop.database, shop.blobs, now=clock.now())


async def prune(database: Database, blobs: Blobs, *, now: datetime) -> dict[str, int]:
    """Delete everything expired; return the count per kind."""
    deleted = {name: await _all_batches(database, one) for name, one in _prunes(now).items()}
    async with database.transaction() as db:
        deleted["password_attempts"] = await shops.forget_password_attempts(db, now=now)
        deleted["credit_lookups"] = await credit.prune_lookups(db, now=now)
        deleted["staff_throttles"] = await staff.forget_old(db, now=now)
    deleted["prints"] = await documents.forget_prints(database, blobs, now=now)
    deleted["export_files"] = await exports.erase_over(database, blobs, now=now)
    for prefix, life in UPLOAD_LIVES.items():
        names = await blobs.older_than("uploads", prefix, now - life, limit=ROWS_AT_ONCE)
        names += await blobs.older_than(
            "uploads",
            prefix,
            now - OVERSIZE_LIFE,
            limit=ROWS_AT_ONCE,
            larger_than=limits.UPLOAD_BYTES,
        )
        for name in names:
            await blobs.delete("uploads", name)
        deleted[prefix] = len(set(names))
    log.info("pruned", extra=deleted)
    return deleted


def _prunes(now: datetime) -> dict[str, Prune]:
    return {
        "inbox": lambda db: outbox.forget_inbox(db, before=now - INBOX_LIFE, limit=ROWS_AT_ONCE),
        "message_failures": lambda db: dead_letters.forget_failures(
            db, before=now - FAILURES_LIFE, limit=ROWS_AT_ONCE
        ),
        "idempotency_keys": lambda db: idempotency.prune_keys(db, now=now, limit=ROWS_AT_ONCE),
        "unpaid_orders": lambda db: orders.prune_unpaid(db, now=now, limit=ROWS_AT_ONCE),
        "withdrawal_statements": lambda db: returns.prune_statements(
            db, now=now, limit=ROWS_AT_ONCE
        ),
        "return_photos": lambda db: returns.prune_photos(db, now=now, limit=ROWS_AT_ONCE),
        "drafts": lambda db: drafts.prune(db, now=now, limit=ROWS_AT_ONCE),
        "newsletter_signups": lambda db: notifications.forget_signups(
            db, before=now - SIGNUPS_LIFE, limit=ROWS_AT_ONCE
        ),
        "wish_mails": lambda db: notifications.forget_wish_mails(
            db, before=now - SIGNUPS_LIFE, limit=ROWS_AT_ONCE
        ),
        "stock_wishes": lambda db: waitlist.prune(db, now=now, limit=ROWS_AT_ONCE),
        "webhooks": lambda db: webhooks.forget_old(db, now=now, limit=ROWS_AT_ONCE),
        "traffic": lambda db: traffic.forget_subjects(
            db, before=(now - traffic.SUBJECTS_LIFE).date(), limit=ROWS_AT_ONCE
        ),
        "carts": lambda db: carts.prune(db, now=now, limit=ROWS_AT_ONCE),
    }


async def _all_batches(database: Database, one: Prune) -> int:
    count = 0
    for _ in range(MOST_BATCHES):
        async with database.transaction() as db:
            deleted = await one(db)
        count += deleted
        if deleted < ROWS_AT_ONCE:
            break
    return count
