"""The relay: sends committed outbox rows to their queues, and sweeps rows left by a crash.

The process that wrote a row sends it at once and deletes it. Once a row's grace period is over,
any process may claim and send it. So a message may be sent twice, but is never lost.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from psycopg import Error as DatabaseError

from lonja.kernel import clock, limits
from lonja.kernel.db import Database
from lonja.kernel.errors import Unavailable
from lonja.kernel.outbox import claim_due, forget_sent
from lonja.kernel.transaction import Outgoing

WAITING_MAX: Final = 5_000
SWEEP_EVERY_S: Final = 5.0
PAUSE_AFTER_FAILURE_S: Final = 1.0

log = logging.getLogger(__name__)


class Queues(Protocol):
    async def send(self, queue: str, text: str) -> None: ...


type Wake = Callable[[str], Awaitable[None]]


class Relay:
    """One per process; the database that hands messages over is given to `start`.

    Until then, and once it is closed, it takes no messages: the sweep finds their rows.
    """

    def __init__(self, queues: Queues, *, wake: Wake | None = None) -> None:
        self._queues = queues
        self._wake = wake
        self._waiting: asyncio.Queue[Outgoing] = asyncio.Queue(WAITING_MAX)
        self._tasks: list[asyncio.Task[None]] = []

    def hand_over(self, messages: Sequence[Outgoing]) -> None:
        if self._tasks:
            with contextlib.suppress(asyncio.QueueFull):  # the sweep will find the rows
                for message in messages:
                    self._waiting.put_nowait(message)

    def start(self, database: Database) -> None:
        """Call it on the event loop that writes to the outbox."""
        self._database = database
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._send_for_ever()),
            loop.create_task(self._sweep_for_ever()),
        ]

    async def settled(self) -> None:
        """Wait until every message handed over so far has been attempted once."""
        await self._waiting.join()

    async def close(self) -> None:
        """Flush for at most a few seconds, then stop; the sweep sends the rest."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3):
                await self.settled()
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def sweep(self) -> int:
        """Send one batch of rows whose grace period is over; return how many were sent."""
        async with self._database.transaction() as db:
            due = await claim_due(db, now=clock.now())
        return await self._send(due)

    async def _send_for_ever(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < limits.OUTBOX_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                sent = await self._send(batch)
                if sent < len(batch):
                    await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
            except (Unavailable, DatabaseError) as error:
                log.warning("messages left to the sweep", extra={"error": str(error)})
            finally:
                for _ in batch:
                    self._waiting.task_done()

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            try:
                while await self.sweep() == limits.OUTBOX_BATCH:
                    pass
            except (Unavailable, DatabaseError) as error:
                log.warning("the outbox was not swept", extra={"error": str(error)})

    async def _send(self, batch: list[Outgoing]) -> int:
        if not batch:
            return 0
        answers = await asyncio.gather(
            *(self._queues.send(message.queue, message.text) for message in batch),
            return_exceptions=True,
        )
        sent: list[UUID] = []
        for message, answer in zip(batch, answers, strict=True):
            if isinstance(answer, BaseException):
                facts = {"queue": message.queue, "message_id": str(message.id)}
                log.warning("message not sent yet", extra=facts | {"error": str(answer)})
            else:
                sent.append(message.id)
        if sent:
            async with self._database.reading() as db:
                await forget_sent(db, sent)
        if self._wake is not None and sent:
            for queue in {message.queue for message in batch}:
                await self._wake(queue)
        return len(sent)
