"""What a bulk edit makes of a price, and what of it may be taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.bulk_edits.api import PriceStep, ProductsChange, check_change, new_price, taken_back
from lonja.kernel.errors import Invalid


class TestAPrice:
    @pytest.mark.parametrize(
        ("minor", "step", "becomes"),
        [
            (20_00, PriceStep(basis_points=-1_000), 18_00),
            (20_00, PriceStep(basis_points=525), 21_05),
            (19_99, PriceStep(basis_points=-1_000, ending="95"), 17_95),
            (20_40, PriceStep(basis_points=0, ending="95"), 19_95),
            (20_46, PriceStep(basis_points=0, ending="95"), 20_95),
            (50, PriceStep(basis_points=-1_000, ending="00"), 1_00),
            (20_00, PriceStep(amount_minor=-1_50, currency="EUR"), 18_50),
            (1_00, PriceStep(amount_minor=-2_00, currency="EUR"), 0),
        ],
    )
    def test_is_changed_and_then_ends_as_is_asked(
        self, minor: int, step: PriceStep, becomes: int
    ) -> None:
        assert new_price(minor, step, rounding_minor=1, digits=2) == becomes

    def test_keeps_the_rounding_of_its_currency(self) -> None:
        step = PriceStep(basis_points=-1_000, ending="99")

        assert new_price(20_00, step, rounding_minor=5, digits=2) == 18_00
        assert new_price(2_000, step, rounding_minor=1, digits=0) == 1_800


@given(
    minor=st.integers(1, 10**8),
    by=st.integers(-9_999, 100_000),
    ending=st.sampled_from(["exact", "95", "99", "00"]),
    rounding=st.sampled_from([1, 5, 10, 100]),
)
def test_a_price_is_a_multiple_of_its_rounding_and_near_to_what_was_asked(
    minor: int, by: int, ending: str, rounding: int
) -> None:
    step = PriceStep(basis_points=by, ending=ending)  # type: ignore[arg-type]  # drawn from its words
    becomes = new_price(minor, step, rounding_minor=rounding, digits=2)

    assert becomes % rounding == 0
    assert abs(becomes - minor * (10_000 + by) / 10_000) <= 100 + rounding


class TestAChange:
    @pytest.mark.parametrize(
        "change",
        [
            ProductsChange(),
            ProductsChange(price=PriceStep()),
            ProductsChange(price=PriceStep(basis_points=100, amount_minor=1, currency="EUR")),
            ProductsChange(price=PriceStep(amount_minor=1)),
            ProductsChange(price=PriceStep(basis_points=-10_000)),
        ],
    )
    def test_that_says_nothing_or_two_things_is_refused(self, change: ProductsChange) -> None:
        with pytest.raises(Invalid):
            check_change(change)

    def test_is_read_as_it_was_written(self) -> None:
        change = ProductsChange(price=PriceStep(basis_points=-500, ending="95"), status="draft")

        assert ProductsChange.from_json(change.to_json()) == change


class TestAnUndo:
    def test_leaves_what_somebody_changed_since(self) -> None:
        changes = {"status": ("draft", "active"), "tax_class": ("standard", "reduced")}

        back, kept = taken_back(changes, {"status": "active", "tax_class": "zero"})

        assert (back, kept) == ({"status": "draft"}, ["tax_class"])
