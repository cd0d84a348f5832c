"""Proof: races for codes and carts, as ACIDRain describes them, on whatever may run out or change.

Gift cards, store credit, uses of codes and of promotions, units that are sold ahead; carts that change
across a tier of prices while a planned price begins; orders that clerks edit, refund and cancel. Every
race is run by several processes at once against one PostgreSQL, and after each wave the shop's own
books are read: never one too many, and none too few.

(T. Warszawski, P. Bailis: ACIDRain, SIGMOD 2017.)
"""

import asyncio
import contextlib
import multiprocessing
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from lonja.kernel.db import Database
from lonja.shelf import api as shelf
from lonja_tools.proofs import Figures
from lonja_tools.proofs.own_server import own_server
from lonja_tools.proofs.races.acts import Act, perform
from lonja_tools.proofs.races.arena import Arena
from lonja_tools.proofs.races.codes import GiftCard, OnceInAll, OncePerBuyer, OneUse, StoreCredit
from lonja_tools.proofs.races.goods import ChangedCarts, Clerks, SoldAhead
from lonja_tools.proofs.small_shop import open_small_shop

ATTEMPTS: Final = 100_000
PROCESSES: Final = 3
WITHIN_S: Final = 3 * 3600.0
ARENAS: Final[tuple[type[Arena], ...]] = (
    GiftCard, StoreCredit, OneUse, OncePerBuyer, OnceInAll, SoldAhead, ChangedCarts, Clerks,
)  # fmt: skip
GET_READY_S: Final = 0.02
UNITS: Final = 10_000_000


def prove(
    seed: int,
    *,
    attempts: int = ATTEMPTS,
    processes: int = PROCESSES,
    within_s: float = WITHIN_S,
) -> Figures:
    with own_server() as server:
        url = server.url("lonja")
        return prove_on(url, seed, attempts=attempts, processes=processes, within_s=within_s)


def prove_on(
    url: str, seed: int, *, attempts: int, processes: int = PROCESSES, within_s: float = WITHIN_S
) -> Figures:
    """On an empty, migrated database. It ends after `attempts`, or with the wave that `within_s` ends in."""
    with _processes(processes) as pools:
        return asyncio.run(_prove(url, random.Random(seed), pools, attempts, within_s))


@contextlib.contextmanager
def _processes(count: int) -> Iterator[list[ProcessPoolExecutor]]:
    """Pools of one process each, so that every process has its share of each wave."""
    context = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as closing:
        yield [
            closing.enter_context(ProcessPoolExecutor(1, mp_context=context)) for _ in range(count)
        ]


async def _prove(
    url: str,
    rng: random.Random,
    pools: Sequence[ProcessPoolExecutor],
    attempts: int,
    within_s: float,
) -> Figures:
    database = Database(url, refresh=shelf.refresh, application="lonja races")
    await open_small_shop(database, {"PLENTY": UNITS, "OTHER": UNITS})
    arenas = [kind(database, number) for number, kind in enumerate(ARENAS)]
    for arena in arenas:
        await arena.begin()
    began = time.monotonic()
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    waves = done = 0
    while done < attempts and time.monotonic() - began < within_s:
        acts = await asyncio.gather(*(arena.prepare() for arena in arenas))
        answers = await _wave(url, acts, pools, rng)
        for arena, given in zip(arenas, answers, strict=True):
            await arena.check(given)
            counted[arena.name].update(given.values())
            done += len(given)
        waves += 1
    await database.close()
    return {
        "attempts": done,
        "waves": waves,
        "processes": len(pools),
        "seconds": round(time.monotonic() - began, 1),
        **{name: dict(codes.most_common()) for name, codes in counted.items()},
    }


async def _wave(
    url: str,
    acts: Sequence[Sequence[Act]],
    pools: Sequence[ProcessPoolExecutor],
    rng: random.Random,
) -> list[dict[Act, str]]:
    """Deal all acts out to the processes, which begin at one moment; the answers, by arena."""
    dealt: list[list[tuple[int, Act]]] = [[] for _ in pools]
    everything = [(place, act) for place, one in enumerate(acts) for act in one]
    rng.shuffle(everything)
    for place, pair in enumerate(everything):
        dealt[place % len(pools)].append(pair)
    at, loop = time.time() + GET_READY_S, asyncio.get_running_loop()
    found = await asyncio.gather(
        *(
            loop.run_in_executor(pool, perform, url, [act for _, act in share], at)
            for pool, share in zip(pools, dealt, strict=True)
        )
    )
    answers: list[dict[Act, str]] = [{} for _ in acts]
    for share, codes in zip(dealt, found, strict=True):
        for (arena, act), code in zip(share, codes, strict=True):
            answers[arena][act] = code
    return answers
