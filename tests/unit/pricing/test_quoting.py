"""A quote's parts always sum to its total, and its tax is inside what is paid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.money import tax_within
from lonja.pricing.api import Quote, QuoteLine, highest_rate, quote

RATES = st.sampled_from([0, 210, 400, 550, 1000, 2000, 2100, 2700, 10_000])


@st.composite
def lines_of(draw: st.DrawFn) -> QuoteLine:
    unit, quantity = draw(st.integers(0, 10**7)), draw(st.integers(1, 999))
    return QuoteLine(unit, quantity, draw(RATES), draw(st.integers(0, unit * quantity)))


LINES = st.lists(lines_of(), max_size=20)
SHIPPING = st.integers(0, 10**5)


def quoted(lines: list[QuoteLine], *, shipping: int = 0, rate: int = 2100) -> Quote:
    return quote(lines, shipping_minor=shipping, shipping_tax_basis_points=rate)


class TestAQuote:
    def test_of_a_cart_is_what_a_till_would_print(self) -> None:
        found = quoted(
            [
                QuoteLine(33_33, 3, 2100, 15_00),
                QuoteLine(4_95, 1, 400, 74),
                QuoteLine(10_00, 2, 1000, 3_00),
            ],
            shipping=5_00,
        )

        assert (found.items_minor, found.discount_minor, found.total_minor) == (
            *(124_94, 18_74, 111_20),
        )
        assert [line.tax_minor for line in found.lines] == [14_75, 16, 1_55]
        assert found.tax_minor == 14_75 + 16 + 1_55 + 87

    def test_of_nothing_costs_its_shipping_alone(self) -> None:
        found = quoted([], shipping=5_00)

        assert (found.items_minor, found.discount_minor, found.total_minor) == (0, 0, 5_00)
        assert (list(found.lines), found.tax_minor) == ([], 87)

    @given(lines=LINES, shipping=SHIPPING, rate=RATES)
    def test_sums_to_the_cent(self, lines: list[QuoteLine], shipping: int, rate: int) -> None:
        found = quoted(lines, shipping=shipping, rate=rate)

        assert found.items_minor == sum(line.unit_minor * line.quantity for line in lines)
        assert found.items_minor == sum(line.total_minor for line in found.lines)
        assert found.discount_minor == sum(line.discount_minor for line in found.lines)
        assert found.total_minor == found.items_minor - found.discount_minor + shipping
        assert found.total_minor >= shipping
        assert found.tax_minor == sum(line.tax_minor for line in found.lines) + tax_within(
            shipping, rate
        )

    @given(lines=LINES)
    def test_takes_tax_of_what_is_paid_and_never_more_than_that(
        self, lines: list[QuoteLine]
    ) -> None:
        for line, priced in zip(lines, quoted(lines).lines, strict=True):
            paid = priced.total_minor - priced.discount_minor
            assert priced.tax_minor == tax_within(paid, line.tax_basis_points)
            assert 0 <= priced.tax_minor <= paid

    @given(lines=LINES, shipping=SHIPPING, data=st.data())
    def test_is_the_same_in_whatever_order_the_lines_are(
        self, lines: list[QuoteLine], shipping: int, data: st.DataObject
    ) -> None:
        one = quoted(lines, shipping=shipping)
        other = quoted(data.draw(st.permutations(lines)), shipping=shipping)

        assert (one.items_minor, one.discount_minor, one.tax_minor, one.total_minor) == (
            other.items_minor, other.discount_minor, other.tax_minor, other.total_minor,
        )  # fmt: skip

    def test_takes_no_discount_above_a_line(self) -> None:
        with pytest.raises(AssertionError):
            quoted([QuoteLine(1_00, 1, 2100, 1_01)])


def test_shipping_is_taxed_like_the_dearest_taxed_goods() -> None:
    assert highest_rate({"standard": 2100, "reduced": 1000}) == 2100
    assert highest_rate({}) == 0
