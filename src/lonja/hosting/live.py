"""Server-sent events: one LISTEN connection a process feeds every open page.

A stream says what is true when it opens, then each change, and a heartbeat every 15 s. It is
bounded per process and visitor, and ends within 2 s of a shutdown.
"""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Any, ClassVar

from starlette.responses import StreamingResponse

from lonja.kernel import limits
from lonja.kernel.errors import Refused
from lonja.kernel.live import Listener, News

MAX_STREAM_S = 3600.0
QUEUE_EVENTS = 100


class TooManyStreams(Refused):
    code: ClassVar[str] = "too_many_streams"


class LiveHub:
    """Hands news of the process's listener to the streams that wait for it."""

    def __init__(self, listener: Listener) -> None:
        self._waiting: dict[tuple[str, str], set[asyncio.Queue[News]]] = {}
        self._visitors: Counter[str] = Counter()
        self._streams = 0
        self._closing = asyncio.Event()
        listener.hear(self._tell)

    def close(self) -> None:
        """Ask every stream to end; a page reconnects to whoever answers next."""
        self._closing.set()

    def _check_room(self, visitor: str) -> None:
        if (
            self._streams >= limits.LIVE_STREAMS_PER_PROCESS
            or self._visitors[visitor] >= limits.LIVE_STREAMS_PER_VISITOR
        ):
            raise TooManyStreams("too many live pages are open", retry_after_s=15)

    @contextlib.contextmanager
    def _seat(self, visitor: str) -> Iterator[None]:
        self._streams += 1
        self._visitors[visitor] += 1
        try:
            yield
        finally:
            self._streams -= 1
            self._visitors[visitor] -= 1
            if not self._visitors[visitor]:
                del self._visitors[visitor]

    def _tell(self, _: str, batch: list[News]) -> None:
        """News of either channel: an import announces its progress with its commits."""
        for news in batch:
            for key in (str(news.get("key", "")), "*"):
                for queue in self._waiting.get((str(news.get("kind", "")), key), ()):
                    with contextlib.suppress(asyncio.QueueFull):  # it looks again at the heartbeat
                        queue.put_nowait(news)

    async def stream(
        self,
        *,
        kind: str,
        key: str,
        visitor: str,
        look: Callable[[], Awaitable[tuple[str, dict[str, Any]]]],
        is_last: Callable[[dict[str, Any]], bool] = lambda _: False,
        may_watch: Callable[[], Awaitable[bool]] | None = None,
    ) -> StreamingResponse:
        """Events of `kind` and `key` ("*" for all of a kind).

        `look` reads what is true now as (event id, data); the stream sends it when it differs
        from what it sent last, so missed news heals by itself, and ends after `is_last`.
        `may_watch` is asked before each look, and its no ends the stream.
        """
        self._check_room(visitor)
        return StreamingResponse(
            self._seated(visitor, self._events(kind, key, look, is_last, may_watch)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _seated(self, visitor: str, events: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        """A seat is taken when the stream starts, so one that never starts takes none."""
        with self._seat(visitor):
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
        queue: asyncio.Queue[News] = asyncio.Queue(QUEUE_EVENTS)
        place = self._waiting.setdefault((kind, key), set())
        place.add(queue)
        try:
            yield b"retry: 2000\n\n"
            sent = None
            ends_at = asyncio.get_running_loop().time() + MAX_STREAM_S
            while not self._closing.is_set() and asyncio.get_running_loop().time() < ends_at:
                if may_watch is not None and not await may_watch():
                    return
                event_id, data = await look()
                if data != sent:
                    sent = data
                    text = json.dumps(data, default=str, ensure_ascii=False)
                    yield f"id: {event_id}\nevent: {kind}\ndata: {text}\n\n".encode()
                    if is_last(data):
                        return
                if not await self._wait(queue):
                    yield b": still here\n\n"
        finally:
            place.discard(queue)
            if not place:
                self._waiting.pop((kind, key), None)

    async def _wait(self, queue: asyncio.Queue[News]) -> bool:
        """True when there is news; False at the heartbeat or when the process is closing."""
        news = asyncio.ensure_future(queue.get())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            done, _ = await asyncio.wait(
                {news, closing},
                timeout=limits.LIVE_HEARTBEAT_S,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            news.cancel()
            closing.cancel()
        while not queue.empty():
            queue.get_nowait()
        return news in done
