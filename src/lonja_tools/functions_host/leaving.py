"""A host that is started when there is work, and ends when there is none."""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

from lonja_tools.functions_host.log import log_event
from lonja_tools.functions_host.status import FunctionStatus

LOOK_EVERY_S: Final = 1.0


class Working(Protocol):
    """What is asked of the host."""

    @property
    def statuses(self) -> Sequence[FunctionStatus]: ...

    @property
    def in_flight(self) -> int: ...


async def leave_when_idle(
    host: Working, stop: asyncio.Event, *, after_s: float, look_every_s: float = LOOK_EVERY_S
) -> None:
    """Set `stop` once nothing ran, and nothing was finished, for so long."""
    loop = asyncio.get_running_loop()
    idle_since, known = loop.time(), 0
    while not stop.is_set():
        done = sum(one.succeeded + one.failed + one.poisoned for one in host.statuses)
        if host.in_flight or done != known:
            idle_since, known = loop.time(), done
        elif loop.time() - idle_since >= after_s:
            log_event("leaving: there was nothing to do", idle_s=after_s)
            stop.set()
        await asyncio.sleep(look_every_s)
