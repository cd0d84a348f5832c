"""Methods that are a line of arithmetic each: the naive ones, and Croston's for rare demand. Pure.

Croston (1972) smooths the size of a sale and the weeks between two, and expects their quotient every
week. SBA (Syntetos and Boylan, 2005) takes its bias away. TSB (Teunter, Syntetos and Babai, 2011)
smooths the probability of a sale in every week instead, so that what no longer sells fades.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lonja.forecasts._classing import OFTEN, RARELY, DemandKind
from lonja.forecasts._method import CannotFit, Expected

A_YEAR: Final = 52
ALPHA: Final = 0.1
"""Of what changes slowly; Croston's own advice is 0.1 to 0.2."""

type Weeks = Sequence[float]


@dataclass(frozen=True, slots=True)
class Simple:
    """A method whose parameters are given, not estimated."""

    code: str
    kinds: frozenset[DemandKind]
    least_weeks: int
    of: Callable[[Weeks, int], Expected]

    def expect(self, history: Weeks, *, horizon: int) -> Expected:
        return self.of(history, horizon)


def naive(history: Weeks, horizon: int) -> Expected:
    """As last week."""
    return Expected((float(history[-1]),) * horizon)


def seasonal_naive(history: Weeks, horizon: int) -> Expected:
    """As in the same week of last year."""
    return Expected(tuple(float(history[week - A_YEAR]) for week in range(horizon)))


def mean_of_quarter(history: Weeks, horizon: int) -> Expected:
    """As the last 13 weeks on average."""
    recent = history[-13:]
    return Expected((sum(recent) / len(recent),) * horizon)


def croston(history: Weeks, horizon: int) -> Expected:
    size, interval = _size_and_interval(history)
    return Expected((size / interval,) * horizon, {"alpha": ALPHA})


def sba(history: Weeks, horizon: int) -> Expected:
    size, interval = _size_and_interval(history)
    return Expected(((1 - ALPHA / 2) * size / interval,) * horizon, {"alpha": ALPHA})


def tsb(history: Weeks, horizon: int) -> Expected:
    size, interval = _size_and_interval(history[:A_YEAR])
    probability = 1 / interval
    for units in history:
        probability += ALPHA * ((1.0 if units > 0 else 0.0) - probability)
        if units > 0:
            size += ALPHA * (units - size)
    return Expected((probability * size,) * horizon, {"alpha": ALPHA, "beta": ALPHA})


def _size_and_interval(history: Weeks) -> tuple[float, float]:
    size, interval, since = 0.0, 0.0, 1
    for units in history:
        if units <= 0:
            since += 1
            continue
        if size == 0:
            size = float(units)
        else:
            size += ALPHA * (units - size)
            interval += ALPHA * (since - interval) if interval else since
        since = 1
    if size == 0:
        raise CannotFit("nothing was sold")
    return size, interval or float(since)


SIMPLE: Final = (
    Simple("naive", OFTEN | RARELY, 1, naive),
    Simple("mean", OFTEN | RARELY, 13, mean_of_quarter),
    Simple("seasonal_naive", OFTEN | RARELY, A_YEAR, seasonal_naive),
    Simple("croston", RARELY, 8, croston),
    Simple("sba", RARELY, 8, sba),
    Simple("tsb", RARELY, 8, tsb),
)
