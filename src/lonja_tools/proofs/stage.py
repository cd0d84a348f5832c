"""A stage: the boxes of the shop as processes that a proof may kill and start again."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alembic import command as alembic
from alembic.config import Config

from lonja_tools.laptop import azurite, storage, topology
from lonja_tools.laptop.guard import Guard
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT, Places

READY_WITHIN_S = 60.0
SECRET = "a-secret-for-proofs-of-32-characters"  # noqa: S105 - guards nothing
_STRIPE = {"LONJA_STRIPE_KEY": "rk_test_local", "LONJA_STRIPE_WEBHOOK_SECRETS": "whsec_of_proofs"}


class NotReady(RuntimeError):
    """A process of the stage did not start; the message holds its log."""


@dataclass(slots=True)
class Actor:
    """One process: `kill` is SIGKILL, as a power cut is."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    log: Path
    ready: Callable[[], bool]
    stop_with: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    guard: Guard | None = None
    starts: int = 0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.guard = Guard.ending(self.process.pid, by=signal.SIGKILL)
        self.starts += 1

    def await_ready(self) -> None:
        ends_at = time.monotonic() + READY_WITHIN_S
        while not self.ready():
            if (
                self.process is None
                or self.process.poll() is not None
                or time.monotonic() > ends_at
            ):
                tail = self.log.read_bytes()[-4000:].decode("utf-8", "replace")
                raise NotReady(f"{self.name} did not come up:\n{tail}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL it and whatever it started."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self._ended()

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(self.stop_with)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        self._ended()

    def _ended(self) -> None:
        assert self.process is not None
        self.process.wait()
        if self.guard is not None:
            self.guard.dismiss()
            self.guard = None


@dataclass(slots=True)
class Stage:
    folder: Path
    postgres: Actor
    database_url: str
    warehouse_url: str
    storage_connection: str
    mail: Actor
    inbox_url: str
    etl: Actor
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of its processes, by their name in the environment."""
    webs: list[Actor] = field(default_factory=list)
    web_urls: list[str] = field(default_factory=list)
    hosts: list[Actor] = field(default_factory=list)


@contextlib.contextmanager
def stage(
    *,
    webs: int = 2,
    hosts: int = 2,
    lease_s: int = 5,
    with_etl: bool = False,
    with_stripe: bool = False,
) -> Iterator[Stage]:
    """Start everything, the ETL's host and a local Stripe on request; stop it after the block.

    A running message's lease is `lease_s` instead of Azure's 600 s, so that what a killed host
    had in its hands is delivered again within a proof's patience.
    """
    folder = Path(tempfile.mkdtemp(prefix="lonja-"))
    actors: list[Actor] = []
    try:
        yield _raise(
            folder,
            actors,
            webs=webs,
            hosts=hosts,
            lease_s=lease_s,
            with_etl=with_etl,
            with_stripe=with_stripe,
        )
    finally:
        for actor in reversed(actors):
            actor.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _raise(
    folder: Path,
    actors: list[Actor],
    *,
    webs: int,
    hosts: int,
    lease_s: int,
    with_etl: bool,
    with_stripe: bool,
) -> Stage:
    places = Places.here()
    base = _free_port_base()
    server = Postgres(data=folder / "data", sockets=folder / "run")
    server.make()
    connection = topology.storage_connection(base)

    def up(actor: Actor) -> Actor:
        actors.append(actor)
        actor.start()
        return actor

    plain = {k: v for k, v in os.environ.items() if not k.startswith("LONJA_")}
    postgres = up(
        Actor(
            "postgres", server.command(), plain, folder / "postgres.log", server.answers,
            stop_with=signal.SIGINT,
        )
    )  # fmt: skip
    blobs = [topology.port(name, base) for name in ("blobs", "queues")]
    azure = up(
        Actor(
            "azurite", azurite.command(places, base, in_memory=True), plain, folder / "azurite.log",
            lambda: all(map(_listens, blobs)),
        )
    )  # fmt: skip
    smtp, inbox = (topology.port(name, base) for name in ("mail-smtp", "mail-inbox"))
    mail = up(
        Actor(
            "mail",
            [sys.executable, "-m", "lonja_tools.laptop.mail", str(smtp), str(inbox), str(folder / "mail")],
            plain, folder / "mail.log", lambda: _answers(f"http://127.0.0.1:{inbox}/readyz"),
        )
    )  # fmt: skip
    for actor in (postgres, azure, mail):
        actor.await_ready()
    storage.make(connection, origins=["*"])
    urls = _make_databases(server)
    settings = _settings(urls, connection, base, smtp) | (
        _stripe_settings(base) if with_stripe else {}
    )
    env = plain | settings
    etl = _host("etl", folder, env, base + 60, lease_s)
    built = Stage(
        folder, postgres, *urls, connection, mail, f"http://127.0.0.1:{inbox}", etl, settings
    )
    if with_stripe:
        up(_stripe(folder, env, base)).await_ready()
    for index in range(hosts):
        built.hosts.append(up(_host("background", folder, env, base + 40 + index, lease_s)))
    _add_webs(built, up, env | {"LONJA_WAKE_URL": f"http://127.0.0.1:{base + 40}"}, base, webs)
    if with_etl:
        up(etl)
    for actor in (*built.webs, *built.hosts, *([etl] if with_etl else ())):
        actor.await_ready()
    return built


def _settings(urls: tuple[str, str], connection: str, base: int, smtp: int) -> dict[str, str]:
    database_url, warehouse_url = urls
    return {
        "LONJA_ENVIRONMENT": "development",
        "LONJA_DATABASE_URL": database_url,
        "LONJA_WAREHOUSE_URL": warehouse_url,
        "LONJA_STORAGE_CONNECTION": connection,
        "AzureWebJobsStorage": connection,
        "QueueStorage": connection,
        "LONJA_SMTP_PORT": str(smtp),
        # Payment events go to the first web process, which is killed like the others.
        "LONJA_PUBLIC_URL": f"http://127.0.0.1:{base + 10}",
        "LONJA_SECRET_KEY": SECRET,
        # Proofs play the proxy: each buyer says where they come from.
        "LONJA_FRONTOFFICE_PROXIES": "1",
    }


def _stripe_settings(base: int) -> dict[str, str]:
    return _STRIPE | {"LONJA_STRIPE_URL": topology.address("stripe", base)}


def _stripe(folder: Path, env: Mapping[str, str], base: int) -> Actor:
    """The local Stripe, whose events go to the shop's public address."""
    port, url = topology.port("stripe", base), env["LONJA_STRIPE_URL"]
    command = [
        *(sys.executable, "-m", "lonja_tools.stripe_server", str(port)),
        *(env["LONJA_PUBLIC_URL"], str(folder / "stripe.json")),
    ]
    return Actor("stripe", command, env, folder / "stripe.log", lambda: _answers(f"{url}/readyz"))


def _add_webs(
    built: Stage, up: Callable[[Actor], Actor], env: Mapping[str, str], base: int, webs: int
) -> None:
    for index in range(webs):
        url = f"http://127.0.0.1:{base + 10 + index}"
        serve = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"]
        command = [
            *serve,
            "--port",
            str(base + 10 + index),
            *topology.PATIENCE,
            "--no-ws",
            "lonja.frontoffice.app:app",
        ]
        log = built.folder / f"web-{index}.log"
        actor = Actor(f"web-{index}", command, env, log, lambda url=url: _answers(f"{url}/readyz"))  # type: ignore[misc]
        built.webs.append(up(actor))
        built.web_urls.append(url)


def _host(app: str, folder: Path, env: Mapping[str, str], port: int, lease_s: int) -> Actor:
    command = [
        *(sys.executable, "-m", "lonja_tools.functions_host", f"functions/{app}"),
        *("--lease-seconds", str(lease_s), "--timer-lease-seconds", "15"),
        *("--port", str(port)),
    ]
    name = f"{app}-{port % 100}"
    url = f"http://127.0.0.1:{port}/readyz"
    return Actor(name, command, env, folder / f"{name}.log", lambda: _answers(url))


def _make_databases(server: Postgres) -> tuple[str, str]:
    """The shop's, migrated, and the warehouse's, empty: its first run fills it."""
    import psycopg

    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE lonja")
        admin.execute("CREATE DATABASE lonja_warehouse")
    url = server.url("lonja")
    config = Config(CHECKOUT / "alembic.ini")
    config.attributes["url"] = url
    alembic.upgrade(config, "head")
    return url, server.url("lonja_warehouse")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - loopback
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port_base() -> int:
    """A base whose ports are all free now; above the range that systems hand out by themselves."""
    start = 20_000 + os.getpid() % 50 * 200
    for base in range(start, start + 10_000, 200):
        if not any(
            map(_listens, (base + offset for offset in (10, 11, 25, 26, 27, 40, 41, 60, 100, 101)))
        ):
            return base
    raise NotReady("no free ports for a stage")
