"""The table of an attempt's moves, its clock, and the rule for money."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel import limits
from lonja.kernel.money import Money
from lonja.payments._moving import (
    LIVE,
    MOVES,
    AttemptStatus,
    ImpossibleAttemptMove,
    Verdict,
    check_move,
    judge,
    next_look,
    next_retry,
    surplus_minor,
)
from lonja.payments._port import Authorised, Captured
from lonja.payments._tables import attempts

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DUE = Money("EUR", 35_00)
ALLOWED = {
    "open": "needs_action pending authorised captured declined closed",
    "needs_action": "needs_action pending authorised captured declined closed",
    "pending": "authorised captured declined closed",
    "authorised": "captured closed",
    "declined": "captured",
    "closed": "captured",
    "captured": "",
}


class TestTheTableOfMoves:
    @pytest.mark.parametrize(("start", "to"), list(product(AttemptStatus, AttemptStatus)))
    def test_allows_what_is_written_here_and_nothing_else(
        self, start: AttemptStatus, to: AttemptStatus
    ) -> None:
        if to in ALLOWED[start].split():
            check_move(start, to)
        else:
            with pytest.raises(ImpossibleAttemptMove):
                check_move(start, to)

    def test_is_what_the_database_checks(self) -> None:
        [check] = [c for c in attempts.constraints if str(c.name).endswith("_status")]

        assert all(f"'{status}'" in str(check.sqltext) for status in MOVES)  # type: ignore[attr-defined]


class TestTheClock:
    @pytest.mark.parametrize("status", sorted(LIVE - {AttemptStatus.PENDING}))
    def test_looks_again_within_minutes(self, status: AttemptStatus) -> None:
        at = next_look(status, closing_since=None, now=NOW)

        assert at == NOW + timedelta(seconds=limits.PAYMENT_LOOK_SECONDS)

    def test_looks_at_what_takes_days_every_few_hours(self) -> None:
        slow = NOW + timedelta(hours=limits.PENDING_LOOK_HOURS)

        assert next_look(AttemptStatus.PENDING, closing_since=None, now=NOW) == slow
        gone = NOW - timedelta(hours=limits.CLOSING_HOURS, seconds=1)
        assert next_look(AttemptStatus.OPEN, closing_since=gone, now=NOW) == slow

    @pytest.mark.parametrize("status", sorted(set(AttemptStatus) - LIVE))
    def test_leaves_alone_what_has_ended(self, status: AttemptStatus) -> None:
        assert next_look(status, closing_since=None, now=NOW) is None


class TestJudge:
    @pytest.mark.parametrize("money", [Authorised({}, DUE), Captured({}, DUE)])
    def test_confirms_by_the_exact_sum_that_is_awaited(self, money: Authorised | Captured) -> None:
        assert judge(money, due=DUE, is_awaited=True) is Verdict.CONFIRM

    def test_releases_or_gives_back_what_nothing_waits_for(self) -> None:
        assert judge(Authorised({}, DUE), due=DUE, is_awaited=False) is Verdict.RELEASE
        assert judge(Captured({}, DUE), due=DUE, is_awaited=False) is Verdict.GIVE_BACK

    @pytest.mark.parametrize("other", [Money("EUR", 5), Money("EUR", 35_01), Money("USD", 35_00)])
    @pytest.mark.parametrize("is_awaited", [True, False])
    def test_never_confirms_by_another_sum(self, other: Money, is_awaited: bool) -> None:
        assert judge(Authorised({}, other), due=DUE, is_awaited=is_awaited) is Verdict.RELEASE
        assert judge(Captured({}, other), due=DUE, is_awaited=is_awaited) is Verdict.ASK_PERSON


class TestMoneyWhoseSumItsPayerWrote:
    def test_confirms_by_the_whole_sum_or_more(self) -> None:
        for minor in (35_00, 35_01, 99_00):
            paid = Captured({}, Money("EUR", minor), by_payer=True)
            assert judge(paid, due=DUE, is_awaited=True) is Verdict.CONFIRM

    @given(minor=st.integers(1, 10**9), is_awaited=st.booleans())
    def test_is_either_the_orders_or_goes_back_and_never_lies_around(
        self, minor: int, is_awaited: bool
    ) -> None:
        paid = Captured({}, Money("EUR", minor), by_payer=True)
        verdict = judge(paid, due=DUE, is_awaited=is_awaited)

        pays = is_awaited and minor >= DUE.minor
        assert verdict is (Verdict.CONFIRM if pays else Verdict.GIVE_BACK)

    def test_in_another_currency_is_left_to_a_person(self) -> None:
        paid = Captured({}, Money("USD", 99_00), by_payer=True)

        assert judge(paid, due=DUE, is_awaited=True) is Verdict.ASK_PERSON

    @given(paid=st.integers(0, 10**9), due=st.integers(0, 10**9))
    def test_leaves_a_surplus_that_is_what_was_paid_less_what_was_due(
        self, paid: int, due: int
    ) -> None:
        over = surplus_minor(Money("EUR", paid), Money("EUR", due))

        assert over == max(0, paid - due)
        assert surplus_minor(Money("USD", paid), Money("EUR", due)) == 0


class TestTheNextRetry:
    def test_waits_as_long_as_the_gateway_was_silent_within_bounds(self) -> None:
        waits, last_time = [], NOW
        for _ in range(9):
            next_time = next_retry(asked_at=NOW, now=last_time)
            waits.append(int((next_time - last_time).total_seconds()))
            last_time = next_time

        assert waits == [10, 10, 20, 40, 80, 160, 300, 300, 300]
