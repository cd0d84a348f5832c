"""statsmodels behind the port: what it is asked, and what becomes of a fit that fails."""

import pytest

from lonja.adapters.statistical_methods import ESTIMATED, Estimated
from lonja.forecasts.api import SIMPLE, CannotFit, DemandKind, Terms, forecast

BY_CODE = {one.code: one for one in ESTIMATED}
GROWING = [20 + week + (week * 7) % 5 for week in range(60)]


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_each_method_expects_units_near_those_of_the_last_weeks(code: str) -> None:
    found = BY_CODE[code].expect(GROWING, horizon=8)

    assert len(found.weeks) == 8
    assert all(75 <= units <= 100 for units in found.weeks)
    assert found.parameters


@pytest.mark.parametrize("code", sorted(BY_CODE))
@pytest.mark.parametrize("history", [[5] * 40, [0] * 39 + [9], [1e9, 1] * 20])
def test_a_strange_history_is_answered_or_refused_in_our_words(
    code: str, history: list[float]
) -> None:
    try:
        found = BY_CODE[code].expect(history, horizon=8)
    except CannotFit:
        return

    assert all(units >= 0 for units in found.weeks)


def test_a_fit_that_runs_away_is_refused() -> None:
    wild = Estimated("wild", 1, lambda history, horizon: ([float("inf")] * horizon, {}))

    with pytest.raises(CannotFit):
        wild.expect([1.0, 2.0], horizon=2)


def test_a_trend_gets_a_method_that_follows_it() -> None:
    found = forecast(GROWING, [*SIMPLE, *ESTIMATED], Terms())

    assert found.kind is DemandKind.SMOOTH
    assert found.method in {"damped_trend", "theta", "exponential"}
    assert found.wape is not None
    assert found.naive_wape is not None
    assert found.wape <= found.naive_wape
