"""Failures on demand: what a network and a provider do on a bad day."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Fault(StrEnum):
    AWAY = "away"
    """The request never arrives."""
    LOST = "lost"
    """It arrives, and its answer does not."""
    SAVED_500 = "saved_500"
    """Stripe fails before it does anything, and says so to every repeat under this key."""
    FAILED_AFTER = "failed_after"
    """It does everything, fails, and says so to every repeat under this key."""
    IN_USE = "in_use"
    """409: a request under this key is still running."""
    LIMITED = "limited"
    """429: too many requests."""
    SLOW = "slow"


@dataclass(slots=True)
class Planned:
    """The next `times` requests whose path contains `path`; or one in so many of all, by chance."""

    fault: Fault
    path: str = ""
    times: int = 1
    one_in: int = 1

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            Fault(value["fault"]),
            str(value.get("path", "")),
            int(value.get("times", 1)),
            int(value.get("one_in", 1)),
        )


class Faults:
    def __init__(self, *, seed: int = 1) -> None:
        self._planned: list[Planned] = []
        self._chance = random.Random(seed)

    def plan(self, planned: Planned) -> None:
        self._planned.append(planned)

    def clear(self) -> None:
        self._planned.clear()

    def next_for(self, path: str) -> Fault | None:
        for planned in self._planned:
            if planned.times > 0 and planned.path in path:
                if planned.one_in > 1 and self._chance.randrange(planned.one_in):
                    continue
                planned.times -= 1
                return planned.fault
        return None


async def be_slow() -> None:
    await asyncio.sleep(0.2)
