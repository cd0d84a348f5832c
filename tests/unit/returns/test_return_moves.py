"""The table of moves of a return: every allowed and every forbidden one."""

from itertools import product

import pytest

from lonja.returns._moving import (
    HOLDS_UNITS,
    MAY_RECEIVE,
    MAY_SETTLE,
    RETURN_MOVES,
    RETURN_OPEN,
    ImpossibleReturnMove,
    ReturnStatus,
    WrongReturnStatus,
    check_return_move,
    require_return_move,
)

EVERY_PAIR = list(product(ReturnStatus, ReturnStatus))


class TestAMove:
    @pytest.mark.parametrize(("status", "to"), EVERY_PAIR)
    def test_is_made_by_the_table_or_not_at_all(
        self, status: ReturnStatus, to: ReturnStatus
    ) -> None:
        if to in RETURN_MOVES[status]:
            require_return_move(status, to)
            check_return_move(status, to)
            return

        with pytest.raises(WrongReturnStatus) as refused:
            require_return_move(status, to)
        with pytest.raises(ImpossibleReturnMove):
            check_return_move(status, to)

        assert refused.value.facts == {"status": str(status)}

    def test_never_cancels_what_has_come(self) -> None:
        cancelled = {one for one, to in RETURN_MOVES.items() if ReturnStatus.CANCELLED in to}

        assert cancelled == {
            ReturnStatus.REQUESTED,
            ReturnStatus.APPROVED,
            ReturnStatus.IN_TRANSIT,
        }


class TestEveryStatus:
    def test_leads_to_an_end(self) -> None:
        ends = {status for status in ReturnStatus if not RETURN_MOVES[status]}
        reached = set(ends)
        for _ in ReturnStatus:
            reached |= {one for one, to in RETURN_MOVES.items() if to & reached}

        assert ends == {ReturnStatus.DECLINED, ReturnStatus.CLOSED, ReturnStatus.CANCELLED}
        assert reached == set(ReturnStatus)

    def test_belongs_to_the_sets_that_read_the_table(self) -> None:
        assert set(ReturnStatus) - RETURN_OPEN == {
            ReturnStatus.DECLINED,
            ReturnStatus.CLOSED,
            ReturnStatus.CANCELLED,
        }
        assert {
            ReturnStatus.APPROVED,
            ReturnStatus.IN_TRANSIT,
            ReturnStatus.RECEIVED,
        } == MAY_SETTLE
        assert MAY_SETTLE | {ReturnStatus.SETTLED} == MAY_RECEIVE
        assert set(ReturnStatus) - HOLDS_UNITS == {ReturnStatus.DECLINED, ReturnStatus.CANCELLED}
