"""Proof: a functions host may die at any moment; orders end, money moves once, mails go out.

The lease of a running message is 5 s here instead of Azure's fixed 600 s.
"""

import asyncio
import json
import random
import time
import urllib.request
from collections import Counter
from typing import Any

from lonja.kernel.db import Database
from lonja.local.proofs import Figures, must
from lonja.local.proofs.buyers import Buyer, crowd, in_batches, keyed
from lonja.local.proofs.looking import await_settled, check_books, one
from lonja.local.proofs.small_shop import open_small_shop
from lonja.local.proofs.stage import Stage, stage

ORDERS = 300
KILLS = 20
LEASE_S = 5
CARDS = ("approved",) * 16 + ("declined", "declined", "timeout", "insufficient_funds")


def prove(seed: int) -> Figures:
    with stage(lease_s=LEASE_S) as on:
        return asyncio.run(_prove(on, random.Random(seed)))


async def _prove(on: Stage, rng: random.Random) -> Figures:
    database = Database(on.database_url)
    await open_small_shop(database, {"TILE": 100_000, "EDGE": 100_000})
    await database.close()
    buying = asyncio.create_task(_buy(on, rng))
    killed = await _kill(on, rng, buying)
    placed = await buying
    waited = await asyncio.to_thread(await_settled, on.database_url, within_s=240)
    books = await asyncio.to_thread(check_books, on.database_url)
    must(placed == ORDERS, f"{ORDERS} orders are accepted", placed=placed)
    must(books["orders"] == ORDERS, "every accepted order is there", books=books)
    ended = one(
        on.database_url,
        "SELECT count(*) FROM orders WHERE status IN ('confirmed', 'payment_failed')",
    )
    must(ended == ORDERS, "every order ends confirmed or refused", ended=ended)
    mails = await asyncio.to_thread(_mails, on)
    expected = one(
        on.database_url,
        "SELECT count(*) FROM deliveries WHERE kind = 'order_confirmed' AND status = 'sent'",
    )
    must(
        expected == books["confirmed"], "each confirmed order has one mail", sent=expected, **books
    )
    must(
        mails["distinct"] == books["confirmed"],
        "each confirmed order's mail reached the inbox once, by Message-ID",
        **mails,
    )
    return {
        "orders": placed,
        "kills": killed,
        "lease_seconds": LEASE_S,
        "seconds_after_last_order": round(waited, 1),
        "books": books,
        "mails": mails,
        "poisoned": one(on.database_url, "SELECT count(*) FROM dead_letters"),
    }


async def _buy(on: Stage, rng: random.Random) -> int:
    async with crowd(on.web_urls, ORDERS) as buyers:

        async def buy(buyer: Buyer) -> int:
            cart_id = await buyer.fill_cart([("TILE", rng.randint(1, 3)), ("EDGE", 1)])
            status, _ = await buyer.pay(cart_id, key=keyed(rng), card=rng.choice(CARDS))
            return int(status == 202)

        placed: list[int] = await in_batches(buyers, buy, size=6)
    return sum(placed)


async def _kill(on: Stage, rng: random.Random, buying: "asyncio.Task[int]") -> Figures:
    """SIGKILL one host after the other at seeded moments; its successor starts at once."""
    at_work = 0
    for turn in range(KILLS):
        await asyncio.sleep(rng.uniform(0.1, 1.5))
        victim = on.hosts[turn % len(on.hosts)]
        at_work += await asyncio.to_thread(
            one, on.database_url, "SELECT (count(*) > 0)::int FROM orders WHERE status = 'paying'"
        )
        victim.kill()
        victim.start()
        await asyncio.to_thread(victim.await_ready)
    return {"sigkills": KILLS, "while_an_order_was_paying": at_work, "buying_over": buying.done()}


def _mails(on: Stage) -> dict[str, Any]:
    """What the mail catcher holds: one mail a Message-ID is the promise, raw copies are shown."""
    ends_at = time.monotonic() + 10
    while True:
        ids = Counter(_message_ids(on))
        wanted = one(
            on.database_url,
            "SELECT count(*) FROM deliveries WHERE kind = 'order_confirmed' AND status = 'sent'",
        )
        if len(ids) >= wanted or time.monotonic() > ends_at:
            break
        time.sleep(0.2)
    return {
        "raw": sum(ids.values()),
        "distinct": len(ids),
        "raw_duplicates": sum(ids.values()) - len(ids),
    }


def _message_ids(on: Stage) -> list[str]:
    sent = one(
        on.database_url,
        "SELECT coalesce(json_agg(id::text), '[]') FROM deliveries WHERE kind = 'order_confirmed'",
    )
    with urllib.request.urlopen(f"{on.inbox_url}/api/messages?limit=90000", timeout=30) as answer:  # noqa: S310 - loopback
        items = json.loads(answer.read())["items"]
    names = [item["message_id"].strip("<>").partition("@")[0] for item in items]
    return [name for name in names if name in set(sent)]
