"""A queue of its own for each test, on the session's Azurite."""

import asyncio
import json
import logging
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.support import servers
from tests.tools.functions_host.storage import Storage, until

from lonja_tools.functions_host.log import logger

SHOP = Path(__file__).parent / "apps" / "shop"


class Program:
    """The host as a process of its own; its output goes to files, which never fill up."""

    def __init__(self, words: list[str], *, env: dict[str, str], log: Path) -> None:
        self._log = log
        self._complaints = log.with_suffix(".err")
        with self._log.open("w") as out, self._complaints.open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lonja_tools.functions_host", *words],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    @property
    def log(self) -> str:
        return self._log.read_text()

    @property
    def complaints(self) -> str:
        return self._complaints.read_text()

    async def first_words(self) -> dict[str, Any]:
        """The line that it logs about itself once it runs."""
        await until(lambda: '"functions"' in self.log or self.process.poll() is not None)
        line = next(line for line in self.log.splitlines() if '"functions"' in line)
        return dict(json.loads(line))

    async def end(self) -> int:
        return await asyncio.to_thread(self.process.wait, 30)


type Start = Callable[..., Program]


class HostLog(logging.Handler):
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
def host_log() -> Iterator[HostLog]:
    handler = HostLog()
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
    return servers.free_port()


@pytest.fixture
async def storage(connection: str) -> AsyncIterator[Storage]:
    async with Storage(connection, queue=f"q{uuid4().hex[:12]}") as storage:
        yield storage


@pytest.fixture
def start(settings: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts the program; nothing of it is left after the test."""
    started: list[Program] = []

    def start(*options: str, folder: Path = SHOP, **overrides: str) -> Program:
        program = Program(
            [str(folder), *options],
            env={**settings, **overrides},
            log=tmp_path / f"host-{len(started)}.log",
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.process.kill()
        program.process.wait()
