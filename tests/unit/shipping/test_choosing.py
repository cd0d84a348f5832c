"""The way of shipping that a buyer chose is one of those on offer."""

import pytest

from lonja.shipping.api import ShippingOption, ShippingUnavailable, chosen

STANDARD = ShippingOption("standard", "Standard", 5_00, 2, 4)
EXPRESS = ShippingOption("express", "Express", 12_00, 1, 1)


class TestAChosenWay:
    def test_is_the_one_with_its_code(self) -> None:
        assert chosen([STANDARD, EXPRESS], "express") is EXPRESS

    @pytest.mark.parametrize("available", [[], [STANDARD]])
    def test_is_refused_where_it_is_not_on_offer(self, available: list[ShippingOption]) -> None:
        with pytest.raises(ShippingUnavailable) as refused:
            chosen(available, "express")

        assert refused.value.facts == {"shipping_method": "express"}
