"""A queue of its own for each test, on the session's Azurite."""

import logging
import re
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import pytest
from tests.jobs.functions_host.storage import Storage

from lonja.local.functions_host.log import logger


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
