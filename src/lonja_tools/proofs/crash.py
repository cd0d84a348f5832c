"""Proof: every accepted order exists, whichever process is killed.

Web processes and PostgreSQL are killed during load. The client's own log is the truth: every
order for which it saw 202 exists and ends, and no hold outlives its expiry and one sweep.
"""

import asyncio
import random
import time
from collections import Counter

import aiohttp
import psycopg

from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.proofs import Broken, Figures, must
from lonja_tools.proofs.buyers import Buyer, crowd, keyed
from lonja_tools.proofs.observed import await_settled, check_books, one
from lonja_tools.proofs.small_shop import open_small_shop
from lonja_tools.proofs.stage import Stage, stage

BUYERS = 12
CRASHES = 6
FIRST = 2_000
SHORTEST_S, LONGEST_S = 1.0, 3.0
GIVE_UP_AFTER = 400
CARDS = ("approved",) * 7 + ("declined",)  # a declined order goes on holding its stock


def prove(seed: int) -> Figures:
    with stage() as on:
        return prove_on(on, seed)


def prove_on(on: Stage, seed: int, *, many: int = BUYERS) -> Figures:
    return asyncio.run(_prove(on, random.Random(seed), many))


async def _prove(on: Stage, rng: random.Random, many: int) -> Figures:
    database = Database(on.database_url, refresh=shelf.refresh)
    await open_small_shop(database, {"TILE": 100_000, "EDGE": 100_000})
    await database.close()
    over = asyncio.Event()
    async with crowd(on.web_urls, many, first=FIRST) as buyers:
        shopping = [
            asyncio.create_task(_shop(b, random.Random(rng.random()), over)) for b in buyers
        ]
        killed = await _crash(on, rng)
        over.set()
        logs = await asyncio.gather(*shopping)
    accepted = {number for log in logs for number in log[0]}
    troubles = sum((log[1] for log in logs), Counter[str]())
    waited = await asyncio.to_thread(await_settled, on.database_url, within_s=240)
    numbers = set(one(on.database_url, "SELECT coalesce(json_agg(number), '[]') FROM orders"))
    must(accepted <= numbers, "every order that a buyer saw accepted is there",
         lost=sorted(accepted - numbers))  # fmt: skip
    must(len(accepted) > 0, "buyers could buy between the crashes", accepted=len(accepted))
    books = await asyncio.to_thread(check_books, on.database_url)
    held = one(
        on.database_url, "SELECT count(*) FROM holds WHERE expires_at < now() - interval '35 s'"
    )
    must(held == 0, "no hold outlives its expiry and one sweep", held=held)
    swept = await asyncio.to_thread(_sweep, on)
    return {
        "accepted": len(accepted),
        "in_the_database": len(numbers),
        "killed": killed,
        "refused_while_down": dict(troubles),
        "seconds_until_all_ended": round(waited, 1),
        "books": books,
        "swept": swept,
    }


async def _shop(
    buyer: Buyer, rng: random.Random, over: asyncio.Event
) -> tuple[list[str], Counter[str]]:
    """Buy repeatedly; retry a failed request with the same key, as a client should."""
    accepted: list[str] = []
    troubles: Counter[str] = Counter()
    while not over.is_set() and sum(troubles.values()) < GIVE_UP_AFTER:
        try:
            cart_id = await buyer.fill_cart([("TILE", rng.randint(1, 3))])
            key, card = keyed(rng), rng.choice(CARDS)
            for _ in range(3):
                status, answer = await _pay(buyer, cart_id, key, card)
                if status == 202:
                    accepted.append(str(answer["number"]))
                    break
                troubles[f"answer {status}"] += 1
                await asyncio.sleep(0.2)
        except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError, Broken) as error:
            troubles[type(error).__name__] += 1
            await asyncio.sleep(0.2)
    return accepted, troubles


async def _pay(buyer: Buyer, cart_id: str, key: str, card: str) -> tuple[int, dict[str, object]]:
    try:
        return await buyer.pay(cart_id, key=key, card=card)
    except (aiohttp.ClientError, OSError, ValueError):
        return 0, {}


async def _crash(on: Stage, rng: random.Random) -> dict[str, int]:
    killed: Counter[str] = Counter()
    for turn in range(CRASHES):
        await asyncio.sleep(rng.uniform(SHORTEST_S, LONGEST_S))
        victim = on.postgres if turn % 3 == 2 else on.webs[turn % len(on.webs)]
        victim.kill()
        killed["postgres" if victim is on.postgres else "web"] += 1
        await asyncio.sleep(rng.uniform(0.05, 0.3))
        victim.start()
        await asyncio.to_thread(victim.await_ready)
    await asyncio.sleep(LONGEST_S)
    return dict(killed)


def _sweep(on: Stage) -> dict[str, int]:
    """Make every hold of unpaid orders expire, and wait for the hosts' own timer to sweep them."""
    with psycopg.connect(on.database_url, autocommit=True) as db:
        held = db.execute("UPDATE holds SET expires_at = now()").rowcount
    ends_at = time.monotonic() + 60
    while (
        left := one(on.database_url, "SELECT count(*) FROM holds")
    ) and time.monotonic() < ends_at:
        time.sleep(0.5)
    must(left == 0, "one sweep frees what expired", left=left)
    return {"expired": held, "left": int(left)}
