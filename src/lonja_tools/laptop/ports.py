"""Checks that our ports are free, and names the process that holds one."""

import socket
from collections.abc import Iterable

import psutil

from lonja_tools.laptop import topology
from lonja_tools.user_error import UserError

LAST_PORT = 65535


def check_free(base: int, names: Iterable[str]) -> None:
    """Raise `UserError` with the holder's name if a port we need is taken."""
    highest = max(port.offset for port in topology.PORTS.values())
    if not 1 <= base <= LAST_PORT - highest:
        raise UserError(
            f"--port-base {base} leaves no room for our ports.",
            todo=f"Choose a number from 1024 to {LAST_PORT - highest}.",
            code=2,
        )
    for name in names:
        number = topology.port(name, base)
        refusal = _refusal(number)
        if refusal is PermissionError:
            raise UserError(
                f"Port {number} ({topology.PORTS[name].what}) needs root.",
                todo=f"Choose higher ones: ./lonja up --port-base {_free_base(base)}",
            )
        if refusal is not None:
            raise UserError(
                f"Port {number} ({topology.PORTS[name].what}) is taken by {holder(number)}.",
                todo=f"Stop that program, or choose other ports: ./lonja up --port-base {_free_base(base)}",
            )


def holder(number: int) -> str:
    """The process that listens on the port, as far as we may see."""
    try:
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and connection.laddr and connection.laddr.port == number and connection.pid:
                process = psutil.Process(connection.pid)
                words = " ".join(process.cmdline())[:80] or process.name()
                return f"process {connection.pid} ({words})"
    except psutil.Error:
        pass
    return "a program of another user"


def _refusal(number: int) -> type[OSError] | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((topology.HOST, number))
            tried.listen(1)
        except OSError as refused:
            return type(refused)
    return None


def _free_base(taken: int) -> int:
    offsets = [port.offset for port in topology.PORTS.values()]
    for base in range(max(taken, 1000) + 1000, 60000, 1000):
        if all(_refusal(base + offset) is None for offset in offsets):
            return base
    return 20000
