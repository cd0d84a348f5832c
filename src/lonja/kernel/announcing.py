"""NOTIFY: how changes reach other processes. Messages that must arrive go through the outbox."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Collection, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Final

from lonja.kernel.pool import Pool
from lonja.kernel.transaction import Change, Connection

CHANNEL: Final = "lonja_changes"
"""Each payload is a list of `{"kind": …, "key": …}`."""

FLUSH_S: Final = 0.05
MAX_WAITING: Final = 10_000
NOTIFY_BYTES: Final = 7900

log = logging.getLogger(__name__)


class Announcer:
    """Announces changes in small batches after their commits; a crash loses the last 50 ms.

    NOTIFY inside a busy transaction would make all commits queue for one lock; out here one call
    carries many.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: dict[Change, None] = {}
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def announce(self, changes: Collection[Change]) -> None:
        room = MAX_WAITING - len(self._waiting)
        self._waiting |= dict.fromkeys(islice(changes, room))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._flush())

    async def close(self) -> None:
        self._closing.set()
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _flush(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), FLUSH_S)
        while self._waiting:
            batch, self._waiting = self._waiting, {}
            try:
                async with self._pool.connection(autocommit=True) as db:
                    await notify(db, batch)
            except Exception:
                log.warning("changes not announced", exc_info=True, extra={"lost": len(batch)})


async def notify(db: Connection, changes: Collection[Change]) -> None:
    """Send them to every process that listens; inside a transaction, with its commit."""
    await db.execute(
        "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS t(payload)",
        (CHANNEL, list(_payloads(changes))),
    )


def _payloads(changes: Collection[Change]) -> Iterator[str]:
    """Lists that NOTIFY takes: fewer than 8,000 bytes each."""
    texts: list[str] = []
    size = 2
    for change in changes:
        text = json.dumps(asdict(change))
        if texts and size + len(text) + 2 > NOTIFY_BYTES:
            yield f"[{', '.join(texts)}]"
            texts, size = [], 2
        texts.append(text)
        size += len(text) + 2
    yield f"[{', '.join(texts)}]"


def read_changes(payload: str) -> list[Change]:
    """The changes of one NOTIFY; fields that a newer sender added are ignored."""
    return [Change(one["kind"], str(one.get("key", ""))) for one in json.loads(payload)]
