"""How a process receives changes: its own after their commit, and those of others by LISTEN.

Only live pages and caches depend on this. Messages that must arrive go through the outbox.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Collection
from typing import Final

import psycopg

from lonja.kernel.announcing import CHANNEL, read_changes
from lonja.kernel.db import as_libpq
from lonja.kernel.transaction import Change

PING_S: Final = 2.0
SILENT_AFTER_S: Final = 5.0

log = logging.getLogger(__name__)

type Hearer = Callable[[Collection[Change]], None]


class Listener:
    """One LISTEN connection for a process; reconnects by itself, and knows when it is deaf."""

    def __init__(self, url: str) -> None:
        self._url = as_libpq(url)
        self._hearers: list[Hearer] = []
        self._reconnected: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._heard_at = 0.0

    @property
    def is_live(self) -> bool:
        """False while changes may be passing us by: caches are not to be trusted then."""
        return time.monotonic() - self._heard_at < SILENT_AFTER_S

    def hear(self, hearer: Hearer, *, reconnected: Callable[[], None] | None = None) -> None:
        """Call `hearer(changes)`; `reconnected` after a gap in which changes were missed."""
        self._hearers.append(hearer)
        if reconnected is not None:
            self._reconnected.append(reconnected)

    def tell(self, changes: Collection[Change]) -> None:
        """Call the hearers; the database calls this for the commits of this process."""
        for hearer in self._hearers:
            hearer(changes)

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        delay = 0.1
        while True:
            try:
                await self._listen()
                delay = 0.1
            except (psycopg.Error, OSError) as error:
                log.warning("the listener lost its connection", extra={"error": str(error)})
            await asyncio.sleep(delay)
            delay = min(2.0, delay * 2)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, application_name="lonja listener", connect_timeout=5
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._heard_at = time.monotonic()
            for act in self._reconnected:
                act()
            while True:
                async for notify in connection.notifies(timeout=PING_S, stop_after=100):
                    self._take(notify.payload)
                await connection.execute("SELECT 1")
                self._heard_at = time.monotonic()

    def _take(self, payload: str) -> None:
        self._heard_at = time.monotonic()
        try:
            changes = read_changes(payload)
        except (ValueError, TypeError, KeyError):
            log.warning("an announcement that nobody can read")
            return
        self.tell(changes)
