"""A real PostgreSQL and a real standby that follows it."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.servers import scratch

from lonja_tools.laptop.postgres import Postgres

STARTS_WITHIN_S = 20


@dataclass(slots=True)
class Pair:
    primary: Postgres
    standby: Postgres
    processes: dict[Path, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, server: Postgres) -> None:
        self.processes[server.data] = subprocess.Popen(
            server.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(server.answers)

    def stop(self, server: Postgres) -> None:
        process = self.processes.pop(server.data)
        process.send_signal(signal.SIGINT)
        process.wait(STARTS_WITHIN_S)

    @contextlib.contextmanager
    def held_back(self) -> Iterator[None]:
        """The standby gets what is committed and does not show it."""
        self.standby.ask("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.standby.ask("SELECT pg_wal_replay_resume()")


def wait_until(is_true: Callable[[], bool]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while not is_true():
        assert time.monotonic() < until, "it did not become true"
        time.sleep(0.02)


@contextlib.contextmanager
def standby_pair(*, before: Callable[[Postgres], None]) -> Iterator[Pair]:
    """`before` prepares the first server before the second is copied from it."""
    with scratch() as folder:
        primary = Postgres(folder / "one", folder / "one-run", followed=True)
        standby = Postgres(folder / "two", folder / "two-run", followed=True)
        pair = Pair(primary, standby)
        primary.make()
        try:
            pair.start(primary)
            before(primary)
            standby.follow(primary)
            pair.start(standby)
            yield pair
        finally:
            for server in (standby, primary):
                if server.data in pair.processes:
                    pair.stop(server)
