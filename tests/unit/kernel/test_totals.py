from lonja.kernel.money import Money
from lonja.kernel.totals import Totals


class TestTotals:
    def test_add_up_without_the_tax_that_is_inside(self) -> None:
        totals = Totals("EUR", items_minor=30_00, discount_minor=5_00, shipping_minor=4_95, tax_minor=5_20)  # fmt: skip

        assert totals.total == Money("EUR", 29_95)
        assert (totals.discount, totals.tax) == (Money("EUR", 5_00), Money("EUR", 5_20))
