"""Proof: what one client takes without paying leaves enough to everybody else.

The attacker has one address and loops over loopback; a second client buys all the while.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg

from lonja.kernel import limits
from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.laptop.children import allow_files
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.buyers import Buyer, address_of, crowd, in_batches, keyed
from lonja_tools.proofs.observed import check_books, one
from lonja_tools.proofs.small_shop import open_small_shop
from lonja_tools.proofs.stage import Stage, stage

STOCK = 1_000
ORDERS = 60
SILENT = 1_100
VICTIM = "victim@elsewhere.example"
SERVED_WITHIN_S = 10.0
AT_ONCE = 20
"""Orders placed at the same instant do not see each other: as many more as a pool has connections."""


@dataclass(slots=True)
class Served:
    """What the second client was answered while the attacker was at work."""

    seconds: list[float] = field(default_factory=list)
    answers: Counter[Any] = field(default_factory=Counter)
    was_answered: asyncio.Event = field(default_factory=asyncio.Event)


def prove(seed: int) -> Figures:
    allow_files()
    with stage(hosts=1) as on:
        return asyncio.run(_prove(on, random.Random(seed)))


async def _prove(on: Stage, rng: random.Random) -> Figures:
    database = Database(on.database_url, refresh=shelf.refresh)
    await open_small_shop(database, {"TILE": STOCK})
    await database.close()
    figures: Figures = {}
    async with crowd(on.web_urls, 1) as (attacker,), _buying(on, rng) as served:
        figures["orders"], placed = await _hold_everything(on, attacker, rng)
        figures["live"] = await _watch_everything(on, attacker, placed)
        figures["silent"] = await _say_nothing(on, served)
        figures["mails"] = await _write_to_a_stranger(on, attacker)
    figures["served"] = _check_served(served)
    figures["logs"] = _check_logs(on)
    figures["books"] = await asyncio.to_thread(check_books, on.database_url)
    return figures


@contextlib.asynccontextmanager
async def _buying(on: Stage, rng: random.Random) -> AsyncIterator[Served]:
    """Somebody buys one tile after another, each time from another house."""
    served, is_over = Served(), asyncio.Event()
    async with crowd(on.web_urls[:1], 1) as (buyer,):

        async def buy() -> None:
            while not is_over.is_set():
                buyer.address = address_of(1_000 + len(served.seconds))
                started = time.monotonic()
                try:
                    async with asyncio.timeout(SERVED_WITHIN_S):
                        cart = await buyer.fill_cart([("TILE", 1)])
                        status, body = await buyer.pay(cart, key=keyed(rng))
                    served.answers[body.get("code", status)] += 1
                except TimeoutError:
                    served.answers["no answer"] += 1
                served.seconds.append(time.monotonic() - started)
                served.was_answered.set()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(is_over.wait(), 0.3)

        task = asyncio.create_task(buy())
        try:
            yield served
        finally:
            is_over.set()
            await task


async def _hold_everything(
    on: Stage, attacker: Buyer, rng: random.Random
) -> tuple[Figures, list[dict[str, Any]]]:
    attacker.name = VICTIM.partition("@")[0]
    carts: list[str] = await in_batches(
        range(ORDERS), lambda _: attacker.fill_cart([("TILE", 2 * STOCK // ORDERS)])
    )
    answers: list[tuple[int, dict[str, Any]]] = await in_batches(
        carts, lambda cart: _fail_to_pay(attacker, cart, keyed(rng))
    )
    placed = [body for status, body in answers if status == 202]
    codes = Counter(body.get("code", status) for status, body in answers)
    must(
        len(placed) <= limits.UNPAID_ORDERS_PER_BUYER + AT_ONCE,
        "one client has few unpaid orders",
        answers=codes,
    )
    free = await asyncio.to_thread(_wait_for_declines, on.database_url)
    must(free >= STOCK // 2, "half of the stock is free for others", free=free, answers=codes)
    return {"asked": ORDERS, "placed": len(placed), "left_free": free}, placed


async def _fail_to_pay(attacker: Buyer, cart: str, key: str) -> tuple[int, dict[str, Any]]:
    return await attacker.ask(
        "POST",
        f"/carts/{cart}/checkout",
        key=key,
        email=VICTIM,
        payment={"method": "test", "token": "declined"},
    )


def _wait_for_declines(url: str) -> int:
    """Units that are free once every card of the attacker was declined."""
    ends_at = time.monotonic() + 30
    undecided = "SELECT count(*) FROM orders WHERE email = %s AND status IN ('placed', 'paying')"
    while one(url, undecided, VICTIM) and time.monotonic() < ends_at:
        time.sleep(0.2)
    return int(one(url, "SELECT min(on_hand - held) FROM stock_levels"))


async def _watch_everything(on: Stage, attacker: Buyer, placed: list[dict[str, Any]]) -> Figures:
    """Eight streams of each order at one process; a stranger opens one beside them."""
    other = Buyer(attacker.session, on.web_urls[0], "other", address_of(9_000))
    cart = await other.fill_cart([("TILE", 1)])
    _, own = await other.pay(cart, key=cart, card="declined")
    async with contextlib.AsyncExitStack() as streams:
        statuses = [
            (await streams.enter_async_context(_live(on, attacker, order))).status
            for order in placed
            for _ in range(limits.LIVE_STREAMS_PER_VISITOR)
        ]
        answer = (await streams.enter_async_context(_live(on, other, own))).status
    opened = statuses.count(200)
    must(opened <= limits.LIVE_STREAMS_PER_ADDRESS, "one client has few live pages", opened=opened)
    must(answer == 200, "another client's page is live", status=answer)
    return {"asked": len(statuses), "opened": opened}


def _live(on: Stage, buyer: Buyer, order: dict[str, Any]) -> Any:
    path = f"/api/v1/orders/{order['number']}/live?token={quote(str(order['token']))}"
    headers = {"X-Forwarded-For": buyer.address}
    return buyer.session.get(f"{on.web_urls[0]}{path}", headers=headers)


async def _say_nothing(on: Stage, served: Served) -> Figures:
    """Connections on which nothing comes, and bodies that never end, to the buyer's own process."""
    at = urlsplit(on.web_urls[0])
    body = b"POST /api/v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
    lines: list[asyncio.StreamWriter] = []
    for index in range(SILENT):
        _, line = await asyncio.open_connection(at.hostname, at.port)
        if index % 2:
            line.write(body)
        lines.append(line)
    before = len(served.seconds)
    for _ in range(3):
        served.was_answered.clear()
        await served.was_answered.wait()
    bought = len(served.seconds) - before
    for line in lines:
        line.close()
    must(bought >= 3, "silent connections keep nobody out", silent=SILENT, bought=bought)
    return {"connections": SILENT, "bought_meanwhile": bought}


