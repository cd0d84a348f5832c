"""Sees to it that what is planned for a time begins in the second that it should.

A storefront has it because it is the one that keeps pages in memory: while any of them runs, lists
follow at once. The timer `clocks` is there for when none does.
"""

import asyncio
import contextlib
import logging
from collections.abc import Collection
from typing import Final

from psycopg import Error as DatabaseError

from lonja.actions.start_scheduled import next_start, start_all_scheduled
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.errors import Unavailable
from lonja.kernel.live import Listener
from lonja.kernel.transaction import Change

LOOK_EVERY_S: Final = 15.0
"""What another process plans is announced; this is for an announcement that got lost."""
SOONEST_S: Final = 0.2
"""Another process may be at it: look again so soon."""

log = logging.getLogger(__name__)


class Starts:
    def __init__(self, database: Database, listener: Listener) -> None:
        self._database = database
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        listener.hear(self._hear)

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _hear(self, changes: Collection[Change]) -> None:
        if any(change.kind == "schedule" for change in changes):
            self._woken.set()

    async def _run(self) -> None:
        while True:
            wait_s = LOOK_EVERY_S
            try:
                wait_s = await self._look()
            except (Unavailable, DatabaseError) as error:
                log.warning("nothing planned was started", extra={"error": str(error)})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            self._woken.clear()

    async def _look(self) -> float:
        """Start what is due; the seconds until the next look."""
        async with self._database.reading() as db:
            due = await next_start(db)
        if due is not None and due <= clock.now():
            await start_all_scheduled(self._database, clock.now)
            async with self._database.reading() as db:
                due = await next_start(db)
        if due is None:
            return LOOK_EVERY_S
        return min(LOOK_EVERY_S, max(SOONEST_S, (due - clock.now()).total_seconds()))
