"""The supervisor of `up`: starts the services in order, restarts them, and stops them."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from lonja_tools.laptop import azurite, health, schema, spa, topology
from lonja_tools.laptop.children import Child, how_it_ended, last_words, rotate, size_of
from lonja_tools.laptop.ports import check_free
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.laptop.progress import Progress, step
from lonja_tools.laptop.record import Identity, Run, Running
from lonja_tools.laptop.recovery import clear_locks, end_all, left_behind
from lonja_tools.laptop.together import all_or_none, until_set
from lonja_tools.laptop.tools import run_tool
from lonja_tools.laptop.topology import Service
from lonja_tools.laptop.waiting import waits
from lonja_tools.places import Places
from lonja_tools.user_error import UserError, too_little_space

LEAST_FREE_MB = 200
READY_WITHIN_S = 60
OTHERS_READY_WITHIN_S = 40
CRASHES_BEFORE_READY = 3
LONGEST_PAUSE_S = 30
STABLE_AFTER_S = 60
LOOK_EVERY_S = 10
PICTURES = "pictures"
"""What may be left out beside services: the demo's pictures, which keep two processes busy."""


class Supervisor:
    def __init__(
        self,
        places: Places,
        base: int,
        progress: Progress,
        *,
        with_demo: bool = True,
        without: frozenset[str] = frozenset(),
        with_stripe: bool = False,
    ) -> None:
        self._with_stripe = with_stripe
        self._without = without
        self._with_demo = with_demo
        self._places, self._base, self._progress = places, base, progress
        self._postgres = Postgres(data=places.database, sockets=places.sockets)
        self._settings = topology.settings(places, base)
        if with_stripe:
            self._settings |= topology.stripe_settings(places, base)
        self._children: dict[str, Child] = {}
        # The offset in each log at which this run begins.
        self._began: dict[str, int] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._stop, self._hurry = asyncio.Event(), asyncio.Event()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ready = False
        me = Identity.of(os.getpid())
        self._run = Run(pid=me.pid, started=me.started, port_base=base)

    async def run(self) -> None:
        """Run until a signal; raise `UserError` if a service does not start."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(name, self._on_signal)
        stopped = asyncio.ensure_future(until_set(self._stop))
        rising = asyncio.ensure_future(self._bring_up())
        try:
            await asyncio.wait(
                {rising, stopped, self._failure}, return_when=asyncio.FIRST_COMPLETED
            )
            if rising.done():
                rising.result()
                self._announce()
                async with all_or_none() as together:
                    together(self._watch())
                    together(self._serve_when_asked(topology.MODELS))
                    if self._with_demo and PICTURES not in self._without:
                        together(self._draw_pictures())
                    await asyncio.wait(
                        {stopped, self._failure}, return_when=asyncio.FIRST_COMPLETED
                    )
            if self._failure.done():
                self._failure.result()
        finally:
            rising.cancel()
            with contextlib.suppress(asyncio.CancelledError, UserError):
                await rising
            stopped.cancel()
            await self._take_down()

    def _on_signal(self) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    # Starting

    async def _bring_up(self) -> None:
        places = self._places
        free_mb = shutil.disk_usage(places.state).free // 2**20
        if free_mb < LEAST_FREE_MB:
            raise too_little_space(str(places.state), free_mb=free_mb, needed_mb=LEAST_FREE_MB)
        await self._recover()
        left_out = self._without | (frozenset() if self._with_stripe else {topology.STRIPE.port})
        check_free(self._base, [name for name in topology.PORTS if name not in left_out])
        self._run.save(places.record)
        self._keep(topology.MAIL)
        if self._with_stripe:
            self._keep(topology.STRIPE)
        async with all_or_none() as together:
            storage = together(self._start_storage())
            pages = together(self._build_pages())
            await self._start_database()
            # Start the storefront early: it only needs the database, and people wait for it.
            with step(self._progress, "Opening the shop", "The shop is open"):
                await self._start(topology.STOREFRONT)
            api = together(self._start(topology.API))
            await pages
            host = together(self._start(topology.SPA_HOST))
            await storage
            await asyncio.gather(api, host, *(self._start(app) for app in topology.FUNCTIONS))
            await self._until(topology.MAIL)
            if self._with_stripe:
                await self._until(topology.STRIPE)

    async def _recover(self) -> None:
        left = await asyncio.to_thread(left_behind, self._places)
        if left:
            with step(self._progress, "Ending what a killed run left", "A killed run recovered"):
                await asyncio.to_thread(end_all, left)
        await asyncio.to_thread(clear_locks, self._places)

    async def _start_database(self) -> None:
        places = self._places
        given = [self._settings[name] != url for name, url in topology.databases(places).items()]
        if not all(given):
            with step(self._progress, "Starting PostgreSQL", "PostgreSQL 18"):
                await asyncio.to_thread(self._postgres.make)
                self._keep(topology.POSTGRES)
                await self._until(topology.POSTGRES)
                await asyncio.to_thread(self._postgres.make_databases)
        # With an external database, the migrations check it themselves.
        if given[0] or not await asyncio.to_thread(
            schema.is_current, self._postgres, places.checkout
        ):
            with step(self._progress, "Bringing the schema up to date", "Database schema"):
                await schema.upgrade(places, self._settings)
                if not given[0]:
                    await asyncio.to_thread(schema.record, self._postgres, places.checkout)
        if self._with_demo and (
            given[0] or not await asyncio.to_thread(schema.is_filled, self._postgres)
        ):
            with step(self._progress, "Filling the demo shop", "Demo shop"):
                await self._demo()

    async def _demo(self, *words: str) -> None:
        await run_tool(
            [sys.executable, "-m", "lonja_tools.demo", *words],
            what="The demo shop",
            cwd=self._places.checkout,
            log=self._places.logs / "-".join(["demo", *words, ".log"]).replace("-.", "."),
            env={**os.environ, **self._settings},
        )

    async def _draw_pictures(self) -> None:
        """Runs while the shop already serves."""
        try:
            await self._demo("pictures")
        except UserError as error:
            if not self._stop.is_set():
                self._progress.report("note", text=str(error))

    async def _start_storage(self) -> None:
        places = self._places
        if not azurite.PACKAGE.is_installed(places):
            with step(self._progress, "Installing Azurite", "Azurite installed"):
                await azurite.PACKAGE.install(places)
        with step(self._progress, "Starting Azurite", "Queues and blobs"):
            places.storage.mkdir(exist_ok=True)
            self._keep(topology.STORAGE)
            await self._until(topology.STORAGE)
            marker = places.storage / "made-for"
            names = topology.storage_names(self._base)
            if not marker.exists() or marker.read_text() != names:
                await run_tool(
                    [sys.executable, "-m", "lonja_tools.laptop.storage", str(self._base)],
                    what="The queues",
                    cwd=places.checkout,
                    log=places.logs / "storage.log",
                )
                marker.write_text(names)

    async def _build_pages(self) -> None:
        wanted = topology.SPA_HOST.name not in self._without and spa.exists(self._places)
        if not wanted or spa.is_built(self._places):
            return
        try:
            with step(self._progress, "Building the back office's pages", "Back office built"):
                await spa.build(self._places)
        except UserError as error:
            first = error.what.splitlines()[0]
            self._progress.report("note", text=f"{first} The shop serves without it. {error.todo}")

    async def _start(self, app: Service) -> None:
        if not topology.exists(app, self._places.checkout):
            self._run.missing.append(app.title)
            return
        if app.name in self._without or app.queue:
            return
        self._keep(app)
        await self._until(app)

    async def _until(self, service: Service) -> None:
        within_s = READY_WITHIN_S if service.is_essential else OTHERS_READY_WITHIN_S
        until = time.monotonic() + within_s
        while not await self._is_ready(service):
            if time.monotonic() > until:
                self._not_rising(service, f"does not get ready within {within_s} s")
                return
            await asyncio.sleep(0.05)
        self._note(service, state="ready")

    def _not_rising(self, service: Service, how: str) -> None:
        """Fail, or report it and keep retrying if the shop can run without the service."""
        log = self._log(service)
        words = f"{service.title} {how}."
        if not service.is_essential:
            self._progress.report("note", text=f"{words} The shop serves without it; see {log}")
            self._note(service, state="not ready")
        elif not self._failure.done():
            last_log = (
                f" Its last words:\n{last_words(log, since=self._began.get(service.name, 0))}"
            )
            self._failure.set_exception(UserError(words + last_log, todo=f"All of it: {log}"))

    async def _is_ready(self, service: Service) -> bool:
        if service is topology.POSTGRES:
            return await asyncio.to_thread(self._postgres.answers)
        return await health.is_ready(service, self._base)

    # Supervising

    def _command(self, service: Service) -> list[str]:
        if service is topology.POSTGRES:
            return self._postgres.command()
        if service is topology.STORAGE:
            return azurite.command(self._places, self._base)
        return topology.filled(service, self._places, self._base)

    def _keep(self, service: Service) -> None:
        self._record(service)
        self._keepers.append(asyncio.ensure_future(self._keep_alive(service)))

    def _record(self, service: Service) -> None:
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

    async def _run_once(self, service: Service) -> int:
        """Start it and wait until it ends; its exit code."""
        child = await Child.start(
            service,
            self._command(service),
            log=self._log(service),
            cwd=self._places.checkout,
            env={**os.environ, **self._settings, "PYTHONUNBUFFERED": "1"},
            mark=str(self._places.state),
        )
        self._children[service.name] = child
        self._note(service, pid=child.identity.pid, started=child.identity.started)
        return await child.wait()

    async def _serve_when_asked(self, service: Service) -> None:
        """Run it while its queue has messages; in between it is no service of this run."""
        if service.name in self._without or not topology.exists(service, self._places.checkout):
            return
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if not await waits(self._settings["QueueStorage"], service.queue):
                continue
            self._record(service)
            code = await self._run_once(service)
            del self._children[service.name]
            self._run.services = [one for one in self._run.services if one.name != service.name]
            self._run.save(self._places.record)
            if code:
                text = f"{service.title} stopped ({how_it_ended(code)}); see {self._log(service)}"
                self._progress.report("note", text=text)
                await asyncio.sleep(LONGEST_PAUSE_S)

    async def _keep_alive(self, service: Service) -> None:
        pause_s, crashes = 0.5, 0
        while not self._stop.is_set():
            began = time.monotonic()
            self._began.setdefault(service.name, size_of(self._log(service)))
            code = await self._run_once(service)
            if self._stop.is_set():
                return
            if time.monotonic() - began > STABLE_AFTER_S:
                pause_s, crashes = 0.5, 0
            crashes += 1
            how = how_it_ended(code)
            if not self._ready and crashes >= CRASHES_BEFORE_READY:
                self._not_rising(service, f"does not start ({how})")
                if service.is_essential:
                    return
            text = f"{service.title} stopped ({how}); it is started again in {pause_s} s"
            self._progress.report("note", text=text)
            self._note(service, state="restarting", restarted=True)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _watch(self) -> None:
        """Check every service's health regularly, report changes, and rotate the logs."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for entry in self._run.services:
                rotate(Path(entry.log))
                service = topology.named(entry.name)
                if service.queue:
                    continue
                state = "ready" if await self._is_ready(service) else "not ready"
                if state != entry.state:
                    self._progress.report("note", text=f"{service.title} is {state}")
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
        for entry in self._run.services:
            if entry.name == service.name:
                entry.state = state or entry.state
                entry.restarts += restarted
                if pid:
                    entry.pid, entry.started = pid, started
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
        self._run.sign_ins = _demo_sign_ins() if self._with_demo else []
        self._run.save(self._places.record)
        self._progress.report("ready")

    # Stopping

    async def _take_down(self) -> None:
        """Stop the web processes first, then their dependencies, the database last."""
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
        with contextlib.suppress(OSError):  # missing, or it holds a foreign file
            self._places.sockets.rmdir()


def _demo_sign_ins() -> list[dict[str, str]]:
    from lonja_tools.demo import SIGN_INS

    return [dict(account) for account in SIGN_INS]
