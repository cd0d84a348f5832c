"""The shop of a functions worker, which has no lifespan of its own to open it in."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Awaitable, Callable

from lonja.bootstrap import Shop, open_shop, read_settings
from lonja.kernel import tracing
from lonja.kernel.telemetry import Telemetry

log = logging.getLogger(__name__)


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

    def timer(self, work: Callable[[Shop], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Give each run of a timer its own trace, and report a failure as for a message."""

        @functools.wraps(work)
        async def run() -> None:
            token, telemetry = tracing.begin(), Telemetry()
            try:
                shop = await self.open()
                telemetry = shop.telemetry
                await work(shop)
            except Exception as error:
                log.exception("a timer failed", extra={"type": work.__name__})
                if (redacted := telemetry.for_the_host(error)) is not error:
                    raise redacted from None
                raise
            finally:
                tracing.end(token)

        return run

    async def close(self) -> None:
        """A worker never does: Azure ends the process."""
        self._shop = None
        await self._closers.aclose()
