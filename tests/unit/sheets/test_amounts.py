"""Amounts in files, written as spreadsheets of several countries write them."""

import pytest

from lonja.sheets import _values


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.5", 12_50),
        ("12,50", 12_50),
        ("12,5", 12_50),
        ("1.234,56", 1_234_56),
        ("1,234.56", 1_234_56),
        ("0", 0),
    ],
)
def test_a_comma_or_a_point_may_be_the_decimal_one(text: str, minor: int) -> None:
    assert _values.money_minor(text, 2) == minor
    assert _values.money_minor(_values.money(text, 2), 2) == minor


@pytest.mark.parametrize(
    "text", ["1,234", "1.23,4", "1,2,3", "12,5,0", "1.2.3", "12,50 €", ",5", "1.234,567"]
)
def test_what_may_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(_values.CellProblem) as refused:
        _values.money_minor(text, 2)
    assert refused.value.code == "not_an_amount"
