"""What processes tell each other while they run: NOTIFY out, LISTEN in, one connection each.

Only live pages and caches stand on this. What must not be lost goes through the outbox.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from typing import Any, Final

import psycopg

from lonja.kernel.db import CHANGES_CHANNEL, Database, as_libpq, run

LIVE_CHANNEL: Final = "lonja_live"
"""News of orders, imports, campaigns: lists of `{"kind": …, "key": …, …}`."""

FLUSH_S: Final = 0.05
PING_S: Final = 2.0
SILENT_AFTER_S: Final = 5.0
MAX_WAITING: Final = 10_000
NOTIFY_BYTES: Final = 7900

log = logging.getLogger(__name__)

type News = dict[str, Any]
type Hearer = Callable[[str, list[News]], None]


class Announcer:
    """Sends news in small batches after the commits they speak of.

    NOTIFY inside a busy transaction would make all commits queue for one lock; out here one
    call carries many. News that a crash loses is seen at a page's next look.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[News] = []
        self._task: asyncio.Task[None] | None = None

    def announce(self, news: News) -> None:
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append(news)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._flush())

    async def close(self) -> None:
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _flush(self) -> None:
        await asyncio.sleep(FLUSH_S)
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                async with self._database.reading() as db:
                    for payload in _payloads(batch):
                        await run(
                            db,
                            "SELECT pg_notify(%(channel)s, %(payload)s)",
                            channel=LIVE_CHANNEL,
                            payload=payload,
                        )
            except Exception:
                log.warning("news not sent", exc_info=True, extra={"lost": len(batch)})


def _payloads(batch: list[News]) -> list[str]:
    payloads: list[str] = []
    current: list[str] = []
    size = 2
    for news in batch:
        text = json.dumps(news, default=str)
        if current and size + len(text) + 2 > NOTIFY_BYTES:
            payloads.append(f"[{', '.join(current)}]")
            current, size = [], 2
        current.append(text)
        size += len(text) + 2
    return [*payloads, f"[{', '.join(current)}]"]


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
        """False while news may be passing us by: caches are not to be trusted then."""
        return time.monotonic() - self._heard_at < SILENT_AFTER_S

    def hear(self, hearer: Hearer, *, reconnected: Callable[[], None] | None = None) -> None:
        """Call `hearer(channel, news)`; `reconnected` after a gap in which news was missed."""
        self._hearers.append(hearer)
        if reconnected is not None:
            self._reconnected.append(reconnected)

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
            await connection.execute(f"LISTEN {CHANGES_CHANNEL}")
            await connection.execute(f"LISTEN {LIVE_CHANNEL}")
            self._heard_at = time.monotonic()
            for act in self._reconnected:
                act()
            while True:
                async for notify in connection.notifies(timeout=PING_S, stop_after=100):
                    self._tell(notify.channel, notify.payload)
                await connection.execute("SELECT 1")
                self._heard_at = time.monotonic()

    def _tell(self, channel: str, payload: str) -> None:
        self._heard_at = time.monotonic()
        try:
            news = json.loads(payload)
        except ValueError:
            log.warning("news that nobody can read", extra={"channel": channel})
            return
        for hearer in self._hearers:
            hearer(channel, news)
