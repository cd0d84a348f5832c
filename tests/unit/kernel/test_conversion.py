"""Amounts in another currency: on the steps of the rule, never 0 for something, never out of order."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.conversion import Conversion, Rounding, RoundTo, converted, problems, rounded

DIRECTIONS: list[RoundTo] = ["nearest", "up", "down"]
RULES = [(1, 0), (5, 0), (10, 0), (50, 0), (100, 0), (100, 99), (100, 95), (1000, 0)]

roundings = st.builds(
    lambda rule, to: Rounding(rule[0], rule[1], to),
    st.sampled_from(RULES),
    st.sampled_from(DIRECTIONS),
)
currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
rates = st.decimals(Decimal("0.0001"), Decimal(20_000), places=4).filter(bool).map(str)
amounts = st.integers(0, 10**9)
conversions = st.builds(
    lambda rate, rounding, surcharge: Conversion(rate, "2026-03-31", "", rounding, surcharge),
    rates,
    roundings,
    st.integers(0, 2_000),
)


@given(amount=amounts, conversion=conversions, base=currencies, currency=currencies)
def test_only_nothing_becomes_nothing(
    amount: int, conversion: Conversion, base: str, currency: str
) -> None:
    becomes = converted(amount, conversion, base=base, currency=currency)

    assert becomes > 0 if amount else becomes == 0


@given(low=amounts, more=amounts, conversion=conversions, base=currencies, currency=currencies)
def test_what_costs_more_never_costs_less_in_another_currency(
    low: int, more: int, conversion: Conversion, base: str, currency: str
) -> None:
    cheap = converted(low, conversion, base=base, currency=currency)
    dear = converted(low + more, conversion, base=base, currency=currency)

    assert cheap <= dear


@given(amount=st.integers(1, 10**9), rounding=roundings)
def test_rounding_twice_is_rounding_once(amount: int, rounding: Rounding) -> None:
    once = rounded(Fraction(amount), rounding)

    assert rounded(Fraction(once), rounding) == once
    assert once % rounding.step_minor == rounding.ending_minor


@given(amount=st.integers(1_000, 10**9), rounding=roundings)
def test_up_is_never_below_and_down_never_above(amount: int, rounding: Rounding) -> None:
    exact = Fraction(amount)
    down = rounded(exact, replace(rounding, to="down"))
    up = rounded(exact, replace(rounding, to="up"))

    assert down <= exact <= up
    assert down <= rounded(exact, replace(rounding, to="nearest")) <= up
    assert up - down <= rounding.step_minor


@pytest.mark.parametrize(
    ("minor", "base", "currency", "rate", "rounding", "surcharge", "becomes"),
    [
        (10_00, "EUR", "USD", "1.0837", Rounding(), 0, 10_84),
        (10_00, "EUR", "USD", "1.0837", Rounding(100, 95), 0, 10_95),
        (10_00, "EUR", "USD", "1.0837", Rounding(100, 99, "down"), 0, 9_99),
        (10_00, "EUR", "USD", "1.0837", Rounding(5, 0, "up"), 250, 11_15),
        (10_00, "EUR", "JPY", "163.5", Rounding(), 0, 1_635),
        (10_00, "EUR", "JPY", "163.5", Rounding(100, 0, "up"), 0, 1_700),
        (10_00, "EUR", "KWD", "0.3324", Rounding(), 0, 3_324),
        (10_00, "EUR", "KWD", "0.3324", Rounding(50), 0, 3_300),
        (1_635, "JPY", "EUR", "0.0061", Rounding(), 0, 9_97),
        (1, "EUR", "USD", "0.001", Rounding(100, 95), 0, 95),
        (1, "EUR", "USD", "0.001", Rounding(50), 0, 50),
    ],
)
def test_examples_by_hand(
    minor: int,
    base: str,
    currency: str,
    rate: str,
    rounding: Rounding,
    surcharge: int,
    becomes: int,
) -> None:
    conversion = Conversion(rate, "2026-03-31", "ECB", rounding, surcharge)

    assert converted(minor, conversion, base=base, currency=currency) == becomes


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Conversion("0", "2026-03-31"), "rate"),
        (Conversion("-1", "2026-03-31"), "rate"),
        (Conversion("NaN", "2026-03-31"), "rate"),
        (Conversion("1e9", "2026-03-31"), "rate"),
        (Conversion("1,08", "2026-03-31"), "rate"),
        (Conversion("1.08", "2026-02-30"), "rate_date"),
        (Conversion("1.08", "20260331"), "rate_date"),
        (Conversion("1.08", "2026-03-31", "a\nb"), "source"),
        (Conversion("1.08", "2026-03-31", "", Rounding(0)), "rounding.step_minor"),
        (Conversion("1.08", "2026-03-31", "", Rounding(5, 5)), "rounding.ending_minor"),
        (Conversion("1.08", "2026-03-31", "", Rounding(5), -1), "surcharge_basis_points"),
    ],
)
def test_what_is_no_rule_is_named(wrong: Conversion, field: str) -> None:
    assert [name for name, _ in problems(wrong, multiple_of=1)] == [field]


def test_steps_are_multiples_of_what_prices_are_multiples_of() -> None:
    odd = Conversion("1.08", "2026-03-31", "", Rounding(100, 99))

    assert [name for name, _ in problems(odd, multiple_of=5)] == ["rounding.step_minor"]


def test_a_whole_rule_has_no_problem() -> None:
    good = Conversion("1.0837", "2026-03-31", "ECB", Rounding(100, 95), 150)

    assert problems(good, multiple_of=1) == []
