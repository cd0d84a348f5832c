"""Proof: the provider's books, ours, the documents and the warehouse agree to the cent.

A thousand orders by every way to pay, each with a fate of its own (refunded, cancelled, returned,
exchanged, edited, disputed), while a functions host is killed again and again, Stripe's events come
late, twice and in no order, and some of its answers are lost. The local Stripe stands for the real one.

The lease of a running message is 5 s here instead of Azure's fixed 600 s, and orders that nobody pays
lose their hold at the end, so that nobody has to wait for half an hour.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lonja.bootstrap import open_shop
from lonja.kernel.settings import Settings
from lonja_tools.proofs import Broken, Figures
from lonja_tools.proofs.buyers import Buyer, crowd
from lonja_tools.proofs.money import by_hand
from lonja_tools.proofs.money.books import compare
from lonja_tools.proofs.money.courses import PAIRS, Life, chosen
from lonja_tools.proofs.money.desk import TRIES, Desk
from lonja_tools.proofs.money.fates import Day
from lonja_tools.proofs.money.goods import open_for_sale
from lonja_tools.proofs.money.paying import Till
from lonja_tools.proofs.money.stripe import WORST, Stripe
from lonja_tools.proofs.observed import one
from lonja_tools.proofs.stage import Stage, stage

__all__ = ["ORDERS", "PAIRS", "prove", "prove_on"]

ORDERS: Final = 1_000
ORDERS_PER_KILL: Final = 10
AT_ONCE: Final = 32
LEASE_S: Final = 5
END_WITHIN_S: Final = 1_200.0
FEW: Final = 100
"""With fewer orders Stripe answers every request: a lost answer costs minutes of waiting."""


def prove(seed: int, *, orders: int = ORDERS) -> Figures:
    with stage(lease_s=LEASE_S, with_stripe=True) as on:
        return prove_on(on, seed, orders=orders)


def prove_on(on: Stage, seed: int, *, orders: int = ORDERS) -> Figures:
    """On a stage that may have proved something else before; it has a local Stripe."""
    return asyncio.run(_prove(on, random.Random(seed), orders))


async def _prove(on: Stage, rng: random.Random, count: int) -> Figures:
    lives = chosen(count, rng)
    async with open_shop(_settings(on), "proof") as shop, crowd(on.web_urls, count) as buyers:
        await open_for_sale(shop)
        for buyer in buyers:
            buyer.tries = TRIES
        till = Till(Desk(shop), Stripe(buyers[0].session, on.settings["LONJA_STRIPE_URL"]))
        await till.stripe.fail(WORST if count >= FEW else [])
        killed = await _live_and_kill(on, till, lives, buyers, rng)
        await till.stripe.fail([])
        by_people = await by_hand.end(on, till.desk, lives, within_s=END_WITHIN_S)
        kept = await till.stripe.kept()
    figures = await compare(on, lives, kept)
    return {
        "ways": dict(sorted(Counter(life.way for life in lives).items())),
        "fates": dict(sorted(Counter(life.fate for life in lives).items())),
        "kills": killed,
        "lease_seconds": LEASE_S,
        "stripe": dict(sorted(kept.moved.items())),
        "transferred_back_by_hand": by_people,
        "dead_letters": one(on.database_url, "SELECT count(*) FROM dead_letters"),
        "books": figures,
    }


def _settings(on: Stage) -> Settings:
    """The proof's own process is one of the shop's."""
    said = {name.removeprefix("LONJA_").lower(): text for name, text in on.settings.items()}
    return Settings.model_validate(said)


@dataclass(slots=True)
class _Turns:
    """So many orders may have begun; each kill lets some more begin."""

    allowed: int
    begun: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def wait(self) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: self.begun < self.allowed)
            self.begun += 1
            self.changed.notify_all()

    async def allow(self, more: int) -> None:
        async with self.changed:
            self.allowed += more
            self.changed.notify_all()

    async def begun_of(self, least: int) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: self.begun >= least)


async def _live_and_kill(
    on: Stage, till: Till, lives: Sequence[Life], buyers: Sequence[Buyer], rng: random.Random
) -> Figures:
    kills = len(lives) // ORDERS_PER_KILL
    turns, gate = _Turns(2 * ORDERS_PER_KILL), asyncio.Semaphore(AT_ONCE)

    async def live(life: Life, buyer: Buyer, own: random.Random) -> None:
        async with gate:
            await turns.wait()
            try:
                await Day(till, life, buyer, own).live_through()
            except Broken as broken:
                raise Broken(f"{life.way}, {life.fate}, order {life.number}: {broken}") from broken

    try:
        async with asyncio.TaskGroup() as group:
            for life, buyer in zip(lives, buyers, strict=True):
                group.create_task(live(life, buyer, random.Random(rng.random())))
            killing = group.create_task(_kill(on, turns, kills, random.Random(rng.random())))
    except* Broken as broken:
        raise Broken("; ".join(map(str, broken.exceptions))) from broken
    return killing.result()


async def _kill(on: Stage, turns: _Turns, kills: int, rng: random.Random) -> Figures:
    """SIGKILL the hosts by turns, each once some more orders have begun."""
    at_work = 0
    for turn in range(kills):
        await turns.begun_of((turn + 1) * ORDERS_PER_KILL)
        await asyncio.sleep(rng.uniform(0.0, 1.0))
        victim = on.hosts[turn % len(on.hosts)]
        await asyncio.to_thread(victim.await_ready)
        at_work += await asyncio.to_thread(one, on.database_url, _AT_WORK)
        victim.kill()
        victim.start()
        await turns.allow(ORDERS_PER_KILL)
    for host in on.hosts:
        await asyncio.to_thread(host.await_ready)
    return {"sigkills": kills, "orders_and_refunds_under_way_at_those_moments": at_work}


_AT_WORK: Final = (
    "SELECT (SELECT count(*) FROM orders WHERE status IN ('placed', 'paying'))"
    " + (SELECT count(*) FROM refunds WHERE status IN ('requested', 'sent'))"
)
