"""Server-sent events: one LISTEN connection a process feeds every open page.

A stream says what is true when it opens, then each change, and a heartbeat every 15 s. It is
bounded per process, visitor and address, and ends within 2 s of a shutdown.
"""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator
from typing import Any, ClassVar

from starlette.responses import StreamingResponse

from lonja.kernel import limits
from lonja.kernel.errors import Refused
from lonja.kernel.live import Listener
from lonja.kernel.transaction import Change

MAX_STREAM_S = 3600.0


class TooManyStreams(Refused):
    code: ClassVar[str] = "too_many_streams"


class LiveHub:
    """Wakes the streams that wait for what the process's listener hears of."""

    def __init__(self, listener: Listener) -> None:
        self._waiting: dict[tuple[str, str], set[asyncio.Event]] = {}
        self._visitors: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()
        self._streams = 0
        self._closing = asyncio.Event()
        listener.hear(self._wake)

    def close(self) -> None:
        """Ask every stream to end; a page reconnects to whoever answers next."""
        self._closing.set()

    def _check_room(self, visitor: str, address: str) -> None:
        left = limits.LIVE_STREAMS_PER_PROCESS - self._streams
        most = 1 if left <= limits.LIVE_STREAMS_SPARED else limits.LIVE_STREAMS_PER_ADDRESS
        if (
            left <= 0
            or self._visitors[visitor] >= limits.LIVE_STREAMS_PER_VISITOR
            or (address and self._addresses[address] >= most)
        ):
            raise TooManyStreams("too many live pages are open", retry_after_s=15)

    @contextlib.contextmanager
    def _seat(self, visitor: str, address: str) -> Iterator[None]:
        self._streams += 1
        counts = ((self._visitors, visitor), (self._addresses, address))
        for count, one in counts:
            count[one] += 1
        try:
            yield
        finally:
            self._streams -= 1
            for count, one in counts:
                count[one] -= 1
                if not count[one]:
                    del count[one]

    def _wake(self, changes: Collection[Change]) -> None:
        for change in changes:
            for key in (change.key, "*"):
                for woken in self._waiting.get((change.kind, key), ()):
                    woken.set()

    async def stream(
        self,
        *,
        kind: str,
        key: str,
        visitor: str,
        address: str = "",
        look: Callable[[], Awaitable[tuple[str, dict[str, Any]]]],
        is_last: Callable[[dict[str, Any]], bool] = lambda _: False,
        may_watch: Callable[[], Awaitable[bool]] | None = None,
    ) -> StreamingResponse:
        """Events of `kind` and `key` ("*" for all of a kind).

        `look` reads what is true now as (event id, data); the stream sends it when it differs
        from what it sent last, so a missed change heals by itself, and ends after `is_last`.
        Buyers' streams are counted by `address`, too; staff's, who have signed in, are not.
        `may_watch` is asked before each look, and its no ends the stream.
        """
        self._check_room(visitor, address)
        return StreamingResponse(
            self._seated(visitor, address, self._events(kind, key, look, is_last, may_watch)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _seated(
        self, visitor: str, address: str, events: AsyncGenerator[bytes]
    ) -> AsyncGenerator[bytes]:
        """A seat is taken when the stream starts, so one that never starts takes none."""
        with self._seat(visitor, address):
            async with contextlib.aclosing(events):
                async for event in events:
                    yield event

    async def _events(
        self,
        kind: str,
        key: str,
        look: Callable[[], Awaitable[tuple[str, dict[str, Any]]]],
        is_last: Callable[[dict[str, Any]], bool],
        may_watch: Callable[[], Awaitable[bool]] | None,
    ) -> AsyncGenerator[bytes]:
        woken = asyncio.Event()
        place = self._waiting.setdefault((kind, key), set())
        place.add(woken)
        try:
            yield b"retry: 2000\n\n"
            sent = None
            ends_at = asyncio.get_running_loop().time() + MAX_STREAM_S
            while not self._closing.is_set() and asyncio.get_running_loop().time() < ends_at:
                if may_watch is not None and not await may_watch():
                    return
                woken.clear()
                event_id, data = await look()
                if data != sent:
                    sent = data
                    text = json.dumps(data, default=str, ensure_ascii=False)
                    yield f"id: {event_id}\nevent: {kind}\ndata: {text}\n\n".encode()
                    if is_last(data):
                        return
                if not await self._wait(woken):
                    yield b": still here\n\n"
        finally:
            place.discard(woken)
            if not place:
                self._waiting.pop((kind, key), None)

    async def _wait(self, woken: asyncio.Event) -> bool:
        """True when something changed; False at the heartbeat or when the process is closing."""
        change = asyncio.ensure_future(woken.wait())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            done, _ = await asyncio.wait(
                {change, closing},
                timeout=limits.LIVE_HEARTBEAT_S,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            change.cancel()
            closing.cancel()
        return change in done
