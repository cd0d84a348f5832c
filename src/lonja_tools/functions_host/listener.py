"""Polls a queue: a batch at a time while there is room, backing off while it is empty.

As the storage extension does it: fetch again at once while at most newBatchThreshold messages
are in flight; after an empty poll, a missing queue or a failing account wait 100 ms, then about
twice as long each time up to maxPollingInterval; a wake ends the wait.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from lonja_tools.functions_host.clock import Clock, sleep_unless
from lonja_tools.functions_host.host_json import QueueOptions
from lonja_tools.functions_host.log import log_event
from lonja_tools.functions_host.queues import Lost, Queue, Received, Unavailable
from lonja_tools.functions_host.status import FunctionStatus

MIN_INTERVAL_S = 0.1
JITTER = 0.2


@dataclass
class Backoff:
    """0.1, 0.2, 0.3, 0.5, 0.9, 1.7, … seconds: the extension's own series, with its jitter."""

    max_interval_s: float
    chance: random.Random = field(default_factory=random.Random)
    _current_s: float = 0.0
    _exponent: int = 0

    def next_s(self, *, had_messages: bool) -> float:
        """How long to wait now; `had_messages`: whether the last poll returned any."""
        if had_messages:
            self._current_s, self._exponent = MIN_INTERVAL_S, 1
        elif self._current_s != self.max_interval_s:
            interval_s = MIN_INTERVAL_S
            if self._exponent > 0:
                factor = self.chance.uniform(1 - JITTER, 1 + JITTER)
                interval_s += factor * 2.0 ** (self._exponent - 1) * MIN_INTERVAL_S
            if interval_s < self.max_interval_s:
                self._current_s = interval_s
                self._exponent += 1
            else:
                self._current_s = self.max_interval_s
        return self._current_s


@dataclass
class Listener:
    queue: Queue
    process: Callable[[Received], Awaitable[None]]
    options: QueueOptions
    clock: Clock
    lease_s: int
    status: FunctionStatus
    backoff: Backoff = field(init=False)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _in_flight: set[asyncio.Task[None]] = field(default_factory=set)
    _queue_exists: bool = False
    _is_stopping: bool = False

    def __post_init__(self) -> None:
        self.backoff = Backoff(self.options.max_polling_interval_s)

    def wake(self) -> None:
        """Poll now, whatever the back-off."""
        self._bell.set()

    def stop(self) -> None:
        """Stop polling; running functions continue."""
        self._is_stopping = True
        self._bell.set()

    async def run(self) -> None:
        had_messages = False
        while not self._is_stopping:
            # Cleared before polling, so that a wake during the poll is not lost.
            self._bell.clear()
            batch = await self._fetch()
            for message in batch:
                self._start(message)
            if batch:
                had_messages = True
                await self._room()
            elif not self._is_stopping:
                await sleep_unless(
                    self.clock, self.backoff.next_s(had_messages=had_messages), self._bell
                )
                had_messages = False

    async def drain(self) -> None:
        """Wait until nothing is in flight."""
        while self._in_flight:
            await asyncio.wait(self._in_flight)

    async def _fetch(self) -> list[Received]:
        try:
            if not self._queue_exists:
                self._queue_exists = await self.queue.exists()
            batch = (
                await self.queue.receive(self.options.batch_size, hidden_s=self.lease_s)
                if self._queue_exists
                else []
            )
        except (Lost, Unavailable) as error:
            self._queue_exists = False
            self._log_once(None if isinstance(error, Lost) else str(error))
            return []
        self._log_once(None)
        self.status.polled(self.clock.now(), queue_exists=self._queue_exists)
        return batch

    def _log_once(self, error: str | None) -> None:
        if error is not None and self.status.unreachable is None:
            log_event(
                "storage does not answer; retrying",
                level=logging.WARNING,
                function=self.status.name,
                queue=self.queue.name,
                error=error,
            )
        elif error is None and self.status.unreachable is not None:
            log_event("storage answers again", function=self.status.name, queue=self.queue.name)
        self.status.unreachable = error

    def _start(self, message: Received) -> None:
        task = asyncio.ensure_future(self.process(message))
        assert isinstance(task, asyncio.Task)
        self._in_flight.add(task)
        self.status.in_flight = len(self._in_flight)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self.status.in_flight = len(self._in_flight)
        if not task.cancelled() and (error := task.exception()) is not None:
            log_event(
                "the host itself failed on a message",
                level=logging.CRITICAL,
                function=self.status.name,
                error=repr(error),
            )

    async def _room(self) -> None:
        while len(self._in_flight) > self.options.new_batch_threshold:
            await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
