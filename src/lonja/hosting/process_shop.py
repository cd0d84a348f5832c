"""The shop of a functions worker, which has no lifespan of its own to open it in."""

import asyncio
import contextlib

from lonja.bootstrap import Shop, open_shop, read_settings


class ProcessShop:
    """Opened by the first call, on the worker's loop; one for all invocations of the process."""

    def __init__(self, service: str, *, sealing: bool = True, sending: bool = True) -> None:
        self._service = service
        self._sealing = sealing
        self._sending = sending
        self._opening = asyncio.Lock()
        self._closers = contextlib.AsyncExitStack()
        self._shop: Shop | None = None

    async def open(self) -> Shop:
        async with self._opening:
            if self._shop is None:
                self._shop = await self._closers.enter_async_context(
                    open_shop(
                        read_settings(),
                        self._service,
                        sealing=self._sealing,
                        sending=self._sending,
                    )
                )
        return self._shop

    async def close(self) -> None:
        """A worker never does: Azure ends the process."""
        self._shop = None
        await self._closers.aclose()
