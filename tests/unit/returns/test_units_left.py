"""No unit comes back twice: what is in another return, or was refunded without one, is not left."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.ids import uuid7
from lonja.returns._case import (
    CaseLine,
    NothingToReturn,
    ReturnCase,
    ReturnExceedsLine,
    ReturnSource,
    check_units,
    units_left,
)
from lonja.returns._moving import HOLDS_UNITS, ReturnKind, ReturnStatus


def a_case(
    units: int,
    *,
    approved: int | None = None,
    refunded: int = 0,
    status: ReturnStatus = ReturnStatus.REQUESTED,
) -> ReturnCase:
    return ReturnCase(
        order_id=uuid7(),
        id=uuid7(),
        number="RT-1",
        order_number="1",
        email="",
        kind=ReturnKind.RETURN,
        status=status,
        source=ReturnSource.BUYER,
        currency="EUR",
        note="",
        answer="",
        tracking="",
        is_late=False,
        wants_credit=False,
        refund_id=None,
        shipping_minor=0,
        fee_minor=0,
        requested_at=datetime(2026, 6, 1, tzinfo=UTC),
        decided_at=None,
        received_at=None,
        settled_at=None,
        refund_due_at=None,
        lines=[CaseLine(1, units, approved, 0, 0, refunded, "", "")],
    )


class TestUnits:
    @pytest.mark.parametrize(
        ("cases", "refunded", "left"),
        [
            ([], {}, 5),
            ([a_case(2)], {}, 3),
            ([a_case(2, approved=1, status=ReturnStatus.APPROVED)], {}, 4),
            ([a_case(2, status=ReturnStatus.DECLINED)], {}, 5),
            ([a_case(2, approved=2, status=ReturnStatus.CANCELLED)], {}, 5),
            ([], {1: 2}, 3),
            ([a_case(2)], {1: 2}, 1),
            # The refund is that of the return.
            ([a_case(2, approved=2, refunded=2, status=ReturnStatus.SETTLED)], {1: 2}, 3),
            # It failed later: the units came back all the same.
            ([a_case(2, approved=2, refunded=2, status=ReturnStatus.SETTLED)], {}, 3),
            ([a_case(5)], {1: 1}, 0),
        ],
    )
    def test_are_counted_once(
        self, cases: list[ReturnCase], refunded: Mapping[int, int], left: int
    ) -> None:
        assert units_left({1: 5}, refunded, cases) == {1: left}

    @given(asked=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(ReturnStatus)), max_size=6))
    def test_of_returns_that_were_let_in_never_exceed_what_was_sent(
        self, asked: list[tuple[int, ReturnStatus]]
    ) -> None:
        cases: list[ReturnCase] = []
        for units, status in asked:
            if units <= units_left({1: 6}, {}, cases)[1]:
                cases.append(replace(a_case(units), status=status))

        held = sum(one.lines[0].held for one in cases if one.status in HOLDS_UNITS)
        assert units_left({1: 6}, {}, cases)[1] == 6 - held >= 0


class TestARequest:
    def test_names_something(self) -> None:
        with pytest.raises(NothingToReturn):
            check_units({}, {1: 1})

    @pytest.mark.parametrize("wanted", [{1: 0}, {1: -1}, {1: 3}, {2: 1}])
    def test_asks_for_no_more_than_is_left(self, wanted: dict[int, int]) -> None:
        with pytest.raises(ReturnExceedsLine) as refused:
            check_units(wanted, {1: 2})

        (line,) = wanted
        assert refused.value.facts == {"line": line, "left": {1: 2}.get(line, 0)}
