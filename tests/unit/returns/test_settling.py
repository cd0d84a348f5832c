"""What goes back for returned goods, and what may be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.returns._moving import ReturnKind
from lonja.returns._policies.policy import PartialShipping, ReturnPolicy
from lonja.returns._settling import (
    FeeNotAllowed,
    Goods,
    ReturnAmountWrong,
    Settlement,
    check_settlement,
    propose,
)

WITHDRAWAL, RETURN, CLAIM = ReturnKind.WITHDRAWAL, ReturnKind.RETURN, ReturnKind.CLAIM
STRICT = ReturnPolicy(fee_basis_points=1_000)
PRO_RATA = ReturnPolicy(partial_shipping=PartialShipping.PRO_RATA)
ALL = Goods(paid_minor=100_00, before_minor=0, worth_minor=100_00, is_last=True)
HALF = Goods(paid_minor=100_00, before_minor=0, worth_minor=50_00, is_last=False)


def proposed(
    kind: ReturnKind, goods: Goods, policy: ReturnPolicy, *, before: int = 0, shipping: int = 5_00
) -> Settlement:
    return propose(
        kind, goods, shipping_minor=shipping, shipping_before_minor=before, policy=policy
    )


class TestAWithdrawal:
    def test_of_everything_brings_the_shipping_back_and_costs_nothing(self) -> None:
        assert proposed(WITHDRAWAL, ALL, STRICT) == Settlement(100_00, 5_00, 0, 0)

    def test_of_a_part_brings_no_shipping_back_or_its_share(self) -> None:
        assert proposed(WITHDRAWAL, HALF, STRICT).shipping_minor == 0
        assert proposed(WITHDRAWAL, HALF, PRO_RATA).shipping_minor == 2_50

    def test_of_the_last_part_brings_the_rest_of_the_shipping_back(self) -> None:
        rest = Goods(paid_minor=100_00, before_minor=50_00, worth_minor=50_00, is_last=True)

        assert proposed(WITHDRAWAL, rest, PRO_RATA, before=2_50).shipping_minor == 2_50

    def test_never_keeps_a_fee_but_what_use_took_off_the_goods(self) -> None:
        with pytest.raises(FeeNotAllowed):
            check_settlement(WITHDRAWAL, Settlement(10_00, 0, 1, 0), shipping_left_minor=0)

        check_settlement(WITHDRAWAL, Settlement(10_00, 0, 0, 4_00), shipping_left_minor=0)


class TestAReturn:
    def test_keeps_the_fee_and_the_shipping(self) -> None:
        assert proposed(RETURN, ALL, STRICT) == Settlement(100_00, 0, 10_00, 0)
        assert proposed(RETURN, ALL, STRICT).amount_minor == 90_00

    def test_brings_the_shipping_back_where_the_shop_says_so(self) -> None:
        assert proposed(RETURN, ALL, ReturnPolicy(refunds_shipping=True)).shipping_minor == 5_00

    def test_never_keeps_more_than_the_goods_are_worth(self) -> None:
        with pytest.raises(ReturnAmountWrong) as refused:
            check_settlement(RETURN, Settlement(10_00, 0, 6_00, 5_00), shipping_left_minor=0)

        assert refused.value.facts == {"field": "deduction_minor", "left_minor": 10_00}


class TestAClaim:
    def test_keeps_nothing(self) -> None:
        assert proposed(CLAIM, ALL, STRICT) == Settlement(100_00, 5_00, 0, 0)
        for kept in (Settlement(10_00, 0, 1, 0), Settlement(10_00, 0, 0, 1)):
            with pytest.raises(FeeNotAllowed):
                check_settlement(CLAIM, kept, shipping_left_minor=0)


class TestTheShipping:
    def test_is_never_more_than_was_paid(self) -> None:
        with pytest.raises(ReturnAmountWrong) as refused:
            check_settlement(RETURN, Settlement(10_00, 3_01, 0, 0), shipping_left_minor=3_00)

        assert refused.value.facts == {"field": "shipping_minor", "left_minor": 3_00}

    @given(
        parts=st.lists(st.integers(0, 5_000), min_size=1, max_size=8),
        shipping=st.integers(0, 2_000),
        partial=st.sampled_from(PartialShipping),
    )
    def test_of_any_number_of_parts_is_the_whole_to_the_cent(
        self, parts: list[int], shipping: int, partial: PartialShipping
    ) -> None:
        policy = ReturnPolicy(partial_shipping=partial)
        back, gone = 0, 0
        for place, worth in enumerate(parts):
            goods = Goods(sum(parts), gone, worth, is_last=place == len(parts) - 1)
            part = proposed(WITHDRAWAL, goods, policy, before=back, shipping=shipping)
            assert part.shipping_minor >= 0
            back += part.shipping_minor
            gone += worth

        assert back == shipping
