"""When a report is mailed and over which days, and when a figure is where an alert says something."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lonja.briefings._cadence import Cadence, next_time, period_of
from lonja.briefings._judging import Compare, Verdict, judge

MADRID = ZoneInfo("Europe/Madrid")
SUNDAY = date(2026, 11, 29)


class TestTheNextTime:
    @pytest.mark.parametrize(
        ("cadence", "expected"),
        [
            (Cadence.DAILY, "2026-03-28T07:00+01:00"),
            (Cadence.WEEKLY, "2026-03-30T07:00+02:00"),
            (Cadence.MONTHLY, "2026-04-01T07:00+02:00"),
        ],
    )
    def test_is_by_the_clock_of_the_shop(self, cadence: Cadence, expected: str) -> None:
        after = datetime(2026, 3, 27, 12, tzinfo=UTC)

        assert next_time(cadence, 7, after=after, zone=MADRID) == datetime.fromisoformat(expected)

    def test_is_never_the_moment_itself(self) -> None:
        seven = datetime(2026, 6, 1, 7, tzinfo=MADRID)

        assert next_time(Cadence.DAILY, 7, after=seven, zone=MADRID) == seven + timedelta(days=1)


class TestThePeriod:
    def test_is_of_whole_days_that_are_over(self) -> None:
        late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # the 3rd, a Tuesday, in Madrid

        found = [period_of(one, at=late, zone=MADRID) for one in Cadence]

        assert found == [
            (date(2026, 3, 2), date(2026, 3, 3)),
            (date(2026, 2, 23), date(2026, 3, 2)),
            (date(2026, 2, 1), date(2026, 3, 1)),
        ]


def days(*values: int | None) -> dict[date, int | None]:
    """The last of them is of Sunday."""
    return {SUNDAY - timedelta(days=back): one for back, one in enumerate(reversed(values))}


class TestAnAlert:
    def test_is_of_each_of_its_days(self) -> None:
        def above(*values: int) -> Verdict | None:
            return judge(Compare.ABOVE, bound=500, days=3, values=days(*values), last=SUNDAY)

        assert above(501, 502, 503) == Verdict(is_true=True, value=503, usual=None)
        assert above(501, 500, 503) == Verdict(is_true=False, value=503, usual=None)
        assert above(0, 501, 502, 0) == Verdict(is_true=False, value=0, usual=None)

    def test_does_not_change_by_a_day_that_nobody_knows(self) -> None:
        assert (
            judge(Compare.BELOW, bound=10, days=2, values=days(None, 3), last=SUNDAY)
            is None
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("value", "compare", "is_true"),
        [
            (60, Compare.FALLS, True),
            (61, Compare.FALLS, False),
            (140, Compare.RISES, True),
            (139, Compare.RISES, False),
        ],
    )
    def test_compares_a_day_with_the_same_weekday(
        self, value: int, compare: Compare, is_true: bool
    ) -> None:
        values = days(*[100, 7, 7, 7, 7, 7, 7] * 4, value)

        assert judge(compare, bound=4000, days=1, values=values, last=SUNDAY) == Verdict(
            is_true, value, 100
        )

    def test_has_no_usual_day_in_a_shop_of_a_week(self) -> None:
        values = days(*[100, 7, 7, 7, 7, 7, 7], 1)

        assert judge(Compare.FALLS, bound=4000, days=1, values=values, last=SUNDAY) is None
