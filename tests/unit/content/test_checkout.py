"""What the checkout asks, and what may stand on its button."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.adapters.theme_language import speech
from lonja.adapters.themes import Themes
from lonja.content._kinds.checkout import (
    BelowMinimum,
    Checkout,
    CheckoutFieldMissing,
    OrderButton,
    faults,
)
from lonja.kernel.money import Money

RULES = Checkout(minimum_minor={"EUR": 20_00})
LAWFUL = {
    "Place the order and pay",
    "Order with obligation to pay",
    "Buy now",
    "Pay now",
    "Realizar el pedido y pagar",
    "Hacer el pedido y pagar",
    "Pedir y pagar",
    "Pedido con obligación de pago",
    "Comprar y pagar",
    "Pagar ahora",
}
WORDS = {
    "order_and_pay": "Place the order and pay",
    "obligation": "Order with obligation to pay",
    "buy": "Buy now",
    "pay": "Pay now",
}


class TestAMinimum:
    @given(st.integers(0, 50_00))
    def test_is_what_the_goods_cost_at_least(self, minor: int) -> None:
        missing = RULES.missing(Money("EUR", minor))

        assert missing == max(0, 20_00 - minor)
        assert RULES.missing(Money("EUR", minor + missing)) == 0
        assert RULES.missing(Money("USD", minor)) == 0

    def test_refuses_with_what_is_missing(self) -> None:
        RULES.check_goods(Money("EUR", 20_00))
        with pytest.raises(BelowMinimum) as refused:
            RULES.check_goods(Money("EUR", 19_99))

        assert refused.value.facts["missing_minor"] == 1

    @pytest.mark.parametrize(
        ("minimum", "field"),
        [({"XXX": 1}, "minimum_minor.XXX"), ({"EUR": -1}, "minimum_minor.EUR")],
    )
    def test_names_what_is_wrong(self, minimum: dict[str, int], field: str) -> None:
        assert [one.facts["field"] for one in faults(Checkout(minimum_minor=minimum))] == [field]


class TestThePhone:
    def test_is_missed_only_where_it_is_required(self) -> None:
        Checkout().check_phone("")
        Checkout(phone="required").check_phone("+34 600 000 000")
        with pytest.raises(CheckoutFieldMissing) as refused:
            Checkout(phone="required").check_phone(" ")

        assert refused.value.facts["field"] == "address.phone"


class TestTheButton:
    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize("theme", Themes().names())
    def test_says_in_every_theme_that_it_obliges_to_pay(self, theme: str, language: str) -> None:
        assert set(WORDS) == set(get_args(OrderButton.__value__))
        said = {speech(Themes().get(theme), language).say(words) for words in WORDS.values()}

        assert said <= LAWFUL
