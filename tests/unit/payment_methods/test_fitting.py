"""Which ways to pay fit a sale, and account numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.adapters.manual_gateways import IN_STORE, METHODS, ON_DELIVERY, TRANSFER
from lonja.adapters.test_gateway import METHOD as CARD
from lonja.payment_methods._fitting import AmountRange, Sale, Setting, Terms, fits, goes_with, unset
from lonja.payment_methods._iban import grouped, read_iban

SALE = Sale("ES", "EUR", 50_00)


def transfer(**terms: object) -> Setting:
    return Setting("transfer", is_on=True, terms=Terms(**terms))  # type: ignore[arg-type]


class TestAWayToPay:
    def test_that_nobody_has_set_is_offered_unless_people_have_to_do_something(self) -> None:
        assert unset(CARD).is_on
        assert [unset(method).is_on for method in METHODS] == [False, False, False]

    def test_is_not_offered_while_it_is_switched_off(self) -> None:
        assert not fits(TRANSFER, Setting("transfer", is_on=False), SALE)

    @pytest.mark.parametrize(
        ("terms", "is_offered"),
        [
            ({}, True),
            ({"countries": ("ES", "PT")}, True),
            ({"countries": ("PT",)}, False),
            ({"currencies": ("USD",)}, False),
            ({"amounts": (AmountRange("EUR", 50_00, 50_00),)}, True),
            ({"amounts": (AmountRange("EUR", 50_01),)}, False),
            ({"amounts": (AmountRange("EUR", 0, 49_99),)}, False),
            ({"amounts": (AmountRange("USD", 0, 1),)}, True),
        ],
    )
    def test_is_offered_where_the_shop_says(
        self, terms: dict[str, object], is_offered: bool
    ) -> None:
        assert fits(TRANSFER, transfer(**terms), SALE) is is_offered

    def test_goes_with_how_the_goods_travel(self) -> None:
        brought = [goes_with(one, is_pickup=False) for one in METHODS]
        picked_up = [goes_with(one, is_pickup=True) for one in METHODS]

        assert (brought, picked_up) == ([True, True, False], [True, False, True])
        assert all(goes_with(one, is_pickup=None) for one in (ON_DELIVERY, IN_STORE))

    @given(least=st.integers(0, 10**6), more=st.integers(0, 10**6), minor=st.integers(1, 3 * 10**6))
    def test_takes_every_sum_of_its_range_and_no_other(
        self, least: int, more: int, minor: int
    ) -> None:
        setting = transfer(amounts=(AmountRange("EUR", least, least + more),))

        assert fits(TRANSFER, setting, Sale("ES", "EUR", minor)) is (least <= minor <= least + more)


class TestAnAccountNumber:
    @pytest.mark.parametrize(
        "text",
        ["ES91 2100 0418 4502 0005 1332", "es9121000418450200051332", "GB82WEST12345698765432"],
    )
    def test_is_read_with_spaces_and_small_letters(self, text: str) -> None:
        assert read_iban(text) == text.replace(" ", "").upper()

    @pytest.mark.parametrize("text", ["", "ES00 2100 0418 4502 0005 1332", "1234", "ES9121"])
    def test_with_a_wrong_figure_is_no_account(self, text: str) -> None:
        assert read_iban(text) is None

    @given(at=st.integers(4, 23), other=st.integers(1, 9))
    def test_with_any_one_figure_changed_is_no_account(self, at: int, other: int) -> None:
        iban = "ES9121000418450200051332"
        wrong = iban[:at] + str((int(iban[at]) + other) % 10) + iban[at + 1 :]

        assert read_iban(wrong) is None

    def test_is_shown_in_groups_of_four(self) -> None:
        assert grouped("ES9121000418450200051332") == "ES91 2100 0418 4502 0005 1332"
