"""A shop at work: buyers come, requests take a worker and a connection, messages take a function.

Pages take a steady part of each processor. Orders and their messages are events, one by one.
"""

import math
import random
from dataclasses import dataclass
from typing import Final

from lonja_tools.simulation.engine import Clock, Cores, Process, Tokens
from lonja_tools.simulation.work import MESSAGES, REQUESTS, ROUND_TRIP_S, STATEMENTS, Work

AT_ONCE: Final = 24
"""Messages of one instance of a function app: batchSize + newBatchThreshold of host.json."""
LOOK_S: Final = 1.0
"""The scale controller looks at the queue so often."""
COLD_START_S: Final = 5.0
WARM_UP_S: Final = 5.0
"""Not counted: the model begins empty."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the shop runs on."""

    web_instances: int
    web_cores: int
    """Of each; a worker on each core."""
    database_cores: int
    pool: int
    """Connections of a worker."""
    most_functions: int = 40
    first_functions: int = 1
    hot_part: float = 0.02
    """Of orders, how many want the one SKU that all want."""


@dataclass(frozen=True, slots=True)
class Outcome:
    placed_per_second: float
    confirmed_per_second: float
    post_p50_s: float
    post_p99_s: float
    confirmed_p99_s: float
    """From the order to its confirmation."""
    web_load: float
    database_load: float
    functions: int
    """Instances at the end."""
    waiting: int
    """Messages at the end."""


class ShopAtWork:
    def __init__(self, size: Size, work: Work, *, orders_per_second: float, seed: int = 1) -> None:
        self._size, self._work, self._rate = size, work, orders_per_second
        self._dice = random.Random(seed)
        self._clock = clock = Clock()
        workers = size.web_instances * size.web_cores
        browsing = orders_per_second * work.pages_s / workers
        reading = orders_per_second * work.pages_database_s / size.database_cores
        self._web = [Cores(clock, 1, speed=max(0.01, 1 - browsing)) for _ in range(workers)]
        self._pools = [Tokens(clock, size.pool) for _ in range(workers)]
        self._database = Cores(clock, size.database_cores, speed=max(0.01, 1 - reading))
        self._hot_row = Tokens(clock, 1)
        self._functions = Cores(clock, size.first_functions)
        self._instances = size.first_functions
        self._places = Tokens(clock, AT_ONCE * size.first_functions)
        self._waiting = 0
        self._posts: list[float] = []
        self._confirmations: list[float] = []

    def run(self, seconds: float) -> Outcome:
        self._clock.start(self._arrivals(WARM_UP_S + seconds))
        self._clock.start(self._scaling(WARM_UP_S + seconds))
        self._clock.run(WARM_UP_S + seconds)
        whole = WARM_UP_S + seconds
        return Outcome(
            placed_per_second=len(self._posts) / seconds,
            confirmed_per_second=len(self._confirmations) / seconds,
            post_p50_s=_percentile(self._posts, 0.5),
            post_p99_s=_percentile(self._posts, 0.99),
            confirmed_p99_s=_percentile(self._confirmations, 0.99),
            web_load=sum(core.load(whole) for core in self._web) / len(self._web),
            database_load=self._database.load(whole),
            functions=self._instances,
            waiting=self._waiting,
        )

    def _arrivals(self, until: float) -> Process:
        while self._clock.now < until:
            self._clock.start(self._order(), self._clock.now)
            yield self._clock.now + self._dice.expovariate(self._rate)

    def _order(self) -> Process:
        is_hot = self._dice.random() < self._size.hot_part
        part = (1 - self._work.post_part) / (REQUESTS - 1)
        for _ in range(REQUESTS - 1):
            yield from self._request(part, is_hot=False)
        began = self._clock.now
        yield from self._request(self._work.post_part, is_hot=is_hot)
        self._note(self._posts, began)
        self._waiting += 1
        self._clock.start(self._messages(self._clock.now))

    def _request(self, part: float, *, is_hot: bool) -> Process:
        """Of a worker that the balancer chose blindly, with one connection and maybe the hot row."""
        chosen = self._dice.randrange(len(self._web))
        yield self._web[chosen].done_at(self._work.web_s * part)
        pool = self._pools[chosen]
        yield pool
        if is_hot:
            yield self._hot_row
        yield self._clock.now + STATEMENTS * ROUND_TRIP_S
        yield self._database.done_at(self._work.web_database_s * part)
        if is_hot:
            self._hot_row.give_back()
        pool.give_back()

    def _messages(self, placed: float) -> Process:
        for message in range(MESSAGES):
            if message:
                self._waiting += 1
            yield self._places
            self._waiting -= 1
            yield self._functions.done_at(self._work.functions_s / MESSAGES)
            rest = self._work.database_s - self._work.web_database_s
            yield self._clock.now + STATEMENTS * ROUND_TRIP_S
            yield self._database.done_at(rest / MESSAGES)
            self._places.give_back()
            if not message:
                self._note(self._confirmations, placed)

    def _scaling(self, until: float) -> Process:
        """As the platform does it: an instance for each so many messages that wait."""
        while self._clock.now < until:
            wanted = min(math.ceil(self._waiting / AT_ONCE), self._size.most_functions)
            if wanted > self._instances:
                more, self._instances = wanted - self._instances, wanted
                self._clock.start(self._begin(more), self._clock.now + COLD_START_S)
            yield self._clock.now + LOOK_S

    def _begin(self, more: int) -> Process:
        self._functions.add(more, at=self._clock.now)
        for _ in range(more * AT_ONCE):
            self._places.give_back()
        yield self._clock.now

    def _note(self, times: list[float], since: float) -> None:
        if self._clock.now >= WARM_UP_S:
            times.append(self._clock.now - since)


def _percentile(times: list[float], part: float) -> float:
    """Infinite where nothing was done."""
    return sorted(times)[int(len(times) * part)] if times else math.inf