async def _write_to_a_stranger(on: Stage, attacker: Buyer) -> Figures:
    """The bad news of two minutes later, now."""
    await asyncio.to_thread(_hurry_mails, on.database_url)
    await asyncio.to_thread(_wait_for_mails, on.database_url)
    url = f"{on.inbox_url}/api/messages?limit=1000&q={VICTIM}"
    async with attacker.session.get(url) as answer:
        received = len((await answer.json())["items"])
    must(
        0 < received <= limits.STRANGER_MAILS_PER_HOUR,
        "a stranger gets few mails about orders that nobody paid",
        received=received,
    )
    return {"received": received}


def _hurry_mails(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("UPDATE outbox SET due_at = now() WHERE queue = 'notifications'")


def _wait_for_mails(url: str) -> None:
    """Until each failed order has written, or waits for the next hour."""
    ends_at = time.monotonic() + 20
    missing = (
        "SELECT count(*) FROM orders o WHERE email = %s AND NOT EXISTS (SELECT FROM deliveries d"
        " WHERE d.subject_id = o.id AND (d.status = 'sent' OR d.error = 'too_many_mails'))"
    )
    while left := one(url, missing, VICTIM):
        must(time.monotonic() < ends_at, "each mail leaves, or waits its turn", waiting=left)
        time.sleep(0.2)


def _check_served(served: Served) -> Figures:
    longest = max(served.seconds, default=0.0)
    must(
        set(served.answers) == {202},
        "the other client buys all the while",
        answers=dict(served.answers),
    )
    return {"bought": served.answers[202], "longest_s": round(longest, 2)}


def _check_logs(on: Stage) -> Figures:
    """A cart's id opens what its buyer typed."""
    with psycopg.connect(on.database_url, autocommit=True) as db:
        carts = {str(row[0]) for row in db.execute("SELECT id FROM carts").fetchall()}
    text = "".join(web.log.read_text(errors="replace") for web in on.webs)
    told = sum(cart in text for cart in carts)
    must(told == 0, "no log tells the id of a cart", told=told)
    return {"carts": len(carts), "told": told}
