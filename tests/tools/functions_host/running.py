"""Small apps without files, and hosts that run them inside the test."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lonja_tools.functions_host import ncrontab
from lonja_tools.functions_host.clock import Clock
from lonja_tools.functions_host.host import HOST_ID_SETTING, Host, Limits
from lonja_tools.functions_host.host_json import HostOptions, QueueOptions
from lonja_tools.functions_host.loader import App, Function, QueueFunction, TimerFunction

CONNECTION = "SHOP_STORAGE"
HERE = Path(__file__).parent


def on_queue(
    queue: str, call: Callable[..., Any], *, name: str = "", wants_context: bool = False
) -> QueueFunction:
    return QueueFunction(
        name=name or f"on_{queue}",
        call=call,
        argument=_first_parameter(call),
        is_async=asyncio.iscoroutinefunction(call),
        wants_context=wants_context,
        folder=HERE,
        queue=queue,
        connection=CONNECTION,
    )


def _first_parameter(call: Callable[..., Any]) -> str:
    return next(iter(inspect.signature(call).parameters))


def on_timer(
    schedule: str,
    call: Callable[..., Any],
    *,
    name: str = "tick",
    run_on_startup: bool = False,
    use_monitor: bool | None = None,
) -> TimerFunction:
    return TimerFunction(
        name=name,
        call=call,
        argument=_first_parameter(call),
        is_async=asyncio.iscoroutinefunction(call),
        wants_context=False,
        folder=HERE,
        schedule=ncrontab.parse(schedule),
        run_on_startup=run_on_startup,
        use_monitor=use_monitor,
    )


def a_host(
    connection: str,
    *functions: Function,
    clock: Clock | None = None,
    host_id: str = "test",
    lease_s: int = 600,
    shutdown_s: float = 10,
    **queue_options: Any,
) -> Host:
    app = App(
        folder=HERE,
        queues=tuple(each for each in functions if isinstance(each, QueueFunction)),
        timers=tuple(each for each in functions if isinstance(each, TimerFunction)),
        https=(),
    )
    quick = {"max_polling_interval_s": 0.1, **queue_options}
    return Host(
        app,
        HostOptions(queues=QueueOptions(**quick)),
        {CONNECTION: connection, "AzureWebJobsStorage": connection, HOST_ID_SETTING: host_id},
        limits=Limits(lease_s=lease_s, shutdown_s=shutdown_s),
        clock=clock,
    )


@asynccontextmanager
async def running(host: Host, *, port: int | None = None) -> AsyncIterator[Host]:
    stop = asyncio.Event()
    task = asyncio.create_task(host.run(stop, port=port))
    started = asyncio.create_task(host.started.wait())
    await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED)
    started.cancel()
    try:
        yield host
    finally:
        stop.set()
        await task


class Calls:
    """A function that records its arguments, and fails the first `failures` times."""

    def __init__(self, *, failures: int = 0) -> None:
        self.bodies: list[str] = []
        self.dequeue_counts: list[int] = []
        self._failures = failures

    async def __call__(self, message: Any) -> None:
        self.bodies.append(message.get_body().decode())
        self.dequeue_counts.append(message.dequeue_count)
        if len(self.bodies) <= self._failures:
            raise ValueError(f"failure {len(self.bodies)}")

    @property
    def function(self) -> Callable[[Any], Awaitable[None]]:
        async def call(message: Any) -> None:
            await self(message)

        return call


class Gate:
    """A function that runs until the test lets it end."""

    def __init__(self) -> None:
        self.running = 0
        self.most_running = 0
        self.begun = 0
        self.ended = 0
        self._slots = asyncio.Semaphore(0)

    async def function(self, message: object) -> None:
        self.begun += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await self._slots.acquire()
        finally:
            self.running -= 1
        self.ended += 1

    def let_end(self, count: int = 1) -> None:
        for _ in range(count):
            self._slots.release()
