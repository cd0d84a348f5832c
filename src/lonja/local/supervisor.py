"""`up`: brings every box to life in order, keeps it alive, and takes down what it started."""

import asyncio
import contextlib
import functools
import importlib
import importlib.util
import os
import shutil
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from lonja.local import azurite, health, schema, spa, topology
from lonja.local.children import Child, how_it_ended, last_words, rotate
from lonja.local.places import Places
from lonja.local.ports import check_free
from lonja.local.postgres import Postgres
from lonja.local.progress import Progress, step
from lonja.local.record import Identity, Run, Running, end, family, load
from lonja.local.tools import run_tool
from lonja.local.topology import Service
from lonja.local.trouble import Trouble, disk_full

LEAST_FREE_BYTES = 200 * 1024 * 1024
READY_WITHIN_S = 60
CRASHES_BEFORE_READY = 3
LONGEST_PAUSE_S = 30
STABLE_AFTER_S = 60
LOOK_EVERY_S = 10

type Readiness = Callable[[], Awaitable[bool]]


class Supervisor:
    def __init__(self, places: Places, base: int, progress: Progress) -> None:
        self._places, self._base, self._progress = places, base, progress
        self._postgres = Postgres(data=places.database, sockets=places.sockets)
        self._settings = topology.settings(places, base)
        self._children: dict[str, Child] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._stop, self._hurry = asyncio.Event(), asyncio.Event()
        self._trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ready = False
        me = Identity.of(os.getpid())
        self._run = Run(pid=me.pid, started=me.started, port_base=base)

    async def run(self) -> None:
        """Until a signal; raises `Trouble` when something cannot be started."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(name, self._on_signal)
        stopped = asyncio.ensure_future(_until_set(self._stop))
        rising = asyncio.ensure_future(self._bring_up())
        try:
            await asyncio.wait(
                {rising, stopped, self._trouble}, return_when=asyncio.FIRST_COMPLETED
            )
            if rising.done():
                rising.result()
                self._announce()
                watching = asyncio.ensure_future(self._watch())
                await asyncio.wait({stopped, self._trouble}, return_when=asyncio.FIRST_COMPLETED)
                watching.cancel()
            if self._trouble.done():
                self._trouble.result()
        finally:
            rising.cancel()
            with contextlib.suppress(asyncio.CancelledError, Trouble):
                await rising
            stopped.cancel()
            await self._take_down()

    def _on_signal(self) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    # Rising

    async def _bring_up(self) -> None:
        places = self._places
        if shutil.disk_usage(places.state).free < LEAST_FREE_BYTES:
            raise disk_full(str(places.state))
        await self._recover()
        check_free(self._base, topology.PORTS)
        self._run.save(places.record)
        storage = asyncio.ensure_future(self._start_storage())
        pages = asyncio.ensure_future(self._build_pages())
        try:
            await self._start_database()
            self._keep(topology.MAIL, topology.filled(topology.MAIL, places, self._base))
            await asyncio.gather(storage, pages)
        except BaseException:
            for task in (storage, pages):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Trouble):
                    await task
            raise
        await self._start_apps()

    async def _recover(self) -> None:
        """End what a killed run left behind; its data is whole, for nothing is deleted."""
        earlier = load(self._places.record)
        mark = str(self._places.state)
        left: list[Identity] = []
        if earlier is not None:
            for service in earlier.services:
                left += family(Identity(service.pid, service.started), mark=mark)
        server = self._postgres.running_pid()
        if server is not None and _serves(server, self._places.database):
            left += family(Identity.of(server), mark=mark)
        if left:
            with step(self._progress, "Ending what a killed run left", "A killed run recovered"):
                await asyncio.to_thread(end, left, by=signal.SIGINT, within_s=20)

    async def _start_database(self) -> None:
        with step(self._progress, "Starting PostgreSQL", "PostgreSQL 18"):
            await asyncio.to_thread(self._postgres.make)
            self._keep(topology.POSTGRES, self._postgres.command())
            await self._until(topology.POSTGRES, self._database_answers)
            await asyncio.to_thread(self._postgres.make_databases)
        places = self._places
        if (places.checkout / "alembic.ini").exists() and not await asyncio.to_thread(
            schema.is_current, self._postgres, places.checkout
        ):
            with step(self._progress, "Bringing the schema up to date", "Database schema"):
                await schema.upgrade(places, self._settings)
        if importlib.util.find_spec("lonja.local.demo") is not None:
            with step(self._progress, "Filling the demo shop", "Demo shop"):
                await run_tool(
                    [sys.executable, "-m", "lonja.local.demo"],
                    what="The demo shop",
                    cwd=places.checkout,
                    log=places.logs / "demo.log",
                    env={**os.environ, **self._settings},
                )

    async def _database_answers(self) -> bool:
        return await asyncio.to_thread(self._postgres.answers)

    async def _start_storage(self) -> None:
        places = self._places
        if not azurite.is_installed(places):
            with step(self._progress, "Installing Azurite", "Azurite installed"):
                await azurite.install(places)
        with step(self._progress, "Starting Azurite", "Queues and blobs"):
            places.storage.mkdir(exist_ok=True)
            self._keep(topology.STORAGE, azurite.command(places, self._base))
            await self._until(topology.STORAGE, self._storage_answers)
            await run_tool(
                [sys.executable, "-m", "lonja.local.storage", str(self._base)],
                what="The queues",
                cwd=places.checkout,
                log=places.logs / "storage.log",
            )

    async def _storage_answers(self) -> bool:
        ports = [topology.port(name, self._base) for name in ("blobs", "queues")]
        return all([await health.listens(number) for number in ports])

    async def _build_pages(self) -> None:
        if spa.exists(self._places) and not spa.is_built(self._places):
            with step(self._progress, "Building the back office's pages", "Back office built"):
                await spa.build(self._places)

    async def _start_apps(self) -> None:
        with step(self._progress, "Starting the shop", "The shop"):
            for app in topology.APPS:
                if topology.exists(app, self._places.checkout):
                    self._keep(app, topology.filled(app, self._places, self._base))
                else:
                    self._run.missing.append(app.title)
            for kept in list(self._run.services):
                service = _service(kept.name)
                if service not in {topology.POSTGRES, topology.STORAGE}:
                    await self._until(
                        service, functools.partial(health.is_ready, service, self._base)
                    )

    async def _until(self, service: Service, is_ready: Readiness) -> None:
        until = time.monotonic() + READY_WITHIN_S
        while not await is_ready():
            if time.monotonic() > until:
                log = self._log(service)
                raise Trouble(
                    f"{service.title} does not get ready within {READY_WITHIN_S} s."
                    f" Its last words:\n{last_words(log)}",
                    todo=f"All of it: {log}",
                )
            await asyncio.sleep(0.05)
        self._note(service, state="ready")

    # Keeping alive

    def _keep(self, service: Service, command: list[str]) -> None:
        self._run.services.append(
            Running(
                name=service.name,
                title=service.title,
                pid=0,
                started=0,
                log=str(self._log(service)),
                url=topology.address(service.port, self._base) if service.ready_path else "",
            )
        )
        self._keepers.append(asyncio.ensure_future(self._keep_alive(service, command)))

    async def _keep_alive(self, service: Service, command: list[str]) -> None:
        pause_s, crashes = 0.5, 0
        environment = {**os.environ, **self._settings, "PYTHONUNBUFFERED": "1"}
        while not self._stop.is_set():
            began = time.monotonic()
            child = await Child.start(
                service,
                command,
                log=self._log(service),
                cwd=self._places.checkout,
                env=environment,
                mark=str(self._places.state),
            )
            self._children[service.name] = child
            self._note(service, pid=child.identity.pid, started=child.identity.started)
            code = await child.wait()
            if self._stop.is_set():
                return
            if time.monotonic() - began > STABLE_AFTER_S:
                pause_s, crashes = 0.5, 0
            crashes += 1
            how = how_it_ended(code)
            if not self._ready and crashes >= CRASHES_BEFORE_READY:
                self._give_up(service, how)
                return
            text = f"{service.title} stopped ({how}); it is started again in {pause_s} s"
            self._progress.tell("note", text=text)
            self._note(service, state="restarting", restarted=True)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _give_up(self, service: Service, how: str) -> None:
        log = self._log(service)
        if not self._trouble.done():
            self._trouble.set_exception(
                Trouble(
                    f"{service.title} does not start ({how}). Its last words:\n{last_words(log)}",
                    todo=f"All of it: {log}",
                )
            )

    async def _watch(self) -> None:
        """Look at everybody's health now and then, say what changed, and keep the logs bounded."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for kept in self._run.services:
                rotate(Path(kept.log))
                service = _service(kept.name)
                state = "ready" if await health.is_ready(service, self._base) else "not ready"
                if state != kept.state:
                    self._progress.tell("note", text=f"{service.title} is {state}")
                    self._note(service, state=state)

    def _note(
        self,
        service: Service,
        *,
        state: str = "",
        pid: int = 0,
        started: float = 0,
        restarted: bool = False,
    ) -> None:
        for kept in self._run.services:
            if kept.name == service.name:
                kept.state = state or kept.state
                kept.restarts += restarted
                if pid:
                    kept.pid, kept.started = pid, started
        self._run.save(self._places.record)

    def _log(self, service: Service) -> Path:
        return self._places.logs / f"{service.name}.log"

    def _announce(self) -> None:
        self._ready = True
        self._run.state = "running"
        running = {service.name for service in self._run.services} | {"mail-inbox"}
        self._run.addresses = [
            {"what": port.what, "url": topology.address(name, self._base)}
            for name, port in topology.PORTS.items()
            if port.scheme and name in running
        ]
        self._run.sign_ins = _demo_sign_ins()
        self._run.save(self._places.record)
        self._progress.tell("ready")

    # Going down

    async def _take_down(self) -> None:
        """The doors first, then what they stand on, the database last."""
        self._stop.set()
        for keeper in self._keepers:
            if keeper.done() and not keeper.cancelled():
                keeper.exception()
        floor = [topology.STORAGE.name, topology.MAIL.name]
        upper = [name for name in self._children if name not in {*floor, topology.POSTGRES.name}]
        for names in (upper, floor, [topology.POSTGRES.name]):
            children = [self._children[name] for name in names if name in self._children]
            await asyncio.gather(*(child.stop(hurry=self._hurry) for child in children))
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._places.record.unlink(missing_ok=True)


async def _until_set(event: asyncio.Event) -> None:
    await event.wait()


def _service(name: str) -> Service:
    everything = (topology.POSTGRES, topology.STORAGE, topology.MAIL, *topology.APPS)
    return next(service for service in everything if service.name == name)


def _serves(pid: int, data: Path) -> bool:
    """Whether that process is a server of this very folder."""
    import psutil

    try:
        return str(data) in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def _demo_sign_ins() -> list[dict[str, str]]:
    if importlib.util.find_spec("lonja.local.demo") is None:
        return []
    demo = importlib.import_module("lonja.local.demo")
    accounts: list[Mapping[str, str]] = getattr(demo, "SIGN_INS", [])
    return [dict(account) for account in accounts]
