"""What we promise about orders under load and crashes, proved through real processes.

Each proof is one function: it starts a stage of its own (PostgreSQL, Azurite, mail catcher, at
least two web processes and two functions hosts), does its worst by a seed, and returns figures.
A broken promise raises `Broken`. `./lonja prove` and `tests/proofs` run the same functions; what has
`prove_on` counts what is its own, so that several may run on one stage.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Broken(AssertionError):
    """A promise did not hold; the message says which and by how much."""


type Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proof:
    name: str
    promise: str
    run: Callable[[int], Figures]


def must(holds: bool, promise: str, **facts: object) -> None:
    if not holds:
        raise Broken(f"{promise}: {facts}")
