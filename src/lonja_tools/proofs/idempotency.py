"""Proof: the same checkout, posted many times at once, is one order."""

import asyncio
import random
from collections import Counter
from typing import Any

from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.buyers import at_once, crowd, keyed
from lonja_tools.proofs.observed import await_settled, check_books, one
from lonja_tools.proofs.small_shop import open_small_shop
from lonja_tools.proofs.stage import Stage, stage

TIMES = 50
FIRST = 1_000


def prove(seed: int) -> Figures:
    with stage() as on:
        return prove_on(on, seed)


def prove_on(on: Stage, seed: int) -> Figures:
    return asyncio.run(_prove(on, random.Random(seed)))


async def _prove(on: Stage, rng: random.Random) -> Figures:
    database = Database(on.database_url, refresh=shelf.refresh)
    await open_small_shop(database, {"KEYED": 100})
    await database.close()
    async with crowd(on.web_urls, TIMES, first=FIRST) as buyers:
        for buyer in buyers:
            buyer.name = "ana"
        cart_id = await buyers[0].fill_cart([("KEYED", 1)])
        key = keyed(rng)
        acts = [lambda b=buyer: b.pay(cart_id, key=key) for buyer in buyers]
        answers: list[tuple[int, dict[str, Any]]] = await at_once(acts, rng)
        other = await buyers[0].pay(cart_id, key=key, card="declined")
        again = await buyers[1].pay(cart_id, key=key)
    codes = Counter(body.get("code", status) for status, body in answers)
    numbers = {body["number"] for status, body in answers if status == 202}
    must(len(numbers) == 1, "one key is one order", numbers=numbers, answers=codes)
    must(
        codes[202] + codes["in_progress"] == TIMES,
        "each answer is the order, or says that it is being made",
        answers=codes,
    )
    must(
        other[0] == 422 and other[1]["code"] == "idempotency_key_reused",
        "another body with that key is refused",
        said=other,
    )
    must(again[1].get("number") in numbers, "a later repeat is the same order", said=again)
    orders = one(on.database_url, "SELECT count(*) FROM orders WHERE email = 'ana@example.com'")
    must(orders == 1, "there is one order", orders=orders)
    await asyncio.to_thread(await_settled, on.database_url, within_s=60)
    books = await asyncio.to_thread(check_books, on.database_url)
    return {
        "posts": TIMES,
        "same_order": codes[202],
        "in_progress": codes["in_progress"],
        "other_body": other[0],
        "books": books,
    }
