"""Until when a buyer may withdraw, on the shop's own calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.returns._withdrawals.dating import is_in_time, last_day, window_ends

MADRID = "Europe/Madrid"
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


class TestTheLastDay:
    @pytest.mark.parametrize(
        ("delivered", "until"),
        [
            (datetime(2026, 6, 1, 10, tzinfo=UTC), date(2026, 6, 15)),  # a Monday, a Monday
            (datetime(2026, 6, 6, 10, tzinfo=UTC), date(2026, 6, 22)),  # a Saturday moves on
            (datetime(2026, 6, 7, 10, tzinfo=UTC), date(2026, 6, 22)),  # a Sunday as well
            (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), date(2026, 6, 16)),  # Tuesday in Madrid
        ],
    )
    def test_is_fourteen_days_after_delivery_or_the_next_working_day(
        self, delivered: datetime, until: date
    ) -> None:
        assert last_day(delivered, MADRID) == until

    def test_is_unknown_while_nobody_knows_that_it_came(self) -> None:
        assert last_day(None, MADRID) is None
        assert window_ends(None, 30, MADRID) is None

    @given(delivered=MOMENTS)
    def test_is_a_working_day_and_never_sooner_than_the_law_says(self, delivered: datetime) -> None:
        until = last_day(delivered, "UTC")

        assert until is not None
        assert until.weekday() < 5
        assert timedelta(14) <= until - delivered.date() <= timedelta(16)


class TestAStatement:
    def test_is_in_time_until_the_last_minute_of_the_last_day(self) -> None:
        delivered = datetime(2026, 6, 1, 10, tzinfo=UTC)

        assert is_in_time(datetime(2026, 6, 15, 21, 59, tzinfo=UTC), delivered, MADRID)
        assert not is_in_time(datetime(2026, 6, 15, 22, 0, tzinfo=UTC), delivered, MADRID)

    def test_is_in_time_for_ever_while_delivery_is_unknown(self) -> None:
        assert is_in_time(datetime(2036, 1, 1, tzinfo=UTC), None, MADRID)
