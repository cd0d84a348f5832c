"""When a unit that is not there is promised, and on which terms it may be sold."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.inventory._backorders.terms import (
    Arrival,
    BackorderKind,
    BackorderTerms,
    check_terms,
    day_of_unit,
    promised_day,
)
from lonja.inventory._stock import Freed, availability
from lonja.kernel.errors import Invalid

TODAY = date(2026, 12, 1)
BACK = BackorderTerms(BackorderKind.BACK_ORDER, 5)
arrivals = st.lists(st.integers(min_value=0, max_value=29_999), max_size=5).map(
    lambda drawn: [Arrival(TODAY + timedelta(days=n // 50 - 300), n % 50 + 1) for n in drawn]
)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


@given(arrivals, st.integers(min_value=1, max_value=200))
def test_a_later_unit_never_comes_earlier(expected: list[Arrival], position: int) -> None:
    this, following = day_of_unit(position, expected), day_of_unit(position + 1, expected)

    assert following is None or (this is not None and this <= following)


@given(arrivals, st.integers(min_value=1, max_value=200))
def test_a_day_is_promised_only_where_enough_has_come_by_then(
    expected: list[Arrival], position: int
) -> None:
    found = day_of_unit(position, expected)
    come = sum(one.quantity for one in expected if found is not None and one.day <= found)

    assert come >= position if found else sum(one.quantity for one in expected) < position


@given(arrivals, st.integers(min_value=1, max_value=200))
def test_no_day_that_is_over_is_promised(expected: list[Arrival], position: int) -> None:
    found = promised_day(BACK, position=position, arrivals=expected, today=TODAY)

    assert found is None or found >= TODAY


def test_what_the_shop_says_comes_before_what_is_on_its_way() -> None:
    coming = [Arrival(day(3), 10)]
    said = BackorderTerms(BackorderKind.PREORDER, 5, day=day(20))
    counted = BackorderTerms(BackorderKind.BACK_ORDER, 5, days=7)

    assert promised_day(said, position=1, arrivals=coming, today=TODAY) == day(20)
    assert promised_day(counted, position=1, arrivals=coming, today=TODAY) == day(7)
    assert promised_day(BACK, position=10, arrivals=coming, today=TODAY) == day(3)
    assert promised_day(BACK, position=11, arrivals=coming, today=TODAY) is None


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (BackorderTerms(BackorderKind.BACK_ORDER, 0), "most"),
        (BackorderTerms(BackorderKind.BACK_ORDER, 5, days=0), "days"),
        (BackorderTerms(BackorderKind.BACK_ORDER, 5, day=TODAY, days=3), "days"),
        (BackorderTerms(BackorderKind.PREORDER, 5), "day"),
    ],
)
def test_terms_that_nobody_could_keep_name_the_field(terms: BackorderTerms, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_terms(terms)

    assert refused.value.facts["field"] == field


def test_nothing_has_to_be_said_of_what_stops_at_the_last_unit() -> None:
    check_terms(BackorderTerms())


@pytest.mark.parametrize(
    ("free", "room", "kind", "word"),
    [
        (9, 0, BackorderKind.NONE, "in_stock"),
        (2, 5, BackorderKind.BACK_ORDER, "low"),
        (0, 5, BackorderKind.BACK_ORDER, "back_order"),
        (-3, 2, BackorderKind.PREORDER, "preorder"),
        (-5, 0, BackorderKind.BACK_ORDER, "sold_out"),
        (0, 5, BackorderKind.NONE, "sold_out"),
    ],
)
def test_the_word_for_a_level(free: int, room: int, kind: BackorderKind, word: str) -> None:
    assert availability(free, 3, room=room, kind=kind) == word


def test_a_hold_turns_the_word_where_the_last_place_is_taken_and_not_between() -> None:
    def after(free: int, room: int) -> bool:
        return Freed(
            UUID(int=1), change=-1, free=free, low_at=0, room=room, room_change=-1
        ).has_turned

    assert after(-5, 0)
    assert not after(-4, 1)
