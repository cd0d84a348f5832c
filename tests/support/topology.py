"""The whole of `./lonja up`, on free ports and in a folder of its own."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from tests.support.servers import free_port_base, scratch, until_true

from lonja_tools.laptop import topology
from lonja_tools.laptop.guard import Guard, guarded
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT, Places

UP_WITHIN_S = 600
LONJA = (sys.executable, "-m", "lonja_tools.cli.main")
KEPT = "lonja_as_it_began"
# For tests of the supervisor itself: PostgreSQL, Azurite and the mail catcher are enough.
BARE = ("--empty", *(f"--without={app.name}" for app in topology.APPS))


@dataclass(frozen=True, slots=True)
class Topology:
    state: Path
    base: int

    def lonja(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the CLI on this topology."""
        done = run_lonja(words, state=self.state)
        if check and done.returncode != 0:
            raise AssertionError(f"{words} -> {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def up(self, *words: str) -> None:
        self.lonja("up", "--detach", "--port-base", str(self.base), *words)

    def down(self) -> None:
        self.lonja("down")

    def run(self) -> dict[str, Any]:
        """What `run.json` says of the processes."""
        kept: dict[str, Any] = json.loads((self.state / "run.json").read_text())
        return kept

    def pid(self, service: str) -> int:
        return next(int(one["pid"]) for one in self.run()["services"] if one["name"] == service)

    def ask(self, sql: str) -> list[str]:
        """What the shop's database says, a line for each row."""
        places = Places(checkout=CHECKOUT, state=self.state)
        server = Postgres(data=places.database, sockets=places.sockets)
        return server.ask(sql, database="lonja")

    def url(self, name: str = "front-office") -> str:
        return topology.address(name, self.base)


def run_lonja(words: Sequence[str], *, state: Path) -> subprocess.CompletedProcess[str]:
    # Not through pipes: what runs on in the background would hold their other end.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as problems:
        done = subprocess.run(
            [*LONJA, *words],
            cwd=CHECKOUT,
            env=environment(state),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=problems,
            timeout=UP_WITHIN_S,
            check=False,
        )
        out.seek(0)
        problems.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read(), problems.read())


def environment(state: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name[:6] != "LONJA_"}
    return {
        **inherited,
        "LONJA_STATE_DIR": str(state),
        "COLUMNS": "200",
        # A message that fails is tried five times; a test need not wait a minute for the last.
        "AzureFunctionsJobHost__extensions__queues__visibilityTimeout": "00:00:03",
    }


def _down_without_us(state: Path) -> contextlib.AbstractContextManager[None]:
    return guarded(Guard.doing([*LONJA, "down"], cwd=CHECKOUT, env=environment(state)))


@contextlib.contextmanager
def stopped_topology() -> Iterator[Topology]:
    """Free ports and an empty state; whatever was started there is down afterwards.

    Though we are killed: what `up --detach` starts is no child of ours.
    """
    with scratch() as state, _down_without_us(state):
        one = Topology(state=state, base=free_port_base())
        try:
            yield one
        finally:
            one.lonja("down", check=False)


@contextlib.contextmanager
def running_topology() -> Iterator[Topology]:
    """With the demo but for its pictures: in a fresh checkout they keep two processes busy for long."""
    with stopped_topology() as one:
        one.up("--without=pictures")
        yield one


@dataclass(frozen=True, slots=True)
class EmptyShop:
    """A whole shop that nobody has set up: what `up` said, and the memory that it used then."""

    topology: Topology
    said: str
    memory_bytes: int

    def again(self) -> Topology:
        """As it was when it was started, whoever has used it since."""
        listening = self._listeners()
        self._replace("lonja", by=KEPT)
        self._forget_the_warehouse()
        until_true(lambda: self._listeners() == listening, what="all processes listen again")
        return self.topology

    def keep(self) -> None:
        self._replace(KEPT, by="lonja")

    def _forget_the_warehouse(self) -> None:
        """Its schemas alone: a process that reads there seldom would learn late that it was sent away."""
        found = self._server.ask(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public$)'",
            database="lonja_warehouse",
        )
        for name in found:
            self._server.ask(f"DROP SCHEMA {name} CASCADE", database="lonja_warehouse")

    def _listeners(self) -> list[str]:
        return self._server.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = 'lonja'"
            " AND application_name = 'lonja listener'"
        )

    def _replace(self, name: str, *, by: str) -> None:
        """Make it a copy of another; whoever is connected to either is sent away, and comes again."""
        ask = self._server.ask
        ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        ask(f"ALTER DATABASE {by} ALLOW_CONNECTIONS false")
        ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{by}'")
        ask(f"CREATE DATABASE {name} TEMPLATE {by}")
        ask(f"ALTER DATABASE {by} ALLOW_CONNECTIONS true")

    @property
    def _server(self) -> Postgres:
        places = Places(checkout=CHECKOUT, state=self.topology.state)
        return Postgres(data=places.database, sockets=places.sockets)


@contextlib.contextmanager
def empty_shop() -> Iterator[EmptyShop]:
    with stopped_topology() as one:
        said = one.lonja("up", "--detach", "--port-base", str(one.base), "--empty").stdout
        supervisor = psutil.Process(one.run()["pid"])
        family = [supervisor, *supervisor.children(recursive=True)]
        shop = EmptyShop(one, said, sum(each.memory_full_info().pss for each in family))
        shop.keep()
        yield shop
