"""Runs of the ETL that die in the middle, and the one after them: the warehouse is as the shop."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from lonja.kernel import outbox
from lonja.kernel.db import Database
from lonja.reports.api import RunEtl
from lonja_tools.proofs import Figures, must
from lonja_tools.proofs.observed import one
from lonja_tools.proofs.stage import Stage

KILLS: Final = 3
WITHIN_S: Final = 600


async def kill_some(on: Stage, database: Database) -> int:
    """Kill the host `KILLS` times, each while a run is at work; return how many died in one."""
    died = 0
    for _ in range(KILLS):
        await asyncio.to_thread(on.etl.await_ready)
        before = _last(on)
        await _request(database)
        await asyncio.to_thread(_await, partial(_is_newer, on, before))
        on.etl.kill()
        died += _count(on, "running")
        on.etl.start()
    return died


async def check(on: Stage, database: Database) -> Figures:
    """Check that a run asked for now ends well; a run that is done has compared to the cent."""
    await asyncio.to_thread(on.etl.await_ready)
    before = _last(on)
    await _request(database)
    await asyncio.to_thread(_await, lambda: one(on.warehouse_url, f"{_DONE} AND id > %s", before))
    states = {state: _count(on, state) for state in ("done", "failed", "red", "running")}
    must(_last(on) > before and states["done"] > 0, "a run ends after those that died", **states)
    must(states["running"] == states["red"] == 0, "no run stays, none differs", **states)
    return states


_DONE = "SELECT count(*) FROM etl.run WHERE state = 'done'"


def _await(happened: Callable[[], object]) -> None:
    """Return when it happened; what did not in time is told by the check after it."""
    ends_at = time.monotonic() + WITHIN_S
    while not happened() and time.monotonic() < ends_at:
        time.sleep(0.02)


async def _request(database: Database) -> None:
    async with database.transaction() as db:
        await outbox.put(db, RunEtl("proof"))


def _last(on: Stage) -> int:
    """The number of the newest run; 0 while the warehouse has no tables."""
    if not one(on.warehouse_url, "SELECT to_regclass('etl.run') IS NOT NULL"):
        return 0
    return int(one(on.warehouse_url, "SELECT coalesce(max(id), 0) FROM etl.run"))


def _is_newer(on: Stage, than: int) -> bool:
    return _last(on) > than


def _count(on: Stage, state: str) -> int:
    return int(one(on.warehouse_url, "SELECT count(*) FROM etl.run WHERE state = %s", state))
