from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lonja.notifications._limiting import Bucket, Quota, overdraw, ready_at, refill, take

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
QUOTA = Quota(per_minute=60, burst=10)


class TestTheBudget:
    def test_grants_what_is_there_and_no_more(self) -> None:
        granted, left = take(Bucket(7.9, NOON), 25)

        assert granted == 7
        assert round(left.tokens, 3) == 0.9

    def test_fills_with_time_up_to_one_burst(self) -> None:
        assert refill(Bucket(0, NOON), QUOTA, now=NOON + timedelta(seconds=4)).tokens == 4
        assert refill(Bucket(0, NOON), QUOTA, now=NOON + timedelta(hours=1)).tokens == 10

    def test_ignores_a_clock_that_runs_behind(self) -> None:
        assert refill(Bucket(3, NOON), QUOTA, now=NOON - timedelta(hours=1)) == Bucket(3, NOON)

    def test_lets_an_order_mail_through_when_empty_and_campaigns_pay_it_back(self) -> None:
        owing = overdraw(Bucket(0, NOON), QUOTA)

        assert owing.tokens == -1
        assert take(owing, 5) == (0, owing)
        assert ready_at(owing, QUOTA, wanted=5) == NOON + timedelta(seconds=6)

    @given(
        asks=st.lists(st.tuples(st.integers(0, 50), st.floats(0, 90, allow_nan=False)), max_size=60)
    )
    def test_never_grants_more_than_a_burst_and_the_rate(
        self, asks: list[tuple[int, float]]
    ) -> None:
        bucket, now, granted = Bucket(10.0, NOON), NOON, 0
        for request, pause in asks:
            now += timedelta(seconds=pause)
            given_now, bucket = take(refill(bucket, QUOTA, now=now), request)
            granted += given_now

        assert granted <= 10 + (now - NOON).total_seconds() + 1e-6
