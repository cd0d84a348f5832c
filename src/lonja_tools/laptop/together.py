"""Work that is done side by side, and ends together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

type Work = Coroutine[Any, Any, None]


@contextlib.asynccontextmanager
async def all_or_none() -> AsyncIterator[Callable[[Work], asyncio.Task[None]]]:
    """Run tasks concurrently; if one fails or we are cancelled, cancel the others."""
    tasks: list[asyncio.Task[None]] = []

    def together(work: Work) -> asyncio.Task[None]:
        tasks.append(asyncio.ensure_future(work))
        return tasks[-1]

    try:
        yield together
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until_set(event: asyncio.Event) -> None:
    await event.wait()
