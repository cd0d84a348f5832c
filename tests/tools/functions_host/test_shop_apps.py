"""The shop's own function apps start in Microsoft's worker and in ours, on real storage."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from tests.support import servers
from tests.tools.functions_host import indexing
from tests.tools.functions_host.conftest import Start

from lonja.kernel.queues import POISON_QUEUES, QUEUES
from lonja_tools.functions_host.loader import load

pytestmark = pytest.mark.anyio
FUNCTIONS = Path(__file__).parents[3] / "functions"
APPS = sorted(app.parent.name for app in FUNCTIONS.glob("*/function_app.py"))


@pytest.fixture(scope="module")
def storage_connection() -> Iterator[str]:
    """Storage of their own: on the shared one they would take what other tests left in the queues."""
    with servers.storage_server() as connection:
        yield connection


@pytest.fixture
def settings(fresh_database_url: str, storage_connection: str) -> dict[str, str]:
    return {
        **os.environ,
        "LONJA_DATABASE_URL": fresh_database_url,
        "LONJA_WAREHOUSE_URL": fresh_database_url,
        "LONJA_STORAGE_CONNECTION": storage_connection,
        "QueueStorage": storage_connection,
        "AzureWebJobsStorage": storage_connection,
    }


@pytest.mark.parametrize("name", APPS)
class TestTheApp:
    async def test_is_indexed_by_microsofts_worker_as_by_us(
        self, name: str, settings: dict[str, str]
    ) -> None:
        ours = indexing.by_us(FUNCTIONS / name, settings)

        assert ours == indexing.by_the_worker(FUNCTIONS / name, settings)
        assert ours != {}

    async def test_listens_to_queues_that_exist(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "path", [*sys.path])
        monkeypatch.delitem(sys.modules, "function_app", raising=False)

        app = load(FUNCTIONS / name, {})

        known = {*QUEUES, *POISON_QUEUES}
        assert {function.queue for function in app.queues} <= known
        assert {function.connection for function in app.queues} <= {"QueueStorage"}

    async def test_starts_gets_ready_and_stops_on_request(self, name: str, start: Start) -> None:
        program = start("--port", "0", folder=FUNCTIONS / name)
        port = (await program.first_words())["port"]
        await is_ready(f"http://127.0.0.1:{port}/readyz")
        program.process.send_signal(signal.SIGTERM)

        assert await program.end() == 0
        words = program.complaints.splitlines()
        assert [line for line in words if '"level": "info"' not in line] == []
        assert [line for line in program.log.splitlines() if '"level": "error"' in line] == []


async def is_ready(url: str) -> None:
    async with aiohttp.ClientSession() as http:
        async with asyncio.timeout(30):
            while True:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
                await asyncio.sleep(0.02)
