"""A quote's parts always sum to its total, whatever the coupons."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lonja.kernel.money import tax_within
from lonja.pricing.api import Coupon, CouponRefused, Quote, QuoteLine, highest_rate, quote

RATES = st.sampled_from([0, 210, 400, 550, 1000, 2000, 2100, 2700, 10_000])
LINES = st.lists(
    st.builds(
        QuoteLine,
        unit_minor=st.integers(0, 10**7),
        quantity=st.integers(1, 999),
        tax_basis_points=RATES,
    ),
    max_size=20,
)
SHIPPING = st.integers(0, 10**5)


def percent(of: int, *, minimum: int = 0) -> Coupon:
    return Coupon("P", of, None, None, minimum)


def amount(minor: int, *, currency: str = "EUR", minimum: int = 0) -> Coupon:
    return Coupon("A", None, minor, currency, minimum)


COUPON = st.one_of(
    st.integers(1, 100).map(percent),
    st.integers(1, 10**6).map(amount),
)
COUPONS = st.lists(COUPON, max_size=5)


def quoted(lines: list[QuoteLine], *coupons: Coupon, shipping: int = 0, rate: int = 2100) -> Quote:
    return quote(
        lines,
        coupons=coupons,
        currency="EUR",
        shipping_minor=shipping,
        shipping_tax_basis_points=rate,
    )


class TestSeveralCoupons:
    def test_that_are_worth_a_percentage_come_off_first(self) -> None:
        line = [QuoteLine(100_00, 1, 2100)]

        assert quoted(line, amount(5_00), percent(10)).total_minor == 85_00
        assert quoted(line, percent(10), amount(5_00)).total_minor == 85_00

    @given(lines=LINES, coupons=COUPONS, data=st.data())
    def test_give_one_price_in_whatever_order(
        self, lines: list[QuoteLine], coupons: list[Coupon], data: st.DataObject
    ) -> None:
        other = data.draw(st.permutations(coupons))

        assert quoted(lines, *coupons) == quoted(lines, *other)


class TestAQuote:
    def test_of_a_cart_is_what_a_till_would_print(self) -> None:
        found = quoted(
            [QuoteLine(33_33, 3, 2100), QuoteLine(4_95, 1, 400), QuoteLine(10_00, 2, 1000)],
            percent(15),
            shipping=5_00,
        )

        assert (found.items_minor, found.discount_minor, found.total_minor) == (
            *(124_94, 18_74, 111_20),
        )
        assert [(line.total_minor, line.discount_minor) for line in found.lines] == [
            *((99_99, 15_00), (4_95, 74), (20_00, 3_00)),
        ]
        assert [line.tax_minor for line in found.lines] == [14_75, 16, 1_55]
        assert found.tax_minor == 14_75 + 16 + 1_55 + 87

    def test_of_nothing_costs_its_shipping_alone(self) -> None:
        found = quoted([], percent(50), amount(10_00), shipping=5_00)

        assert (found.items_minor, found.discount_minor, found.total_minor) == (0, 0, 5_00)
        assert (list(found.lines), found.tax_minor) == ([], 87)

    @given(lines=LINES, coupons=COUPONS, shipping=SHIPPING, rate=RATES)
    def test_sums_to_the_cent(
        self, lines: list[QuoteLine], coupons: list[Coupon], shipping: int, rate: int
    ) -> None:
        found = quoted(lines, *coupons, shipping=shipping, rate=rate)

        assert found.items_minor == sum(line.unit_minor * line.quantity for line in lines)
        assert found.items_minor == sum(line.total_minor for line in found.lines)
        assert found.discount_minor == sum(line.discount_minor for line in found.lines)
        assert found.total_minor == found.items_minor - found.discount_minor + shipping
        assert found.tax_minor == sum(line.tax_minor for line in found.lines) + tax_within(
            shipping, rate
        )

    @given(lines=LINES, coupons=COUPONS, shipping=SHIPPING)
    def test_never_makes_a_total_negative(
        self, lines: list[QuoteLine], coupons: list[Coupon], shipping: int
    ) -> None:
        found = quoted(lines, *coupons, shipping=shipping)

        assert found.total_minor >= shipping
        assert [line for line in found.lines if line.discount_minor > line.total_minor] == []
        assert [line for line in found.lines if line.discount_minor < 0] == []

    @given(lines=LINES, coupons=COUPONS)
    def test_takes_tax_of_what_is_paid_and_never_more_than_that(
        self, lines: list[QuoteLine], coupons: list[Coupon]
    ) -> None:
        found = quoted(lines, *coupons)

        for line, priced in zip(lines, found.lines, strict=True):
            paid = priced.total_minor - priced.discount_minor
            assert priced.tax_minor == tax_within(paid, line.tax_basis_points)
            assert 0 <= priced.tax_minor <= paid

    @given(lines=LINES, coupons=COUPONS, shipping=SHIPPING, data=st.data())
    def test_is_the_same_in_whatever_order_the_lines_are(
        self, lines: list[QuoteLine], coupons: list[Coupon], shipping: int, data: st.DataObject
    ) -> None:
        shuffled = data.draw(st.permutations(lines))

        one, other = (
            quoted(lines, *coupons, shipping=shipping),
            quoted(shuffled, *coupons, shipping=shipping),
        )

        assert (one.items_minor, one.discount_minor, one.total_minor) == (
            other.items_minor, other.discount_minor, other.total_minor,
        )  # fmt: skip


class TestADiscount:
    def test_is_shared_out_to_the_last_cent(self) -> None:
        thirds = [QuoteLine(3_33, 1, 2100), QuoteLine(3_33, 1, 2100), QuoteLine(3_33, 1, 2100)]

        found = quoted(thirds, amount(1_00))

        assert [line.discount_minor for line in found.lines] == [34, 33, 33]

    def test_is_shared_by_what_the_lines_cost_not_by_how_many_there_are(self) -> None:
        found = quoted([QuoteLine(90_00, 1, 2100), QuoteLine(1_00, 10, 2100)], amount(10_00))

        assert [line.discount_minor for line in found.lines] == [9_00, 1_00]

    def test_leaves_a_line_that_costs_nothing_alone(self) -> None:
        found = quoted([QuoteLine(0, 5, 2100), QuoteLine(10_00, 1, 2100)], percent(50))

        assert [line.discount_minor for line in found.lines] == [0, 5_00]

    def test_never_touches_the_shipping(self) -> None:
        found = quoted([QuoteLine(1_00, 1, 2100)], percent(100), shipping=5_00)

        assert (found.total_minor, found.tax_minor) == (5_00, 87)

    @given(lines=LINES, coupons=COUPONS)
    def test_of_a_line_is_its_part_to_less_than_a_cent(
        self, lines: list[QuoteLine], coupons: list[Coupon]
    ) -> None:
        found = quoted(lines, *coupons)
        assume(found.items_minor > 0)

        for line in found.lines:
            exact = found.discount_minor * line.total_minor
            assert abs(line.discount_minor * found.items_minor - exact) < found.items_minor

    @given(lines=LINES, coupons=COUPONS, another=COUPON)
    def test_grows_with_every_coupon_or_stays(
        self, lines: list[QuoteLine], coupons: list[Coupon], another: Coupon
    ) -> None:
        without, together = quoted(lines, *coupons), quoted(lines, *coupons, another)

        assert without.discount_minor <= together.discount_minor <= together.items_minor


class TestACoupon:
    @pytest.mark.parametrize(
        ("items", "off", "worth"),
        [(99, 50, 50), (1, 50, 1), (1, 49, 0), (10_01, 10, 1_00), (10_05, 10, 1_01), (7, 100, 7)],
    )
    def test_of_so_many_percent_is_rounded_once_half_up(
        self, items: int, off: int, worth: int
    ) -> None:
        assert quoted([QuoteLine(items, 1, 0)], percent(off)).discount_minor == worth

    def test_of_an_amount_is_worth_no_more_than_the_goods(self) -> None:
        assert quoted([QuoteLine(3_00, 1, 0)], amount(5_00), shipping=4_00).total_minor == 4_00

    def test_after_another_takes_from_what_that_one_left(self) -> None:
        goods = [QuoteLine(100_00, 1, 0)]

        assert quoted(goods, percent(10), percent(10)).discount_minor == 19_00
        assert quoted(goods, percent(20), percent(10)).discount_minor == 28_00
        assert (
            quoted(goods, amount(20_00), percent(10)).discount_minor == 30_00
        )  # percentages first
        assert quoted(goods, percent(100), amount(5_00)).discount_minor == 100_00

    def test_counts_its_minimum_before_any_discount(self) -> None:
        goods = [QuoteLine(25_00, 2, 0)]

        found = quoted(goods, amount(10_00), percent(10, minimum=50_00))

        assert found.discount_minor == 15_00

    def test_that_needs_a_larger_order_says_how_large(self) -> None:
        with pytest.raises(CouponRefused) as refused:
            quoted([QuoteLine(50_00, 1, 2100)], percent(10, minimum=50_01), shipping=20_00)

        assert refused.value.facts == {"reason": "minimum", "coupon": "P", "minimum_minor": 50_01}

    def test_of_another_currency_is_refused(self) -> None:
        with pytest.raises(CouponRefused) as refused:
            quoted([QuoteLine(50_00, 1, 2100)], amount(5_00, currency="USD"))

        assert refused.value.facts == {"reason": "currency", "coupon": "A"}


class TestTheTaxOfShipping:
    def test_is_the_highest_of_its_country(self) -> None:
        assert highest_rate({"standard": 2100, "reduced": 1000, "books": 400}) == 2100

    def test_is_none_where_the_country_has_no_rate(self) -> None:
        assert highest_rate({}) == 0
