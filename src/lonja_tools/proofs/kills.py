"""Proof: a functions host may die at any moment; orders end, money moves once, mails go out.

Messages that fail for good are among them, and what waits for those ends, too. The ETL's host dies
in the middle of runs, and in the end the warehouse is as the shop.

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
from lonja.shelf import api as shelf
from lonja_tools.proofs import Figures, must, poison, runs
from lonja_tools.proofs.buyers import Buyer, at_once, crowd, in_batches, keyed
from lonja_tools.proofs.observed import await_mails, await_settled, check_books, one
from lonja_tools.proofs.small_shop import open_small_shop
from lonja_tools.proofs.stage import Stage, stage

ORDERS = 300
ORDERS_PER_KILL = 15
LEASE_S = 5
WAITING = "SELECT count(*) FROM orders WHERE status IN ('placed', 'paying')"
PAGES = ("approve",) * 6 + ("pay_at_once",) * 2 + ("decline",)
"""The payment page buttons of every third buyer; half of them then close the tab."""
CARDS = ("approved",) * 16 + ("declined", "declined", "timeout", "insufficient_funds")


def prove(seed: int) -> Figures:
    with stage(lease_s=LEASE_S, with_etl=True) as on:
        return prove_on(on, seed)


def prove_on(on: Stage, seed: int, *, orders: int = ORDERS) -> Figures:
    """On a stage where nothing was sold yet; it has the ETL's host."""
    return asyncio.run(_prove(on, random.Random(seed), orders))


async def _prove(on: Stage, rng: random.Random, orders: int) -> Figures:
    database = Database(on.database_url, refresh=shelf.refresh)
    await open_small_shop(database, {"TILE": 100_000, "EDGE": 100_000})
    await poison.put(database)
    async with crowd(on.web_urls, orders) as buyers, asyncio.TaskGroup() as beside:
        carts = await _fill(buyers, rng)
        runs_died = beside.create_task(runs.kill_some(on, database))
        refused, killed = await _buy_and_kill(on, rng, list(zip(buyers, carts, strict=True)))
    waited = await asyncio.to_thread(await_settled, on.database_url, within_s=600)
    waited += await asyncio.to_thread(await_mails, on.database_url, within_s=600)
    waited += await asyncio.to_thread(poison.await_buried, on.database_url, within_s=600)
    poisoned = await asyncio.to_thread(poison.check, on.database_url)
    books = await asyncio.to_thread(check_books, on.database_url)
    etl = await runs.check(on, database)
    await database.close()
    must(not refused, f"{orders} orders are accepted", refused=refused)
    must(books["orders"] == orders, "every accepted order is there", books=books)
    ended = one(
        on.database_url,
        "SELECT count(*) FROM orders WHERE status IN ('confirmed', 'payment_failed')",
    )
    must(ended == orders, "every order ends confirmed or refused", ended=ended)
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
        "orders": books["orders"],
        "kills": killed,
        "lease_seconds": LEASE_S,
        "seconds_after_last_order": round(waited, 1),
        "books": books,
        "mails": mails,
        "etl": {"died_in_a_run": runs_died.result(), **etl},
        "poisoned_kinds": poisoned,
        "dead_letters": one(on.database_url, "SELECT count(*) FROM dead_letters"),
        "handed_back": one(
            on.database_url, "SELECT count(*) FROM message_failures WHERE attempt = 0"
        ),
    }


async def _fill(buyers: list[Buyer], rng: random.Random) -> list[str]:
    async def fill(buyer: Buyer) -> str:
        return await buyer.fill_cart([("TILE", rng.randint(1, 3)), ("EDGE", 1)])

    carts: list[str] = await in_batches(buyers, fill, size=8)
    return carts


async def _buy_and_kill(
    on: Stage, rng: random.Random, ready: list[tuple[Buyer, str]]
) -> tuple[list[tuple[int, Any]], Figures]:
    """Orders come in waves; each wave meets the SIGKILL of one host at a seeded moment."""
    per_wave, kills = ORDERS_PER_KILL, len(ready) // ORDERS_PER_KILL
    at_work = undecided = 0
    refused: list[tuple[int, Any]] = []
    on_pages: list[asyncio.Task[None]] = []
    for turn in range(kills):
        wave = ready[turn * per_wave : (turn + 1) * per_wave]
        acts = [
            lambda b=buyer, c=cart, k=keyed(rng), card=rng.choice(CARDS), way=place % 3: (
                b.pay_patiently(
                    c,
                    key=k,
                    card="" if way == 2 else card,
                    method="test_redirect" if way == 2 else "test",
                )
            )
            for place, (buyer, cart) in enumerate(wave)
        ]
        moment_s = rng.uniform(0.0, 0.35)
        victim = on.hosts[turn % len(on.hosts)]
        await asyncio.to_thread(victim.await_ready)
        answers: list[tuple[int, Any]] = await at_once(acts, rng)
        refused += [(status, said) for status, said in answers if status != 202]
        on_pages += [
            asyncio.create_task(
                wave[place][0].act_on_payment_page(
                    answer, rng.choice(PAGES), comes_back=rng.random() < 0.5
                )
            )
            for place, (status, answer) in enumerate(answers)
            if place % 3 == 2 and status == 202
        ]
        await asyncio.sleep(moment_s)
        waiting = await asyncio.to_thread(one, on.database_url, WAITING)
        at_work += waiting > 0
        undecided += waiting
        victim.kill()
        victim.start()
    await asyncio.gather(*on_pages)
    return refused, {
        "sigkills": kills,
        "on_payment_pages": len(on_pages),
        "while_orders_were_being_confirmed": at_work,
        "orders_undecided_at_those_moments": undecided,
    }


def _mails(on: Stage) -> dict[str, Any]:
    """The caught mails: we promise one per Message-ID, and report the raw copies."""
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
