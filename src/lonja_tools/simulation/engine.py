"""Time, cores and things of which there are so many: what a discrete-event model is made of.

A process is a generator. It yields the time at which it goes on, or `Tokens` of which it wants one.
"""

import heapq
from collections import deque
from collections.abc import Generator
from itertools import count

type Process = Generator["float | Tokens"]


class Clock:
    """Seconds since the model began; whoever waits goes on in the order of their times."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, int, Process]] = []
        self._turn = count()

    def start(self, process: Process, at: float = 0.0) -> None:
        heapq.heappush(self._waiting, (max(at, self.now), next(self._turn), process))

    def run(self, until: float) -> None:
        while self._waiting and self._waiting[0][0] <= until:
            self.now, _, process = heapq.heappop(self._waiting)
            self.resume(process)
        self.now = until

    def resume(self, process: Process) -> None:
        """Let it go on until it waits for a time or for a token that is not there."""
        for wanted in process:
            if not isinstance(wanted, Tokens):
                self.start(process, wanted)
                return
            if not wanted.take(process):
                return


class Cores:
    """So many processors, first come first served; `speed` is the part that is left for this work."""

    def __init__(self, clock: Clock, number: int, *, speed: float = 1.0) -> None:
        self._clock = clock
        self._free_at = [0.0] * number
        self.speed = speed
        self.busy_s = 0.0

    def done_at(self, seconds: float) -> float:
        """When work that arrives now will be done. Who arrives later waits for it."""
        began = max(heapq.heappop(self._free_at), self._clock.now)
        takes = seconds / self.speed
        heapq.heappush(self._free_at, began + takes)
        self.busy_s += takes
        return began + takes

    def add(self, number: int, *, at: float) -> None:
        """More of them, from a time on."""
        for _ in range(number):
            heapq.heappush(self._free_at, at)

    def load(self, seconds: float) -> float:
        """The part of that time in which they were at work, other work included."""
        return 1 - self.speed + self.speed * self.busy_s / (seconds * len(self._free_at))


class Tokens:
    """Connections of a pool, or the lock of a row: who finds none waits in line."""

    def __init__(self, clock: Clock, number: int) -> None:
        self._clock = clock
        self._left = number
        self._line: deque[Process] = deque()

    def take(self, process: Process) -> bool:
        if self._left:
            self._left -= 1
            return True
        self._line.append(process)
        return False

    def give_back(self) -> None:
        if self._line:
            self._clock.start(self._line.popleft(), self._clock.now)
        else:
            self._left += 1
