"""Which way an order may go: the whole table, move by move."""

import pytest
from sqlalchemy import CheckConstraint
from tests.support.selling import STATUSES

from lonja.orders._moving import ImpossibleMove, check_move
from lonja.orders._tables import orders as table
from lonja.orders.api import WAITING, may_move

MOVES = {
    "placed": {"paying", "cancelled"},
    "paying": {"paying", "payment_action_required", "payment_failed", "confirmed", "cancelled"},
    "payment_action_required": {"paying", "payment_failed", "confirmed", "cancelled"},
    "payment_failed": {"placed", "cancelled"},
    "confirmed": {"shipped", "cancelled"},
    "shipped": {"delivered"},
    "delivered": set[str](),
    "cancelled": set[str](),
}


class TestAnOrder:
    @pytest.mark.parametrize("status", STATUSES)
    def test_goes_where_the_table_leads(self, status: str) -> None:
        for to in MOVES[status]:
            check_move(status, to)
        assert {to for to in STATUSES if may_move(status, to)} == MOVES[status]

    @pytest.mark.parametrize("status", STATUSES)
    def test_goes_nowhere_else(self, status: str) -> None:
        for to in set(STATUSES) - MOVES[status]:
            with pytest.raises(ImpossibleMove, match=f"never goes from {status} to {to}"):
                check_move(status, to)

    def test_stands_where_the_database_lets_it(self) -> None:
        [check] = [
            str(one.sqltext)
            for one in table.constraints
            if isinstance(one, CheckConstraint) and "status IN" in str(one.sqltext)
        ]

        assert {word for word in check.split("'") if word.isidentifier()} == set(STATUSES)


class TestAnOrderThatWaits:
    def test_may_always_be_cancelled(self) -> None:
        assert [status for status in sorted(WAITING) if not may_move(status, "cancelled")] == []

    def test_is_one_that_nobody_has_paid(self) -> None:
        assert {"confirmed", "shipped", "delivered", "cancelled"} == set(STATUSES) - WAITING

    def test_comes_to_an_end_from_wherever_it_stands(self) -> None:
        for status in STATUSES:
            seen = {status}
            for _ in STATUSES:
                seen |= {to for stands in seen for to in MOVES[stands]}
            assert seen & {"delivered", "cancelled"}, status


class TestAnOrderThatIsPaid:
    def test_never_waits_for_its_payment_again(self) -> None:
        paid = set(STATUSES) - WAITING

        assert [(a, b) for a in sorted(paid) for b in sorted(WAITING) if may_move(a, b)] == []

    def test_is_not_cancelled_once_it_has_left(self) -> None:
        assert [status for status in STATUSES if may_move(status, "cancelled")] == [
            *("placed", "paying", "payment_action_required", "payment_failed", "confirmed")
        ]
