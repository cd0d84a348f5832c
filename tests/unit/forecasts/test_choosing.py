"""Which method a series gets, how wrong it was, and between what the coming weeks lie."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.forecasts.api import (
    OFTEN,
    RARELY,
    SIMPLE,
    CannotFit,
    DemandKind,
    Expected,
    Method,
    Terms,
    band,
    forecast,
)

TERMS = Terms()


@dataclass(frozen=True)
class Always:
    """A method that expects the same number of units, or nothing that it could say."""

    code: str
    units: float | None
    kinds: frozenset[DemandKind] = OFTEN | RARELY
    least_weeks: int = 1

    def expect(self, history: Sequence[float], *, horizon: int) -> Expected:
        if self.units is None:
            raise CannotFit("never")
        return Expected((self.units,) * horizon)


class TestAForecast:
    def test_is_of_the_method_that_was_least_wrong(self) -> None:
        methods: list[Method] = [*SIMPLE, Always("right", 10), Always("wrong", 50)]

        found = forecast([10, 10, 12, 8] * 12, methods, TERMS)

        assert (found.kind, found.method, found.weeks) == (DemandKind.SMOOTH, "right", 48)
        assert found.wape == pytest.approx(0.1)
        assert found.tried["wrong"] > found.tried["right"]
        assert [(one.week, one.expected) for one in found.points] == [
            (48 + number, 10) for number in range(8)
        ]

    def test_passes_over_what_cannot_be_fitted(self) -> None:
        found = forecast([10] * 40, [*SIMPLE, Always("never", None)], TERMS)

        assert found.method == "naive"
        assert "never" not in found.tried

    def test_of_rare_demand_is_its_mean_and_not_nothing(self) -> None:
        """The least absolute error of many zeros is "nothing, ever", which nobody can order by."""
        weeks = ([6] + [0] * 4) * 10

        found = forecast(weeks, [*SIMPLE, Always("nothing", 0)], TERMS)

        assert found.kind is DemandKind.INTERMITTENT
        assert found.method != "nothing"
        assert found.points[0].expected == pytest.approx(1.2, abs=0.5)

    def test_of_a_short_history_is_none(self) -> None:
        found = forecast([10] * (TERMS.least_weeks - 1), SIMPLE, TERMS)

        assert (found.kind, found.method, found.points) == (DemandKind.SHORT, "", ())

    def test_is_judged_by_weeks_that_it_did_not_see(self) -> None:
        """A level that jumps in the last eight weeks: nobody could have known."""
        found = forecast([10, 11, 9] * 12 + [100] * 8, SIMPLE, TERMS)

        assert [one.week for one in found.tested] == list(range(36, 44))
        assert all(one.high < 100 for one in found.tested)
        assert found.coverage is not None
        assert found.coverage <= 16 / 24

    def test_takes_the_year_before_where_the_year_repeats(self) -> None:
        year = [5, 9, 20, 40, 80, 40, 20, 9, 5, 3, 2, 3, 4] * 4

        found = forecast(year * 2, SIMPLE, TERMS)

        assert found.method == "seasonal_naive"
        assert [one.expected for one in found.points] == year[:8]

    def test_says_the_same_twice(self) -> None:
        chance = random.Random(7)
        weeks = [chance.randint(0, 30) for _ in range(80)]

        assert forecast(weeks, SIMPLE, TERMS) == forecast(weeks, SIMPLE, TERMS)


def test_intervals_hold_what_they_promise_on_series_of_one_kind() -> None:
    chance = random.Random(11)
    inside = judged = 0
    for _ in range(200):
        weeks = [max(0, round(chance.gauss(50, 12))) for _ in range(60)]
        found = forecast(weeks, SIMPLE, TERMS)
        inside += found.within
        judged += found.judged

    assert 0.78 <= inside / judged <= 0.90


class TestABand:
    def test_holds_its_share_of_the_errors(self) -> None:
        low, high = band([float(one) for one in range(-10, 11)], 0.8)

        assert (low, high) == (-9, 9)

    @given(st.lists(st.integers(-100, 100), min_size=1, max_size=60))
    def test_is_around_what_is_expected(self, errors: list[int]) -> None:
        low, high = band(errors, 0.8)

        assert low <= 0 <= high


@given(st.lists(st.integers(0, 500), min_size=0, max_size=90))
def test_every_history_has_an_answer_that_is_not_negative(weeks: list[int]) -> None:
    found = forecast(weeks, SIMPLE, TERMS)

    for one in (*found.points, *found.tested):
        assert 0 <= one.low <= one.expected <= one.high
    assert len(found.points) == (TERMS.horizon if found.method else 0)
