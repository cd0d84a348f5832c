"""The same shop on one machine, with a fixed number of shoppers: what `./lonja bench processes` compares."""

import random
from dataclasses import dataclass
from typing import Final

from lonja_tools.simulation.engine import Clock, Cores, Process, Tokens
from lonja_tools.simulation.work import MESSAGES, REQUESTS, Work

WARM_UP_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Run:
    orders_per_second: float
    post_p50_ms: float


class Laptop:
    """Every program takes its turn on the same cores; a worker does one thing at a time."""

    def __init__(self, work: Work, *, cores: int, workers: int, shoppers: int) -> None:
        self._work, self._shoppers = work, shoppers
        self._clock = Clock()
        self._cores = Cores(self._clock, cores)
        self._workers = [Tokens(self._clock, 1) for _ in range(workers)]
        self._functions = Tokens(self._clock, 1)
        self._dice = random.Random(1)
        self._posts: list[float] = []

    def run(self, seconds: float = 20.0) -> Run:
        for _ in range(self._shoppers):
            self._clock.start(self._shopper())
        self._clock.run(WARM_UP_S + seconds)
        posts = sorted(self._posts)
        return Run(len(posts) / seconds, posts[len(posts) // 2] * 1000)

    def _shopper(self) -> Process:
        worker = self._dice.choice(self._workers)  # a connection stays with its worker
        part = (1 - self._work.post_part) / (REQUESTS - 1)
        while True:
            for _ in range(REQUESTS - 1):
                yield from self._request(worker, part)
            began = self._clock.now
            yield from self._request(worker, self._work.post_part)
            if self._clock.now >= WARM_UP_S:
                self._posts.append(self._clock.now - began)
            self._clock.start(self._messages(), self._clock.now)

    def _request(self, worker: Tokens, part: float) -> Process:
        yield worker
        yield self._cores.done_at(self._work.web_s * part)
        worker.give_back()
        yield self._cores.done_at(self._work.web_database_s * part)

    def _messages(self) -> Process:
        """With the queue, the mail and the buyers' own program, which take the same cores."""
        database_s = self._work.database_s - self._work.web_database_s
        for _ in range(MESSAGES):
            yield self._functions
            yield self._cores.done_at(self._work.functions_s / MESSAGES)
            self._functions.give_back()
            yield self._cores.done_at((database_s + self._work.beside_s) / MESSAGES)
