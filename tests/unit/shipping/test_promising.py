"""By when an order arrives: working days, cut-offs, holidays, and the clocks of the shop's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.shipping import api as shipping

MADRID = ZoneInfo("Europe/Madrid")
CHRISTMAS = {date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 6)}
DESK = shipping.Desk(time(14, 30), holidays=CHRISTMAS)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)


def promised(now: datetime, desk: shipping.Desk = DESK) -> shipping.Promise:
    return shipping.promise(now, MADRID, desk, days_min=1, days_max=3)


class TestAPromise:
    def test_counts_from_today_until_the_cut_off(self) -> None:
        found = promised(at(12, 1, 14, 29))

        assert (found.first, found.last) == (date(2026, 12, 2), date(2026, 12, 4))
        assert found.order_before == at(12, 1, 14, 30)

    def test_counts_from_the_next_working_day_at_the_cut_off(self) -> None:
        found = promised(at(12, 1, 14, 30))

        assert (found.leaves, found.first, found.last) == (
            date(2026, 12, 2),
            date(2026, 12, 3),
            date(2026, 12, 7),
        )
        assert found.order_before == at(12, 2, 14, 30)

    def test_skips_weekends_and_holidays_where_it_leaves_and_where_it_goes(self) -> None:
        friday = shipping.promise(
            at(12, 24, 9),
            MADRID,
            DESK,
            days_min=1,
            days_max=2,
            resting={date(2026, 12, 28)},
        )

        assert (friday.first, friday.last) == (date(2026, 12, 29), date(2026, 12, 30))

    def test_ends_with_the_day_where_there_is_no_cut_off(self) -> None:
        found = promised(at(12, 1, 23, 59), shipping.Desk())

        assert found.leaves == date(2026, 12, 1)
        assert found.order_before == at(12, 2, 0)

    def test_leaves_on_a_saturday_where_that_is_worked(self) -> None:
        found = promised(at(12, 5, 10), shipping.Desk(time(12), (0, 1, 2, 3, 4, 5)))

        assert (found.leaves, found.first) == (date(2026, 12, 5), date(2026, 12, 7))

    @pytest.mark.parametrize(
        ("day", "minutes"),
        [
            (date(2026, 3, 29), 11 * 60),
            (date(2026, 10, 25), 13 * 60),
            (date(2026, 10, 26), 12 * 60),
        ],
    )
    def test_counts_real_minutes_when_the_clocks_change(self, day: date, minutes: int) -> None:
        """On 29 March 02:00 is 03:00, and on 25 October 03:00 is 02:00 again."""
        midnight = datetime.combine(day, time(), MADRID)
        desk = shipping.Desk(time(12), working_days=range(7))

        left = promised(midnight, desk).order_before.astimezone(UTC) - midnight.astimezone(UTC)

        assert left == timedelta(minutes=minutes)

    def test_is_of_the_shops_day_and_not_of_utc(self) -> None:
        """23:30 UTC of Monday is Tuesday in Madrid."""
        found = promised(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))

        assert found.leaves == date(2026, 12, 1)


@given(
    minutes=st.integers(0, 60 * 24 * 365 * 6),
    zone=st.sampled_from(["Europe/Madrid", "America/Santiago", "Asia/Kolkata", "Pacific/Apia"]),
    cut_off=st.none() | st.times(),
    working=st.sets(st.integers(0, 6), min_size=1),
    days=st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted),
    holidays=st.sets(st.integers(0, 2500), max_size=20),
)
def test_never_promises_a_day_that_was_or_that_rests(
    minutes: int,
    zone: str,
    cut_off: time | None,
    working: set[int],
    days: list[int],
    holidays: set[int],
) -> None:
    now, local = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes), ZoneInfo(zone)
    resting = {date(2024, 1, 1) + timedelta(days=one) for one in holidays}
    desk = shipping.Desk(cut_off and cut_off.replace(second=0, microsecond=0), working, resting)

    found = shipping.promise(now, local, desk, days_min=days[0], days_max=days[1])

    assert now < found.order_before
    assert now.astimezone(local).date() <= found.leaves <= found.first <= found.last
    assert desk.works_on(found.leaves)
    for day in (found.first, found.last):
        assert day.weekday() < 5
        assert day not in resting
    later = shipping.promise(
        now + timedelta(hours=1), local, desk, days_min=days[0], days_max=days[1]
    )
    assert (later.first, later.last) >= (found.first, found.last)
