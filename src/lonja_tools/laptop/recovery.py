"""Stops the processes that a killed run left behind, and keeps its data."""

import signal

import psutil

from lonja_tools.laptop.postgres import Postgres
from lonja_tools.laptop.record import Identity, end, family, load
from lonja_tools.places import Places

PATIENCE_S = 20


def left_behind(places: Places) -> list[Identity]:
    """The processes of an earlier run of this state; call this only without a supervisor."""
    earlier = load(places.record)
    mark = str(places.state)
    left: list[Identity] = []
    for service in earlier.services if earlier else []:
        left += family(Identity(service.pid, service.started), mark=mark)
    server = Postgres(data=places.database, sockets=places.sockets).running_pid()
    if server is not None and _serves(server, places):
        left += [one for one in family(Identity.of(server), mark=mark) if one not in left]
    return left


def end_all(left: list[Identity]) -> None:
    """Send SIGINT: PostgreSQL rolls back and shuts down cleanly, and so do the others."""
    end(left, by=signal.SIGINT, within_s=PATIENCE_S)


def _serves(pid: int, places: Places) -> bool:
    """Whether that process is a server of this data folder."""
    try:
        return str(places.database) in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
