"""A second server that follows the first: lists and counts of the back office read from it.

Before each read we check its lag. We wait a moment for changes committed before the read,
so that a clerk who changed something sees it in the next list. If the replica lags too
far, is down, or was promoted, we read from the primary.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection

from lonja.kernel.db import Database, one
from lonja.kernel.errors import Unavailable

ANSWERS_WITHIN_S: Final = 1.5
CATCHES_UP_WITHIN_S: Final = 0.25
LOOK_EVERY_S: Final = 0.02
LEFT_ALONE_S: Final = 5.0
"""After it was away or too far behind: no list waits for it in the meantime."""

# Without anything left to replay it is current, however long ago the last commit was.
_HOW_FAR: Final = """
SELECT pg_is_in_recovery() AS follows,
       pg_last_wal_replay_lsn() >= %(lsn)s::pg_lsn AS is_current,
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 AS behind_s
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Progress:
    follows: bool
    is_current: bool | None
    behind_s: float | None


@dataclass(frozen=True, slots=True)
class Read:
    """A connection for reads, and how old what it shows may be; None from the first server."""

    db: AsyncConnection[Any]
    lag_s: float | None


class Replica:
    """Where lists are read; without a second server, the first one."""

    def __init__(self, primary: Database, replica: Database | None, *, limit_s: float) -> None:
        self._primary, self._replica, self._limit_s = primary, replica, limit_s
        self._left_alone_until = 0.0

    @property
    def exists(self) -> bool:
        return self._replica is not None

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Read]:
        async with contextlib.AsyncExitStack() as stack:
            found = await self._current(stack)
            if found is None:
                yield Read(await stack.enter_async_context(self._primary.reading()), None)
                return
            try:
                yield found
            except psycopg.OperationalError as error:
                # It died under the query, or cancelled it to go on replaying.
                self._leave_alone(str(error))
                raise Unavailable("the replica went away; the next read does without it") from error

    async def _current(self, stack: contextlib.AsyncExitStack) -> Read | None:
        if self._replica is None or time.monotonic() < self._left_alone_until:
            return None
        async with self._primary.reading() as primary:
            lsn = await one(primary, str, "SELECT pg_current_wal_lsn()::text")
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                db = await stack.enter_async_context(self._replica.reading())
                lag_s = await _lag_s(db, lsn)
        except (Unavailable, psycopg.Error, TimeoutError) as error:
            self._leave_alone(f"it does not answer: {error}")
            return None
        if lag_s is None or lag_s > self._limit_s:
            self._leave_alone("it does not follow" if lag_s is None else f"{lag_s:.1f} s behind")
            return None
        return Read(db, lag_s)

    def _leave_alone(self, why: str) -> None:
        self._left_alone_until = time.monotonic() + LEFT_ALONE_S
        log.warning("lists are read without the replica", extra={"why": why})


async def _lag_s(db: AsyncConnection[Any], lsn: str) -> float | None:
    """Zero when it has all that was committed before; None where it follows no primary."""
    give_up_at = time.monotonic() + CATCHES_UP_WITHIN_S
    while True:
        row = await one(db, _Progress, _HOW_FAR, lsn=lsn)
        if not row.follows:
            return None
        if row.is_current:
            return 0.0
        if time.monotonic() >= give_up_at:
            return row.behind_s
        await asyncio.sleep(LOOK_EVERY_S)
