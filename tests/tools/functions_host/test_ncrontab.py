"""A timer is due when Azure would say so."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja_tools.functions_host.ncrontab import ScheduleError, parse

# A Monday.
NOW = datetime(2026, 3, 2, 10, 17, 30, 500_000, tzinfo=UTC)


class TestSchedule:
    @pytest.mark.parametrize(
        ("text", "due"),
        [
            ("*/10 * * * * *", "2026-03-02T10:17:40"),
            ("0 */5 * * * *", "2026-03-02T10:20:00"),
            ("*/5 * * * *", "2026-03-02T10:20:00"),
            ("0 0 * * * *", "2026-03-02T11:00:00"),
            ("30 17 10 * * *", "2026-03-03T10:17:30"),
            ("31 17 10 * * *", "2026-03-02T10:17:31"),
            ("0 30 9 * * Mon-Fri", "2026-03-03T09:30:00"),
            ("0 0 3 * * 0", "2026-03-08T03:00:00"),
            ("0 0 0 1 Jan *", "2027-01-01T00:00:00"),
            ("0 0 0 29 2 *", "2028-02-29T00:00:00"),
            ("0 0 0 31 * *", "2026-03-31T00:00:00"),
            ("0 5,35 8-10/2 * * *", "2026-03-02T10:35:00"),
            ("0 10/20 * * * *", "2026-03-02T10:30:00"),
            ("0 0 9 * january,MAY Wed", "2026-05-06T09:00:00"),
        ],
    )
    def test_is_due_next(self, text: str, due: str) -> None:
        assert parse(text).next_after(NOW) == datetime.fromisoformat(due).replace(tzinfo=UTC)

    def test_needs_the_day_of_month_and_the_day_of_week_at_once(self) -> None:
        # Unix cron would take either; the first Friday the 13th is in March.
        assert parse("0 0 0 13 * Fri").next_after(NOW) == datetime(2026, 3, 13, tzinfo=UTC)

    def test_counts_in_utc_whatever_the_zone_of_its_argument(self) -> None:
        madrid_winter = timezone(timedelta(hours=1))

        due = parse("0 0 12 * * *").next_after(datetime(2026, 3, 2, 12, 30, tzinfo=madrid_winter))

        assert due == datetime(2026, 3, 2, 12, tzinfo=UTC)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "* * * *",
            "* * * * * * *",
            "60 * * * * *",
            "0 60 * * * *",
            "0 0 24 * * *",
            "0 0 0 0 * *",
            "0 0 0 * 13 *",
            "0 0 0 * * 7",
            "0 0 0 30 2 *",
            "*/0 * * * * *",
            "5-1 * * * * *",
            "5/ * * * * *",
            "-1 * * * * *",
            "0 0 0 * Foo *",
            "00:05:00",
        ],
    )
    def test_is_refused_when_it_is_none_or_never_comes(self, text: str) -> None:
        with pytest.raises(ScheduleError):
            parse(text)

    @pytest.mark.parametrize(
        ("text", "is_monitored"),
        [("*/30 * * * * *", False), ("0 * * * * *", True), ("0,30 0 * * * *", False)],
    )
    def test_is_monitored_only_where_runs_are_a_minute_apart(
        self, text: str, is_monitored: bool
    ) -> None:
        assert parse(text).is_monitored_by_default(NOW) is is_monitored

    @given(
        second=st.integers(0, 59),
        minute=st.integers(0, 59),
        hour=st.integers(0, 23),
        moment=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001
    )
    def test_of_each_day_comes_within_a_day_and_at_its_time(
        self, second: int, minute: int, hour: int, moment: datetime
    ) -> None:
        moment = moment.replace(tzinfo=UTC)

        due = parse(f"{second} {minute} {hour} * * *").next_after(moment)

        assert timedelta(0) < due - moment <= timedelta(days=1)
        assert (due.hour, due.minute, due.second) == (hour, minute, second)
