"""Poison: messages that fail however often they are tried, each with something that waits for it.

Nobody looks at the dead letters here, and yet nothing waits in the end.
"""

import time
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.imports import api as imports
from lonja.imports import centre
from lonja.imports.api import SheetChunk, SheetFile
from lonja.kernel import clock, outbox
from lonja.kernel.db import Database, one, run
from lonja.kernel.ids import uuid7
from lonja.notifications import api as notifications
from lonja.notifications.api import (
    CampaignText,
    FanOut,
    OrderMail,
    Quota,
    Segment,
    StartCampaign,
)
from lonja.orders.api import ConfirmOrder
from lonja.payments.api import SendRefund
from lonja.reports.api import RunEtl
from lonja.staff.api import InvitationMail
from lonja_tools.proofs import must
from lonja_tools.proofs.observed import one as value

TEXTS: Final = {
    "es": CampaignText("Novedades", "Lo nuevo."),
    "en": CampaignText("News", "What is new."),
}
POISONED: Final = (
    ConfirmOrder.type,
    FanOut.type,
    InvitationMail.type,
    OrderMail.type,
    RunEtl.type,
    SendRefund.type,
    SheetChunk.type,
    SheetFile.type,
    catalog.MakeRenditions.type,
)


async def put(database: Database) -> None:
    async with database.transaction() as db:
        await _orders(db)
        await _mails(db)
        await _campaign(db)
        await _files(db)
        await _pictures(db)
        await _unreadable(db, await outbox.put(db, RunEtl("proof")))


def await_buried(url: str, *, within_s: float) -> float:
    """Wait until each kind is a dead letter; return the seconds it took.

    Nothing else waits for some of them, so the shop may settle while they still have tries left.
    """
    started = time.monotonic()
    while time.monotonic() - started < within_s:
        if set(POISONED) <= set(_buried(url)):
            return time.monotonic() - started
        time.sleep(0.2)
    must(False, "what fails for good is a dead letter", buried=_buried(url), after_s=within_s)
    raise AssertionError


def check(url: str) -> int:
    """Check that what waited for a buried message says that it failed; how many kinds there are."""
    ended = {
        name: value(url, f"SELECT count(*) FROM {sql}")
        for name, sql in {
            "mails": "deliveries WHERE status = 'failed' AND error = 'gave_up'",
            "imports": "imports WHERE status = 'failed' AND facts ->> 'code' = 'gave_up'",
            "pictures": "media WHERE status = 'failed'",
            "campaigns": "campaigns WHERE status = 'paused'",
        }.items()
    }
    wanted = {"mails": 1, "imports": 2, "pictures": 1, "campaigns": 1}
    must(ended == wanted, "what waited for it says that it failed", ended=ended, wanted=wanted)
    return len(_buried(url))


def _buried(url: str) -> list[str]:
    kinds: list[str] = value(
        url,
        "SELECT coalesce(json_agg(kind ORDER BY kind), '[]') FROM (SELECT DISTINCT"
        " payload::jsonb ->> 'type' AS kind FROM dead_letters WHERE status = 'open') AS d",
    )
    return kinds


async def _orders(db: AsyncConnection) -> None:
    await outbox.put(db, ConfirmOrder(uuid7(), None))
    await outbox.put(db, SendRefund(uuid7(), uuid7()))


async def _mails(db: AsyncConnection) -> None:
    """A mail of an unknown order, and an invitation whose message is unreadable."""
    order_id = uuid7()
    await notifications.claim(
        db,
        kind="order_confirmed",
        subject_id=order_id,
        recipient="nobody@proof.test",
        language="es",
        quota=Quota(per_minute=60, burst=60),
        now=clock.now(),
    )
    await outbox.put(db, OrderMail(order_id, "order_confirmed"))
    await _unreadable(db, await outbox.put(db, InvitationMail(uuid7(), "es")))


async def _unreadable(db: AsyncConnection, message_id: UUID) -> None:
    await run(
        db,
        "UPDATE outbox SET envelope = jsonb_set(envelope, '{body}', '{}') WHERE id = %(id)s",
        id=message_id,
    )


async def _campaign(db: AsyncConnection) -> None:
    """One whose readers are chosen by a rule that this version does not know."""
    campaign_id = uuid7()
    await notifications.create_campaign(
        db, campaign_id=campaign_id, name="Poison", segment=Segment(), texts=TEXTS,
        actor="proof", now=clock.now(),
    )  # fmt: skip
    await notifications.schedule(
        db, campaign_id=campaign_id, version=1, send_at=None, actor="proof", now=clock.now()
    )
    await notifications.start(db, StartCampaign(campaign_id, 2), now=clock.now())
    await run(
        db,
        'UPDATE campaigns SET segment = \'{"phase_of_the_moon": "full"}\' WHERE id = %(id)s',
        id=campaign_id,
    )


async def _files(db: AsyncConnection) -> None:
    """A file whose chunk is missing in the storage, and one without an address there."""
    now = clock.now()
    for is_cut in (True, False):
        started = await centre.start_sheet(db, file_name="poison.csv", actor="proof", now=now)
        await imports.uploaded(db, started.id, now=now)
        if is_cut:
            await centre.begin(db, started.id, rows=1, chunks=1, facts={}, now=now)
        else:
            await run(db, "UPDATE imports SET blob = NULL WHERE id = %(id)s", id=started.id)


async def _pictures(db: AsyncConnection) -> None:
    """One that never arrived, and one that is shown and whose file is missing."""
    product_id = await one(db, UUID, "SELECT id FROM products ORDER BY id LIMIT 1")
    now = clock.now()
    for is_shown in (False, True):
        work = await catalog.start_picture(
            db, product_id=product_id, alt={}, actor="proof", now=now
        )
        await catalog.picture_uploaded(db, work.id, now=now)
        if is_shown:
            await run(
                db,
                "UPDATE media SET status = 'ready', look_at = NULL WHERE id = %(id)s",
                id=work.id,
            )
