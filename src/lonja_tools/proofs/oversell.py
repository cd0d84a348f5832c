"""Proof: the last units are sold once; nor is a code spent twice or a cart charged wrongly."""

import asyncio
import random
from collections import Counter
from typing import Any

from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.buyers import Buyer, at_once, crowd, in_batches, keyed
from lonja_tools.proofs.observed import await_settled, check_books, one
from lonja_tools.proofs.small_shop import add_code, open_small_shop
from lonja_tools.proofs.stage import Stage, stage

BUYERS = 200
UNITS = 20
RACES = 40

type Answer = tuple[int, dict[str, Any]]


def prove(seed: int) -> Figures:
    with stage() as on:
        return prove_on(on, seed)


def prove_on(on: Stage, seed: int, *, many: int = BUYERS) -> Figures:
    return asyncio.run(_prove(on, random.Random(seed), many))


async def _prove(on: Stage, rng: random.Random, many: int) -> Figures:
    database = Database(on.database_url, refresh=shelf.refresh)
    stock = {"LAST": UNITS, "LEFT": UNITS, "RIGHT": UNITS, "PLENTY": 10_000, "OTHER": 10_000}
    await open_small_shop(database, stock)
    await add_code(database, "ONCE", percent=50, max_uses=1)
    await database.close()
    figures: Figures = {"web_processes": len(on.webs), "functions_hosts": len(on.hosts)}
    figures["last_units"] = await _last_units(on, rng, many)
    figures["two_lines"] = await _two_lines(on, rng, many)
    figures["code"] = await _code(on, rng)
    figures["edited_carts"] = await _edited_carts(on, rng)
    await asyncio.to_thread(await_settled, on.database_url, within_s=120)
    figures["books"] = await asyncio.to_thread(check_books, on.database_url)
    for sku in ("LAST", "LEFT", "RIGHT"):
        level = _level(on, sku)
        must(level == 0, f"all units of {sku} are sold and no more", level=level)
    return figures


async def _last_units(on: Stage, rng: random.Random, many: int) -> Figures:
    async with crowd(on.web_urls, many) as buyers:

        async def fill(buyer: Buyer) -> str:
            lines = [("LAST", 1)]
            if rng.random() < 0.5:
                lines.insert(rng.randrange(2), ("PLENTY", rng.randint(1, 3)))
            return await buyer.fill_cart(lines)

        carts: list[str] = await in_batches(buyers, fill)
        answers = await _all_pay(buyers, carts, rng)
    return _counted(answers, placed=UNITS)


async def _two_lines(on: Stage, rng: random.Random, many: int) -> Figures:
    """The same two SKUs in opposite order: locking in cart order would deadlock."""
    async with crowd(on.web_urls, many) as buyers:

        async def fill(buyer: Buyer) -> str:
            lines = [("LEFT", 1), ("RIGHT", 1)]
            return await buyer.fill_cart(lines if rng.random() < 0.5 else lines[::-1])

        carts: list[str] = await in_batches(buyers, fill)
        answers = await _all_pay(buyers, carts, rng)
    return _counted(answers, placed=UNITS)


async def _code(on: Stage, rng: random.Random) -> Figures:
    async with crowd(on.web_urls, RACES) as buyers:

        async def fill(buyer: Buyer) -> str:
            return await buyer.fill_cart([("OTHER", 1)], codes=["ONCE"])

        carts: list[str] = await in_batches(buyers, fill)
        answers = await _all_pay(buyers, carts, rng)
    used = one(on.database_url, "SELECT used FROM promotion_codes WHERE code = 'ONCE'")
    must(used == 1, "a single-use code is used once", used=used)
    return _counted(answers, placed=1, refusal="code_refused")


async def _edited_carts(on: Stage, rng: random.Random) -> Figures:
    """A line is added, changed or removed while the cart is being paid."""
    async with crowd(on.web_urls, RACES * 2) as people:
        payers, editors = people[:RACES], people[RACES:]

        async def fill(buyer: Buyer) -> str:
            return await buyer.fill_cart([("OTHER", 2), ("PLENTY", 1)])

        carts: list[str] = await in_batches(payers, fill)
        acts = []
        for payer, editor, cart_id in zip(payers, editors, carts, strict=True):
            acts.append(lambda p=payer, c=cart_id, k=keyed(rng): p.pay_patiently(c, key=k))
            acts.append(_edit(editor, cart_id, rng.randrange(3)))
        answers: list[Answer] = await at_once(acts, rng)
    paid = Counter(status for status, _ in answers[::2])
    edited = Counter(status for status, _ in answers[1::2])
    must(set(paid) <= {202}, "a cart that is edited can still be paid", paid=paid)
    must(set(edited) <= {200, 409}, "an edit works or is refused as too late", edited=edited)
    return {"paid": paid[202], "edits_before": edited[200], "edits_too_late": edited[409]}


def _edit(editor: Buyer, cart_id: str, choice: int) -> Any:
    lines = f"/carts/{cart_id}/lines"
    if choice == 0:
        return lambda: editor.ask("POST", lines, sku="PLENTY", quantity=5)
    if choice == 1:
        return lambda: editor.ask("PATCH", f"{lines}/OTHER", quantity=7)
    return lambda: editor.ask("DELETE", f"{lines}/PLENTY")


async def _all_pay(buyers: list[Buyer], carts: list[str], rng: random.Random) -> list[Answer]:
    acts = [
        lambda b=buyer, c=cart_id, k=keyed(rng): b.pay_patiently(c, key=k)
        for buyer, cart_id in zip(buyers, carts, strict=True)
    ]
    answers: list[Answer] = await at_once(acts, rng)
    return answers


def _counted(answers: list[Answer], *, placed: int, refusal: str = "sold_out") -> Figures:
    codes = Counter(body.get("code", status) for status, body in answers)
    must(codes[202] == placed, f"exactly {placed} orders are placed", answers=codes)
    must(codes[refusal] == len(answers) - placed, "everyone else is refused clearly", answers=codes)
    return {"buyers": len(answers), "placed": codes[202], refusal: codes[refusal]}


def _level(on: Stage, sku: str) -> int:
    return int(
        one(
            on.database_url,
            "SELECT on_hand FROM stock_levels JOIN variants ON id = variant_id WHERE sku = %s",
            sku,
        )
    )
