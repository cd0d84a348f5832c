"""Forecasts of statsmodels: exponential smoothing and the Theta method, their parameters estimated.

The package is heavy, so only the function app of the models has it, and imports it with the first series.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from lonja.forecasts.api import OFTEN, CannotFit, DemandKind, Expected

MOST_TIMES: Final = 100.0
"""An answer beyond so many times the largest week is a fit that ran away."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """A method whose parameters are estimated from the series itself."""

    code: str
    least_weeks: int
    fit: Callable[[Sequence[float], int], tuple[Sequence[float], Mapping[str, float]]]
    kinds: frozenset[DemandKind] = OFTEN

    def expect(self, history: Sequence[float], *, horizon: int) -> Expected:
        with _quietly():
            weeks, parameters = self.fit(history, horizon)
        bound = MOST_TIMES * max(history)
        if not all(isfinite(one) and one <= bound for one in weeks):
            raise CannotFit(f"{self.code} ran away")
        kept = {name: round(float(value), 6) for name, value in parameters.items()}
        return Expected(tuple(max(float(one), 0.0) for one in weeks), kept)


def _level(history: Sequence[float], horizon: int) -> tuple[Sequence[float], Mapping[str, float]]:
    from statsmodels.tsa.holtwinters import SimpleExpSmoothing

    found = SimpleExpSmoothing(_floats(history), initialization_method="estimated").fit()
    return found.forecast(horizon), {"alpha": found.params["smoothing_level"]}


def _damped(history: Sequence[float], horizon: int) -> tuple[Sequence[float], Mapping[str, float]]:
    from statsmodels.tsa.holtwinters import Holt

    model = Holt(_floats(history), damped_trend=True, initialization_method="estimated")
    found = model.fit()
    return found.forecast(horizon), {
        "alpha": found.params["smoothing_level"],
        "beta": found.params["smoothing_trend"],
        "phi": found.params["damping_trend"],
    }


def _theta(history: Sequence[float], horizon: int) -> tuple[Sequence[float], Mapping[str, float]]:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    found = ThetaModel(_floats(history), deseasonalize=False).fit()
    weeks = [float(one) for one in found.forecast(horizon)]
    return weeks, {"b0": found.params["b0"], "alpha": found.params["alpha"]}


def _floats(history: Sequence[float]) -> Any:
    import numpy as np

    return np.asarray(history, dtype=float)


@contextmanager
def _quietly() -> Iterator[None]:
    """A fit that does not converge warns; the back-test judges it all the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (ValueError, ArithmeticError, IndexError) as error:  # too few, or all alike
            raise CannotFit(str(error)) from error


ESTIMATED: Final = (
    Estimated("exponential", 12, _level),
    Estimated("damped_trend", 12, _damped),
    Estimated("theta", 12, _theta),
)
