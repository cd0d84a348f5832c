"""A real Azurite for the session, a queue of its own for each test."""

import logging
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import pytest
from tests.jobs.functions_host.storage import Storage, connection_string

from lonja.local.functions_host.log import logger


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Told(logging.Handler):
    """What the host logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def events(self) -> list[str]:
        return [record.getMessage() for record in self.records]

    def facts(self, event: str) -> list[dict[str, Any]]:
        return [
            getattr(record, "facts", {}) for record in self.records if record.getMessage() == event
        ]


@pytest.fixture
def told() -> Iterator[Told]:
    handler = Told()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.fixture
def free_port() -> int:
    return _free_port()


@pytest.fixture(scope="session")
def storage_ports() -> Iterator[tuple[int, int]]:
    """Ports of blobs and queues of an Azurite that keeps everything in memory."""
    program = os.environ.get("LONJA_TEST_AZURITE") or shutil.which("azurite")
    if program is None:
        pytest.skip("azurite is not installed")
    blobs, queues, tables = _free_port(), _free_port(), _free_port()
    ports = [f"--blobPort={blobs}", f"--queuePort={queues}", f"--tablePort={tables}"]
    flags = ["--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence", "--silent"]
    process = subprocess.Popen([program, *ports, *flags], stdout=subprocess.DEVNULL)
    try:
        for port in (blobs, queues):
            _wait_for(port, process)
        yield blobs, queues
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            continue
        return
    pytest.fail("azurite did not start")


@pytest.fixture
def connection(storage_ports: tuple[int, int]) -> str:
    return connection_string(*storage_ports)


@pytest.fixture
async def storage(connection: str) -> AsyncIterator[Storage]:
    async with Storage(connection, queue=f"q{uuid4().hex[:12]}") as storage:
        yield storage
