"""The host: an app, its listeners and timers, started together and stopped in order."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from azure.functions.queue import QueueMessage

from lonja_tools.functions_host import http_triggers
from lonja_tools.functions_host.clock import Clock, SystemClock
from lonja_tools.functions_host.host_json import HostOptions
from lonja_tools.functions_host.invocation import THREADS_SETTING, Invoker
from lonja_tools.functions_host.listener import Listener
from lonja_tools.functions_host.loader import App, QueueFunction, TimerFunction
from lonja_tools.functions_host.log import log_event
from lonja_tools.functions_host.processor import Processor
from lonja_tools.functions_host.queues import poison_name
from lonja_tools.functions_host.settings import Connections
from lonja_tools.functions_host.status import FunctionStatus, StatusServer
from lonja_tools.functions_host.timer_store import TimerStore
from lonja_tools.functions_host.timers import Timer

HOST_STORAGE = "Storage"  # read as AzureWebJobsStorage
HOST_ID_SETTING = "AzureFunctionsWebHost__hostid"
MAX_HOST_ID = 32


@dataclass(frozen=True)
class Limits:
    """Timings that a laptop or a proof may set; Azure uses 600 s, 60 s, and up to an hour."""

    lease_s: int = 600
    # How long a killed host blocks its timers for its successor; Azure's minimum is 15 s.
    timer_lease_s: int = 15
    shutdown_s: float = 10.0


class Host:
    def __init__(
        self,
        app: App,
        options: HostOptions,
        settings: Mapping[str, str],
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._app = app
        self._options = options
        self._settings = settings
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        threads = settings.get(THREADS_SETTING)
        self._invoker = Invoker(options.function_timeout_s, int(threads) if threads else None)
        self._connections = Connections(settings)
        self._listeners: list[Listener] = []
        self._timers: list[Timer] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._manual_runs: set[asyncio.Task[Any]] = set()
        self.statuses: list[FunctionStatus] = []
        self.port: int | None = None
        self.started = asyncio.Event()

    @property
    def dead(self) -> list[str]:
        return [name for name, task in self._tasks.items() if task.done()]

    @property
    def in_flight(self) -> int:
        return sum(each.in_flight for each in self.statuses)

    @property
    def _running(self) -> list[Listener | Timer]:
        return [*self._listeners, *self._timers]

    def wake(self, queue: str) -> bool:
        """Wake the listeners of this queue; False if there are none."""
        listening = [each for each in self._listeners if each.queue.name == queue]
        for listener in listening:
            listener.wake()
        return bool(listening)

    def run_now(self, name: str, text: str) -> bool:
        """Start one function outside its trigger; False if its name is unknown."""
        work: Coroutine[Any, Any, Any] | None = None
        for timer in self._timers:
            if timer.function.name == name:
                work = timer.run_now()
        for function in self._app.queues:
            if function.name == name:
                work = self._run_by_hand(function, text)
        if work is None:
            return False
        task = asyncio.ensure_future(work)
        self._manual_runs.add(task)
        task.add_done_callback(self._manual_runs.discard)
        return True

    async def _run_by_hand(self, function: QueueFunction, text: str) -> None:
        message = QueueMessage(body=text, dequeue_count=1)  # type: ignore[no-untyped-call]
        ran = await self._invoker.run(function, message)
        ran.log(function, "by hand")

    async def run(self, stop: asyncio.Event, *, port: int | None = None) -> bool:
        """Run until `stop`; True if everything in flight finished."""
        async with AsyncExitStack() as closing:
            await closing.enter_async_context(self._connections)
            self._join()
            if port is not None:
                server = StatusServer(self, http_triggers.routes(self._app, self._invoker))
                closing.push_async_callback(server.close)
                self.port = await server.start(port)
            for each in self._running:
                task = asyncio.create_task(each.run(), name=each.status.name)
                task.add_done_callback(_log_death)
                self._tasks[each.status.name] = task
            self._log_start()
            self.started.set()
            await stop.wait()
            return await self._stop()

    def _join(self) -> None:
        for function in self._app.queues:
            self._listeners.append(self._listener(function))
        for timer in self._app.timers:
            self._timers.append(self._timer(timer))

    def _listener(self, function: QueueFunction) -> Listener:
        status = FunctionStatus(function.name, "queue", function.queue)
        self.statuses.append(status)
        queue = self._connections.queue(function.connection, function.queue)
        poison = poison_name(function.queue)
        processor = Processor(
            function=function,
            queue=queue,
            poison=self._connections.queue(function.connection, poison) if poison else None,
            options=self._options.queues,
            invoker=self._invoker,
            clock=self._clock,
            lease_s=self._limits.lease_s,
            status=status,
            wake=self.wake,
        )
        return Listener(
            queue=queue,
            process=processor.process,
            options=self._options.queues,
            clock=self._clock,
            lease_s=self._limits.lease_s,
            status=status,
        )

    def _timer(self, function: TimerFunction) -> Timer:
        status = FunctionStatus(function.name, "timer", function.schedule.text)
        self.statuses.append(status)
        host_id = self._settings.get(HOST_ID_SETTING, self._app.folder.resolve().name)
        store = TimerStore(
            self._connections.blobs(HOST_STORAGE),
            host_id=host_id.lower()[:MAX_HOST_ID],
            function=function.name,
        )
        return Timer(
            function=function,
            store=store,
            invoker=self._invoker,
            clock=self._clock,
            status=status,
            lease_s=self._limits.timer_lease_s,
        )

    async def _stop(self) -> bool:
        log_event("stopping: no new work, waiting for what runs", in_flight=self.in_flight)
        for each in self._running:
            each.stop()
        ending = asyncio.create_task(self._end())
        done, _ = await asyncio.wait({ending}, timeout=self._limits.shutdown_s)
        left = self.in_flight
        if not done:
            ending.cancel()
            for task in self._tasks.values():
                task.cancel()
            log_event(
                "stopped; what still ran is left to its lease", level=logging.WARNING, left=left
            )
        else:
            log_event("stopped", left=left)
        self._invoker.close()
        return bool(done)

    async def _end(self) -> None:
        await asyncio.gather(*self._tasks.values(), *self._manual_runs, return_exceptions=True)
        for listener in self._listeners:
            await listener.drain()

    def _log_start(self) -> None:
        queues = self._options.queues
        log_event(
            "Lonja's functions host: a development tool with the semantics of Azure's storage "
            "queue and timer extensions. In Azure, Microsoft's host runs this app.",
            folder=str(self._app.folder),
            functions=self._app.names,
            lease_s=self._limits.lease_s,
            max_in_flight=queues.max_in_flight,
            max_polling_interval_s=queues.max_polling_interval_s,
            max_dequeue_count=queues.max_dequeue_count,
            port=self.port,
        )


def _log_death(task: asyncio.Task[None]) -> None:
    # /healthz reports it, too, until the host is restarted.
    if not task.cancelled() and (error := task.exception()) is not None:
        name = task.get_name()
        log_event("a listener died", level=logging.CRITICAL, function=name, error=repr(error))
