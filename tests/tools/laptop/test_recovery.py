"""A killed run never keeps the next one from starting, and its clean-up harms no other process."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.support.servers import process, scratch, until_true

from lonja_tools.laptop.postgres import Postgres
from lonja_tools.laptop.record import MARK, Identity, end
from lonja_tools.laptop.recovery import clear_locks, left_behind
from lonja_tools.laptop.unprivileged import owner, without_root
from lonja_tools.places import CHECKOUT, Places


@pytest.fixture
def places() -> Iterator[Places]:
    with scratch() as state:
        here = Places(checkout=CHECKOUT, state=state)
        server_of(here).make()
        yield here


def server_of(places: Places) -> Postgres:
    return Postgres(data=places.database, sockets=places.sockets, durable=False)


@contextlib.contextmanager
def serving(places: Places) -> Iterator[subprocess.Popen[bytes]]:
    server = server_of(places)
    log = places.state / "log"
    with process(server.command(), ready=server.answers, log=log, stop=signal.SIGINT) as running:
        yield running


@contextlib.contextmanager
def program(places: Places, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another program of the user whom PostgreSQL runs as."""
    command = without_root([*words], as_user=owner(places.database))
    started = subprocess.Popen(command)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def locks_name(places: Places, pid: int) -> None:
    """As a server of that pid leaves them when it is killed."""
    with serving(places):
        written = {lock: lock.read_text() for lock in server_of(places).locks()}
    for lock, text in written.items():
        _, rest = text.split("\n", 1)
        lock.write_text(f"{pid}\n{rest}")
        os.chown(lock, *owner(places.database))


def answers_after_recovery(places: Places) -> list[str]:
    clear_locks(places)
    with serving(places):
        return server_of(places).ask("SELECT 42")


class TestALockFile:
    def test_of_a_zombie_that_nobody_reaps_is_removed(self, places: Places) -> None:
        with program(places, "true") as dead:
            zombie = psutil.Process(dead.pid)
            until_true(lambda: zombie.status() == psutil.STATUS_ZOMBIE, what="it has ended")
            locks_name(places, dead.pid)

            assert answers_after_recovery(places) == ["42"]
            assert zombie.status() == psutil.STATUS_ZOMBIE

    def test_whose_pid_another_program_has_now_is_removed(self, places: Places) -> None:
        with program(places, "sleep", "60") as bystander:
            locks_name(places, bystander.pid)

            assert left_behind(places) == []
            assert answers_after_recovery(places) == ["42"]
            assert bystander.poll() is None

    def test_of_a_living_server_stays(self, places: Places) -> None:
        with serving(places) as running:
            clear_locks(places)

            assert all(lock.exists() for lock in server_of(places).locks())
            assert Identity.of(running.pid) in left_behind(places)

    def test_stays_while_any_process_of_a_killed_server_works_on_the_data(
        self, places: Places
    ) -> None:
        with serving(places) as running:
            writer = next(
                child
                for child in psutil.Process(running.pid).children()
                if "background writer" in " ".join(child.cmdline())
            )
            writer.suspend()  # it cannot notice that its server has died
            running.kill()
            running.wait()
            left = left_behind(places)
            clear_locks(places)

            kept = [lock.exists() for lock in server_of(places).locks()]
            end(left, by=signal.SIGKILL, within_s=20)

            assert kept == [True, True]
            assert Identity.of(running.pid) not in left
            assert answers_after_recovery(places) == ["42"]


class TestAProcessThatNoRecordNames:
    def test_is_found_by_the_mark_of_its_supervisor(self, places: Places) -> None:
        """Killed between starting a process and writing it down."""
        with in_the_background(mark=places.state) as ours, in_the_background(mark=Path("/else")):
            assert [one.pid for one in left_behind(places)] == [ours.pid]


@contextlib.contextmanager
def in_the_background(*, mark: Path) -> Iterator[subprocess.Popen[bytes]]:
    wait = [sys.executable, "-c", "import signal; print(flush=True); signal.pause()"]
    started = subprocess.Popen(
        wait, env={**os.environ, MARK: str(mark)}, stdout=subprocess.PIPE, start_new_session=True
    )
    assert started.stdout is not None
    started.stdout.readline()
    try:
        yield started
    finally:
        started.kill()
        started.communicate()
