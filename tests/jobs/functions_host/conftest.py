"""A queue of its own for each test, on the session's Azurite."""

import json
import logging
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import pytest
from tests.jobs.functions_host.storage import Storage

from lonja.local.functions_host.log import logger

SHOP = Path(__file__).parent / "apps" / "shop"
Start = Callable[..., "subprocess.Popen[str]"]


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
def connection(storage_connection: str) -> str:
    return storage_connection


@pytest.fixture
def queue_port(storage_connection: str) -> int:
    """Where Azurite serves queues."""
    found = re.search(r"QueueEndpoint=http://127\.0\.0\.1:(\d+)/", storage_connection)
    assert found is not None
    return int(found.group(1))


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def storage(connection: str) -> AsyncIterator[Storage]:
    async with Storage(connection, queue=f"q{uuid4().hex[:12]}") as storage:
        yield storage


@pytest.fixture
def start(settings: dict[str, str]) -> Iterator[Start]:
    processes: list[subprocess.Popen[str]] = []

    def start(*options: str, folder: Path = SHOP, **overrides: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "lonja.local.functions_host", str(folder), *options],
            env={**settings, **overrides},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def first_line(output: IO[str] | None) -> dict[str, object]:
    assert output is not None
    return dict(json.loads(output.readline()))
