"""Acting on SIGTERM while the server still waits for open responses.

The server ends the lifespan only after the last response, and a live stream never ends by itself.
So the signal also has to reach whoever ends the streams.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def on_shutdown_signal(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` on the running loop when SIGTERM or SIGINT comes; enter it in the lifespan.

    The server's handler runs all the same: the event loop calls it through its wakeup descriptor,
    and a handler set by `signal.signal` is called here. Where nobody handles a signal, it keeps
    its default effect.
    """
    loop = asyncio.get_running_loop()
    with contextlib.ExitStack() as restored:
        for number in (signal.SIGTERM, signal.SIGINT):
            previous = signal.getsignal(number)
            if not callable(previous):
                continue

            def handle(
                number: int,
                frame: FrameType | None,
                previous: Callable[[int, FrameType | None], object] = previous,
            ) -> None:
                loop.call_soon_threadsafe(act)
                previous(number, frame)

            signal.signal(number, handle)
            restored.callback(signal.signal, number, previous)
        yield
