"""Hearing that the process is asked to end while answers are still being sent.

The server waits for open answers before it ends the app's lifespan, and a live page's never ends
by itself. So the signal is heard here as well: open streams end, and the server then can.
"""

import asyncio
import signal
from collections.abc import Callable
from typing import Any


def when_asked_to_stop(act: Callable[[], None]) -> None:
    """Call `act` once SIGTERM or SIGINT comes, before the server's own handler; ask at start-up.

    Under a server that set no handler on this loop (tests), there is nothing to hear.
    """
    loop = asyncio.get_running_loop()
    known: dict[int, Any] = getattr(loop, "_signal_handlers", {})
    for number in (signal.SIGTERM, signal.SIGINT):
        servers_own = known.get(number)
        if servers_own is not None:
            loop.add_signal_handler(number, _both, act, servers_own)


def _both(act: Callable[[], None], servers_own: Any) -> None:
    act()
    servers_own._run()
