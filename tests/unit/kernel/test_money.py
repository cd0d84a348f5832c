"""Splitting and scaling money keeps the sum, to the minor unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.money import (
    MixedCurrencies,
    Money,
    divide_half_up,
    line_total,
    share,
    tax_within,
)


@given(total=st.integers(-(10**12), 10**12), weights=st.lists(st.integers(0, 10**9), min_size=1))
def test_a_share_sums_to_the_whole(total: int, weights: list[int]) -> None:
    assert sum(share(total, weights)) == total


@given(total=st.integers(0, 10**9), weights=st.lists(st.integers(1, 10**6), min_size=1))
def test_a_share_is_never_a_unit_away_from_its_exact_part(total: int, weights: list[int]) -> None:
    whole = sum(weights)

    for part, weight in zip(share(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


@given(dividend=st.integers(-(10**15), 10**15), divisor=st.integers(1, 10**6))
def test_rounding_is_to_the_nearest_and_alike_on_both_sides_of_zero(
    dividend: int, divisor: int
) -> None:
    rounded = divide_half_up(dividend, divisor)

    assert abs(2 * (rounded * divisor - dividend)) <= divisor
    assert divide_half_up(-dividend, divisor) == -rounded


@given(gross=st.integers(0, 10**12), rate=st.integers(0, 10_000))
def test_the_tax_inside_a_price_is_never_more_than_the_price(gross: int, rate: int) -> None:
    assert 0 <= tax_within(gross, rate) <= gross


def test_known_values() -> None:
    assert tax_within(121_00, 2100) == 21_00
    assert line_total(2_950, 3) == 9  # 2.95 minor units, three times, rounded once
    assert share(10, [1, 1, 1]) == [4, 3, 3]
    assert share(-10, [0, 0]) == [-10, 0]
    assert str(Money("EUR", -5)) == "-0.05 EUR"
    assert str(Money("JPY", 1200)) == "1200 JPY"


def test_two_currencies_do_not_add() -> None:
    with pytest.raises(MixedCurrencies):
        Money("EUR", 1) + Money("USD", 1)
