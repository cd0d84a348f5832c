"""Stops the processes that a killed run left behind, and keeps its data."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil

from lonja_tools.laptop.postgres import Postgres
from lonja_tools.laptop.record import MARK, Identity, end, family, load
from lonja_tools.places import Places

PATIENCE_S = 20


def left_behind(places: Places) -> list[Identity]:
    """The processes of an earlier run of this state; call this only without a supervisor."""
    earlier = load(places.record)
    mark = str(places.state)
    left: list[Identity] = []
    for service in earlier.services if earlier else []:
        left += family(Identity(service.pid, service.started), mark=mark)
    # A run killed while it was starting did not record its last process.
    for pid in [*_marked(mark), *_working_in(places.database)]:
        one = Identity.of(pid)
        if one.is_alive() and one not in left:
            left.append(one)
    return left


def end_all(left: list[Identity]) -> None:
    """Send SIGINT: PostgreSQL rolls back and shuts down cleanly, and so do the others."""
    end(left, by=signal.SIGINT, within_s=PATIENCE_S)


def clear_locks(places: Places) -> None:
    """Remove the lock files of a PostgreSQL that was killed; a living one keeps them.

    PostgreSQL refuses to start while any process has the pid in its lock file, be it a
    zombie or another program that got the same pid. So we look for processes that work in its
    folder: the server and each of its processes do until they end, and no other does.
    """
    if any(_working_in(places.database)):
        return
    for lock in Postgres(data=places.database, sockets=places.sockets).locks():
        lock.unlink(missing_ok=True)


def _marked(mark: str) -> Iterator[int]:
    """The processes that a supervisor of this state started, with all that those started."""
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.pid != os.getpid():
                yield process.pid
        except psutil.Error:
            continue


def _working_in(folder: Path) -> Iterator[int]:
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.name() == "postgres":
                yield process.pid
        except psutil.Error:
            continue
