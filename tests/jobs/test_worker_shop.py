"""The shop that a functions worker opens stays open as long as the worker lives."""

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest

from lonja.hosting.process_shop import ProcessShop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def worker(
    fresh_database_url: str, storage_connection: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ProcessShop]:
    monkeypatch.setenv("LONJA_DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("LONJA_STORAGE_CONNECTION", storage_connection)
    process = ProcessShop("functions-test")
    yield process
    await process.close()


class TestTheShopOfAWorker:
    async def test_is_still_open_after_the_invocation_that_opened_it(
        self, worker: ProcessShop
    ) -> None:
        """Closed, it would send no message at once any more, only by the sweep."""
        shop = await worker.open()

        gc.collect()
        for _ in range(20):
            await asyncio.sleep(0)

        assert [task.done() for task in shop.relay._tasks] == [False, False]

    async def test_is_one_for_all_invocations(self, worker: ProcessShop) -> None:
        first, second = await asyncio.gather(worker.open(), worker.open())

        assert first is second
