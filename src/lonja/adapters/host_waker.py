"""Laptop only: notifies the local functions host of a new message in a queue.

The storage extension finds new messages by polling, and so does the local host; this ends its
wait early. Azure has no such call, and nothing depends on it.
"""

import contextlib

import aiohttp


class HostWaker:
    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def wake(self, queue: str) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1))
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with self._session.post(f"{self._address}/wake/{queue}"):
                pass

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
