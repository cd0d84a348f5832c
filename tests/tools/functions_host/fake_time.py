"""Time that stands still until the test moves it, and a queue that lives in it."""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lonja_tools.functions_host.queues import Lost, Received, Unavailable

START = datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC)


class FakeClock:
    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._sleepers: dict[asyncio.Future[None], datetime] = {}

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        due: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers[due] = self._now + timedelta(seconds=seconds)
        try:
            await due
        finally:
            self._sleepers.pop(due, None)

    @property
    def seconds(self) -> float:
        return (self._now - START).total_seconds()

    async def advance(self, seconds: float) -> None:
        """Pass through each moment at which a task wakes, in order."""
        end = self._now + timedelta(seconds=seconds)
        await settled()
        while waking := [due for due in self._sleepers.values() if due <= end]:
            self._now = max(self._now, min(waking))
            for sleeper, due in list(self._sleepers.items()):
                if due <= self._now and not sleeper.done():
                    sleeper.set_result(None)
            await settled()
        self._now = end


async def settled() -> None:
    """Let everything that needs no outside world come to rest."""
    for _ in range(60):
        await asyncio.sleep(0)


@dataclass
class _Kept:
    id: str
    text: str
    visible_at: datetime
    receipt: str = ""
    dequeue_count: int = 0


class FakeQueue:
    """A storage queue whose visibility timeouts pass with the fake clock."""

    def __init__(self, clock: FakeClock, name: str = "orders") -> None:
        self.name = name
        self.renewed_at: list[float] = []
        self.asked_at: list[float] = []
        self.is_down = False
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._numbers = itertools.count(1)

    @property
    def texts(self) -> list[str]:
        return [kept.text for kept in self._kept.values()]

    async def exists(self) -> bool:
        return True

    async def receive(self, count: int, *, hidden_s: int) -> list[Received]:
        now = self._clock.now()
        self.asked_at.append(self._clock.seconds)
        due = [kept for kept in self._kept.values() if kept.visible_at <= now][:count]
        for kept in due:
            kept.dequeue_count += 1
            kept.receipt = f"receipt-{next(self._numbers)}"
            kept.visible_at = now + timedelta(seconds=hidden_s)
        return [Received(kept.id, kept.text, kept.dequeue_count, kept.receipt) for kept in due]

    async def hide(self, message_id: str, pop_receipt: str, *, seconds: int) -> str:
        self.renewed_at.append(self._clock.seconds)
        kept = self._owned(message_id, pop_receipt)
        kept.visible_at = self._clock.now() + timedelta(seconds=seconds)
        kept.receipt = f"receipt-{next(self._numbers)}"
        return kept.receipt

    async def delete(self, message_id: str, pop_receipt: str) -> None:
        del self._kept[self._owned(message_id, pop_receipt).id]

    async def put_creating(self, text: str) -> None:
        number = str(next(self._numbers))
        self._kept[number] = _Kept(number, text, self._clock.now())

    def _owned(self, message_id: str, pop_receipt: str) -> _Kept:
        if self.is_down:
            raise Unavailable("down")
        kept = self._kept.get(message_id)
        if kept is None or kept.receipt != pop_receipt:
            raise Lost(message_id)
        return kept
