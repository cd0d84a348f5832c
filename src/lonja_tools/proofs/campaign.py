"""Proof: a campaign to 300 readers reaches each of them, whatever host is killed while it is sent.

Counted by Message-ID, which is the id of a reader's row: a mail that was at the mail server when
its host died may come twice under the same id, and those raw copies are printed. The lease of a
running message is 5 s here instead of Azure's fixed 600 s; a batch's claim is its real 60 s.
"""

import asyncio
import json
import random
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.notifications import api as notifications
from lonja.notifications.api import CampaignText, Segment
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.observed import one
from lonja_tools.proofs.stage import Stage, stage

READERS: Final = 300
KILLS: Final = 3
LEASE_S: Final = 5
WITHIN_S: Final = 300
_READERS: Final = "SELECT count(*) FROM campaign_recipients WHERE campaign_id = %s"
_BUSY: Final = f"{_READERS} AND status IN ('sent', 'sending')"
_SENDING: Final = f"{_READERS} AND status = 'sending'"


def prove(seed: int) -> Figures:
    with stage(webs=0, lease_s=LEASE_S) as on:
        return prove_on(on, seed)


def prove_on(on: Stage, seed: int) -> Figures:
    return asyncio.run(_prove(on, random.Random(seed)))


async def _prove(on: Stage, rng: random.Random) -> Figures:
    database = Database(on.database_url)
    campaign_id = await _schedule(database)
    await database.close()
    started = time.monotonic()
    killed = _kill(on, rng, campaign_id)  # a process ends with the thread that started it
    await asyncio.to_thread(_await_end, on, campaign_id)
    seconds = time.monotonic() - started
    by_status = one(
        on.database_url,
        "SELECT json_object_agg(status, people) FROM (SELECT status, count(*) AS people"
        " FROM campaign_recipients WHERE campaign_id = %s GROUP BY 1) AS p",
        campaign_id,
    )
    must(by_status == {"sent": READERS}, "every reader has one row, and it is sent", **by_status)
    mails = await asyncio.to_thread(_mails, on)
    must(
        mails["distinct"] == READERS and mails["readers"] == READERS,
        "every reader has one mail, by Message-ID",
        **mails,
    )
    return {
        "campaign": str(campaign_id),
        "readers": READERS,
        "kills": killed,
        "lease_seconds": LEASE_S,
        "seconds": round(seconds, 1),
        "mails": mails,
        "poisoned": one(on.database_url, "SELECT count(*) FROM dead_letters"),
    }


async def _schedule(database: Database) -> UUID:
    now = datetime.now(UTC)
    campaign_id = uuid7()
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO customers (id, email, name, language, marketing_consent, created_at)"
            " SELECT id, 'reader-' || n || '@campaign.example', 'Reader ' || n, 'en', true,"
            " %(now)s FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS t(id, n)",
            ids=[uuid7() for _ in range(READERS)],
            now=now,
        )
        await notifications.create_campaign(
            db,
            campaign_id=campaign_id,
            name="Proof",
            segment=Segment(language="en"),
            texts={"en": CampaignText("News, $name", "See what is new.")},
            actor="proof",
            now=now,
        )
        await notifications.schedule(
            db, campaign_id=campaign_id, version=1, send_at=None, actor="proof", now=now
        )
    return campaign_id


def _kill(on: Stage, rng: random.Random, campaign_id: UUID) -> Figures:
    """SIGKILL a host at seeded points of the way, while mails are leaving."""
    while_sending = 0
    for point in sorted(rng.sample(range(20, READERS - 40), KILLS)):
        ends_at = time.monotonic() + WITHIN_S
        while one(on.database_url, _BUSY, campaign_id) < point and time.monotonic() < ends_at:
            time.sleep(0.01)
        victim = rng.choice(on.hosts)
        while_sending += one(on.database_url, _SENDING, campaign_id) > 0
        victim.kill()
        victim.start()
        victim.await_ready()
    return {"sigkills": KILLS, "while_mails_were_leaving": while_sending}


def _await_end(on: Stage, campaign_id: UUID) -> None:
    ends_at = time.monotonic() + WITHIN_S
    status = "SELECT status FROM campaigns WHERE id = %s"
    while one(on.database_url, status, campaign_id) != "sent":
        must(time.monotonic() < ends_at, "the campaign ends", within_s=WITHIN_S)
        time.sleep(0.1)


def _mails(on: Stage) -> dict[str, Any]:
    address = f"{on.inbox_url}/api/messages?limit=1000&q=@campaign.example"
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - loopback
        items = json.loads(answer.read())["items"]
    ids = Counter(item["message_id"] for item in items)
    readers = {recipient for item in items for recipient in item["recipients"]}
    return {
        "raw": sum(ids.values()),
        "distinct": len(ids),
        "readers": len(readers),
        "raw_duplicates": sum(ids.values()) - len(ids),
    }
