"""Stars as numbers: every page rounds them alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.catalog._product import Ratings


@pytest.mark.parametrize(
    ("counts", "count", "tenths"),
    [
        ((0, 0, 0, 0, 0), 0, 0),
        ((1, 0, 0, 0, 0), 1, 10),
        ((0, 0, 0, 0, 7), 7, 50),
        ((0, 0, 0, 1, 1), 2, 45),
        ((0, 0, 0, 1, 2), 3, 47),
        ((0, 0, 0, 11, 9), 20, 45),  # 4.45 goes up
    ],
)
def test_the_mean_is_in_tenths(counts: tuple[int, ...], count: int, tenths: int) -> None:
    assert (Ratings(counts).count, Ratings(counts).tenths) == (count, tenths)


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_the_mean_of_some_is_between_one_and_five(counts: list[int]) -> None:
    ratings = Ratings(tuple(counts))

    assert ratings.tenths == 0 if not any(counts) else 10 <= ratings.tenths <= 50
