"""What a decision makes of prices, and that the parts of a tax are the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.money import tax_within
from lonja.taxes.api import (
    Decision,
    ExportPrice,
    Place,
    Rounding,
    ShippingTax,
    Taxation,
    Treatment,
)

RATES = {"standard": 2100, "reduced": 1000, "books": 400}
HOME = Decision(Treatment.DOMESTIC, Place("ES"), "ES")
EXPORT = Decision(Treatment.EXPORT, Place("ES", "ES-CN"))
RATE = st.sampled_from([0, 210, 400, 550, 1000, 2000, 2100, 2550, 2700, 10_000])
PAID = st.lists(st.tuples(st.integers(0, 10**9), RATE), max_size=60)
RULES = st.builds(
    Taxation,
    decision=st.just(HOME),
    rates=st.just(RATES),
    inside=st.just(RATES),
    rounding=st.sampled_from(Rounding),
    shipping_tax=st.sampled_from(ShippingTax),
)


def at_home(**chosen: object) -> Taxation:
    return Taxation(**{"decision": HOME, "rates": RATES, "inside": RATES} | chosen)  # type: ignore[arg-type]  # by name


class TestAPrice:
    def test_stays_the_same_where_tax_is_charged(self) -> None:
        abroad = at_home(
            decision=Decision(Treatment.OSS, Place("DE"), "DE"), rates={"standard": 1900}
        )

        assert (abroad.price(12_10), abroad.rate("standard")) == (12_10, 1900)

    @pytest.mark.parametrize(
        ("treatment", "policy", "price"),
        [
            (Treatment.EXPORT, ExportPrice.NET, 10_00),
            (Treatment.EXPORT, ExportPrice.GROSS, 12_10),
            (Treatment.INTRA_COMMUNITY, ExportPrice.NET, 10_00),
            (Treatment.INTRA_COMMUNITY, ExportPrice.GROSS, 10_00),
            (Treatment.UNTAXED, ExportPrice.NET, 12_10),
        ],
    )
    def test_loses_the_tax_inside_it_as_the_shop_says(
        self, treatment: Treatment, policy: ExportPrice, price: int
    ) -> None:
        found = at_home(decision=Decision(treatment, Place("CH")), export_price=policy)

        assert (found.price(12_10), found.rate("standard")) == (price, 0)

    def test_that_is_written_without_tax_gets_it_added(self) -> None:
        net = at_home(inside=None)
        exported = at_home(inside=None, decision=EXPORT)

        assert (net.price(10_00), net.price(10_00, "books")) == (12_10, 10_40)
        assert exported.price(10_00) == 10_00

    def test_of_a_class_without_a_rate_is_taxed_as_the_standard_one(self) -> None:
        assert at_home().rate("toys") == 2100


class TestTheTaxInside:
    def test_is_what_a_till_prints(self) -> None:
        found = at_home().split([(84_99, 2100), (4_21, 400), (17_00, 1000)], 5_00)

        assert list(found.lines) == [14_75, 16, 1_55]
        assert [(one.basis_points, one.tax_minor) for one in found.groups] == [
            (2100, 14_75 + 69),
            (1000, 1_55 + 7),
            (400, 17),
        ]
        assert found.total_minor == 14_75 + 69 + 1_55 + 7 + 17

    def test_of_shipping_may_be_the_highest_among_the_goods(self) -> None:
        dearest = at_home(shipping_tax=ShippingTax.HIGHEST)

        found = dearest.split([(4_21, 400), (17_00, 1000)], 5_00)

        assert found.shipping_minor == tax_within(5_00, 1000)

    def test_of_an_order_is_rounded_once_where_the_shop_says_so(self) -> None:
        lines = [(1_99, 2100)] * 3

        by_line = at_home().split(lines, 0)
        by_order = at_home(rounding=Rounding.ORDER).split(lines, 0)

        assert (by_line.total_minor, by_order.total_minor) == (35 * 3, 1_04)
        assert sorted(by_order.lines) == [34, 35, 35]

    @given(taxation=RULES, paid=PAID, shipping=st.integers(0, 10**6))
    def test_of_the_parts_is_that_of_the_whole_to_the_minor_unit(
        self, taxation: Taxation, paid: list[tuple[int, int]], shipping: int
    ) -> None:
        found = taxation.split(paid, shipping)

        whole = sum(amount for amount, _ in paid) + shipping
        assert sum(one.base_minor + one.tax_minor for one in found.groups) == whole
        assert sum(one.tax_minor for one in found.groups) == found.total_minor
        assert len(found.lines) == len(paid)
        assert all(0 <= tax <= amount for tax, (amount, _) in zip(found.lines, paid, strict=True))
        assert len({one.basis_points for one in found.groups}) == len(found.groups)

    @given(paid=PAID, data=st.data())
    def test_of_an_order_does_not_depend_on_the_order_of_its_lines(
        self, paid: list[tuple[int, int]], data: st.DataObject
    ) -> None:
        other = data.draw(st.permutations(paid))
        once = at_home(rounding=Rounding.ORDER)

        assert once.split(paid, 0).groups == once.split(other, 0).groups
