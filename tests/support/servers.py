"""Real servers for tests: started once, ended for certain, everything in a folder that is thrown away."""

import contextlib
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from lonja_tools.laptop import azurite, storage, topology
from lonja_tools.laptop.guard import Guard
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT, Places

READY_WITHIN_S = 30
MEMORY = "/dev/shm"  # made private by mkdtemp
ROOM = 4 * 2**30
SINGLE_PORTS: Final = range(30_000, 32_700)
BASES: Final = range(8_000, 29_880, 1 + max(port.offset for port in topology.PORTS.values()))


@contextlib.contextmanager
def scratch(*, in_memory: bool = False) -> Iterator[Path]:
    """A folder with a short path (a socket's path may not be long), open to whom PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="lonja-", dir=_memory() if in_memory else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> str | None:
    """Memory that looks like a folder, where there is enough: most tests copy a thousand files of a database."""
    return MEMORY if Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@contextlib.contextmanager
def postgres_server() -> Iterator[Postgres]:
    with scratch(in_memory=True) as folder:
        server = Postgres(data=folder / "data", sockets=folder / "run", durable=False)
        server.make()
        with process(
            server.command(), ready=server.answers, log=folder / "log", stop=signal.SIGINT
        ):
            yield server


@contextlib.contextmanager
def storage_server() -> Iterator[str]:
    """Azurite in memory, with the queues and containers of the topology; yields the connection."""
    places = Places.here()
    if not azurite.PACKAGE.is_installed(places):
        raise RuntimeError("Azurite is not installed: run the tests with ./lonja test")
    base = free_port_base()
    ports = [topology.port(name, base) for name in ("blobs", "queues")]
    with scratch() as folder:
        command = azurite.command(places, base, in_memory=True)
        with process(
            command, ready=lambda: all(map(_listens, ports)), log=folder / "log", cwd=folder
        ):
            connection = topology.storage_connection(base)
            storage.make(connection, origins=["*"])
            yield connection


@contextlib.contextmanager
def mail_server() -> Iterator[tuple[int, str]]:
    """The mail catcher; yields its SMTP port and the address of its inbox."""
    base = free_port_base()
    smtp, inbox = topology.port("mail-smtp", base), topology.port("mail-inbox", base)
    with scratch() as folder:
        words = [str(smtp), str(inbox), str(folder / "mail.sqlite")]
        command = [sys.executable, "-m", "lonja_tools.laptop.mail", *words]
        with process(command, ready=lambda: _listens(inbox), log=folder / "log"):
            yield smtp, f"http://{topology.HOST}:{inbox}"


@contextlib.contextmanager
def process(
    command: list[str],
    *,
    ready: Callable[[], bool],
    log: Path,
    cwd: Path = CHECKOUT,
    env: dict[str, str] | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run it beside the test from the moment it is ready; nothing of it stays behind.

    It ends with us even when we are killed, as a worker of an interrupted run is.
    """
    with log.open("wb") as output:
        started = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    guard = Guard.ending(started.pid, by=stop)
    try:
        until_true(lambda: started.poll() is not None or ready(), what=f"{command[:4]} gets ready")
        if started.poll() is not None:
            raise AssertionError(f"{command} ended:\n{log.read_text(errors='replace')}")
        yield started
    finally:
        started.send_signal(stop)
        try:
            started.wait(15)
        except subprocess.TimeoutExpired:
            pass
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
            guard.dismiss()


def until_true(
    condition: Callable[[], bool], *, what: str, within_s: float = READY_WITHIN_S
) -> None:
    """Wait for a condition by looking, not by guessing how long it takes."""
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, f"not within {within_s} s: {what}"
        time.sleep(0.02)


def free_port_base() -> int:
    """A port base of this process alone, whose every port is free now."""
    return _held(BASES, [port.offset for port in topology.PORTS.values()])


def free_port() -> int:
    """A port of this process alone that is free now."""
    return _held(SINGLE_PORTS, [0])


def _held(numbers: range, offsets: list[int]) -> int:
    """One of these that no other process of tests has, nor gets before this one ends.

    A test takes its ports one after another, and other tests run at the same time: so a lock holds
    the number. All lie below the ports that the kernel gives to clients, one of which could be open
    for a moment.
    """
    locks = Path(tempfile.gettempdir()) / f"lonja-ports-{os.geteuid()}"
    locks.mkdir(exist_ok=True)
    for number in random.sample(numbers, len(numbers)):
        lock = os.open(locks / str(number), os.O_CREAT | os.O_RDWR)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not any(_taken(number + offset) for offset in offsets):
                return number
        os.close(lock)
    raise RuntimeError("no free ports")


def _taken(number: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((topology.HOST, number))
        except OSError:
            return True
    return False


def _listens(number: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((topology.HOST, number)) == 0


def answers(url: str) -> bool:
    """Whether a GET of `url` is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
