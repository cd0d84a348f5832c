"""How many of those who wait are told when units are free."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.waitlist._taking_turns import MOST_AT_ONCE, PEOPLE_PER_UNIT, people_to_tell


@pytest.mark.parametrize(
    ("free", "told_lately", "told"),
    [
        (3, 0, 9),
        (3, 9, 0),  # those who were told have the pieces to themselves
        (3, 4, 5),
        (1, 9, 0),
        (0, 0, 0),
        (-2, 0, 0),  # more is owed than there is
        (100_000, 0, MOST_AT_ONCE),
    ],
)
def test_three_people_are_told_of_each_free_unit(free: int, told_lately: int, told: int) -> None:
    assert people_to_tell(free=free, told_lately=told_lately) == told


@given(free=st.integers(-10, 10_000), told=st.lists(st.integers(0, 600), max_size=20))
def test_however_often_it_is_asked_a_turn_holds_no_more_people(free: int, told: list[int]) -> None:
    so_far = 0
    for most in told:
        so_far += min(most, people_to_tell(free=free, told_lately=so_far))

    assert so_far <= max(0, free * PEOPLE_PER_UNIT)
