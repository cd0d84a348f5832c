"""Which method a series gets, and how wrong it was: a rolling back-test. Pure.

The last weeks are held back several times, further back each time; each method forecasts them from
what came before, and is judged by what then happened. Series that sell nearly every week get the
method with the least absolute error (MASE). For rare demand that would choose "nothing, ever", the
median of a series of zeros; there the least squared error chooses, which the mean has.

The interval is made of the errors of these tests alone (split conformal): as many of them lie within
as it promises. Whether that holds is measured on each test with an interval of the others.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from lonja.forecasts._classing import OFTEN, DemandKind, class_of
from lonja.forecasts._method import CannotFit, Expected, Method

type Weeks = Sequence[float]


@dataclass(frozen=True, slots=True)
class Terms:
    """`tests` forecasts of `horizon` weeks that share no week, so that each judges the others."""

    horizon: int = 8
    tests: int = 3
    share: float = 0.8
    least_training: int = 12

    @property
    def held_back(self) -> int:
        return self.horizon * self.tests

    @property
    def least_weeks(self) -> int:
        return self.held_back + self.least_training


@dataclass(frozen=True, slots=True)
class Point:
    """A week, counted from the first of the series: what is expected, and between what."""

    week: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """`tested` is the newest test, `points` what comes; errors are of all tests.

    MASE is the mean absolute error over that of the naive method within the training; WAPE the sum
    of absolute errors over the sum of units. None where nothing was sold to divide by.
    """

    kind: DemandKind
    adi: float
    cv2: float
    weeks: int
    method: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    mase: float | None = None
    wape: float | None = None
    naive_wape: float | None = None
    coverage: float | None = None
    tried: Mapping[str, float] = field(default_factory=dict)
    error_units: float = 0.0
    naive_error_units: float = 0.0
    test_units: float = 0.0
    within: int = 0
    judged: int = 0
    tested: tuple[Point, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class _Test:
    """What a method expected of `happened`, from `begins` on."""

    begins: int
    expected: tuple[float, ...]
    happened: tuple[float, ...]

    @property
    def errors(self) -> list[float]:
        return [one - other for one, other in zip(self.happened, self.expected, strict=True)]


def forecast(series: Weeks, methods: Sequence[Method], terms: Terms) -> Forecast:
    """The whole answer for a series of units a week, whose first week has some."""
    classed = class_of(series, least_weeks=terms.least_weeks)
    if classed.kind is DemandKind.SHORT:
        return Forecast(classed.kind, classed.adi, classed.cv2, len(series))
    tests = {
        method.code: tests
        for method in methods
        if classed.kind in method.kinds and (tests := _tests_of(method, series, terms))
    }
    norm = _absolute if classed.kind in OFTEN else _squared
    tried = {code: norm(found) for code, found in tests.items()}
    for code in sorted(tests, key=lambda one: tried[one]):
        method = next(one for one in methods if one.code == code)
        try:
            coming = method.expect(series, horizon=terms.horizon)
        except CannotFit:
            continue
        return _answer(series, classed.kind, classed.adi, classed.cv2, code, coming, tests, terms)
    return Forecast(classed.kind, classed.adi, classed.cv2, len(series))


def _tests_of(method: Method, series: Weeks, terms: Terms) -> list[_Test]:
    """Newest first; none where the history is too short for it, or it cannot be fitted."""
    if len(series) - terms.held_back < method.least_weeks:
        return []
    found = []
    for number in range(terms.tests):
        begins = len(series) - terms.horizon * (number + 1)
        try:
            expected = method.expect(series[:begins], horizon=terms.horizon).weeks
        except CannotFit:
            return []
        happened = tuple(float(one) for one in series[begins : begins + terms.horizon])
        found.append(_Test(begins, tuple(max(one, 0.0) for one in expected), happened))
    return found


def _answer(
    series: Weeks, kind: DemandKind, adi: float, cv2: float, code: str, coming: Expected,
    tests: Mapping[str, list[_Test]], terms: Terms,
) -> Forecast:  # fmt: skip
    chosen, naive = tests[code], tests["naive"]
    units = sum(sum(test.happened) for test in chosen)
    wrong, naively = _sum_of(chosen), _sum_of(naive)
    training = series[: len(series) - terms.held_back]
    steps = [abs(one - other) for one, other in zip(training[1:], training, strict=False)]
    scale = fmean(steps) if steps else 0.0
    judged = [_within(test, chosen, terms.share) for test in chosen]
    counted = sum(len(test.happened) for test in chosen)
    newest = chosen[0]
    return Forecast(
        kind=kind,
        adi=adi,
        cv2=cv2,
        weeks=len(series),
        method=code,
        parameters=coming.parameters,
        mase=_absolute(chosen) / scale if scale else None,
        wape=wrong / units if units else None,
        naive_wape=naively / units if units else None,
        coverage=sum(judged) / counted,
        tried={
            name: _sum_of(found) / units if units else _absolute(found)
            for name, found in tests.items()
        },
        error_units=wrong,
        naive_error_units=naively,
        test_units=units,
        within=sum(judged),
        judged=counted,
        tested=_points(
            newest.begins,
            newest.expected,
            _band([one for one in chosen if one is not newest], terms),
        ),
        points=_points(len(series), [max(one, 0.0) for one in coming.weeks], _band(chosen, terms)),
    )


def _within(test: _Test, chosen: list[_Test], share: float) -> int:
    """How many weeks of a test lie in the interval that the other tests make."""
    low, high = band([error for one in chosen if one is not test for error in one.errors], share)
    return sum(
        max(expected + low, 0.0) <= happened <= expected + high
        for expected, happened in zip(test.expected, test.happened, strict=True)
    )


def _band(tests: list[_Test], terms: Terms) -> tuple[float, float]:
    return band([error for one in tests for error in one.errors], terms.share)


def band(errors: Sequence[float], share: float) -> tuple[float, float]:
    """Below and above what is expected, so that `share` of errors like these lie between.

    The quantiles are those of conformal prediction, for the next error is one more than these.
    """
    ordered = sorted(errors)
    last = len(ordered) - 1
    up = min(math.ceil((len(ordered) + 1) * (1 + share) / 2) - 1, last)
    return min(ordered[last - up], 0.0), max(ordered[up], 0.0)


def _points(
    begins: int, expected: Sequence[float], width: tuple[float, float]
) -> tuple[Point, ...]:
    low, high = width
    return tuple(
        Point(begins + number, units, max(units + low, 0.0), units + high)
        for number, units in enumerate(expected)
    )


def _sum_of(tests: list[_Test]) -> float:
    return sum(abs(error) for test in tests for error in test.errors)


def _absolute(tests: list[_Test]) -> float:
    return fmean([abs(error) for test in tests for error in test.errors])


def _squared(tests: list[_Test]) -> float:
    return math.sqrt(fmean([error**2 for test in tests for error in test.errors]))
