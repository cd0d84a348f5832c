"""The shop that a functions worker opens stays open as long as the worker lives."""

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest

from lonja.jobs import background
from lonja.kernel import outbox

pytestmark = pytest.mark.anyio


@pytest.fixture
async def worker(
    fresh_database_url: str, storage_connection: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    monkeypatch.setenv("LONJA_DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("LONJA_STORAGE_CONNECTION", storage_connection)
    monkeypatch.setattr(background, "_open", None)
    yield
    assert background._open is not None
    await background._open[0].__aexit__(None, None, None)


@pytest.mark.usefixtures("worker")
class TestTheShopOfAWorker:
    async def test_is_still_open_after_the_invocation_that_opened_it(self) -> None:
        """Closed, it would send no message at once any more, only by the sweep."""
        shop = await background.shop()

        gc.collect()
        for _ in range(20):
            await asyncio.sleep(0)

        assert outbox._courier is shop.relay
        assert [task.done() for task in shop.relay._tasks] == [False, False]

    async def test_is_one_for_all_invocations(self) -> None:
        first, second = await asyncio.gather(background.shop(), background.shop())

        assert first is second
