"""A quote's parts always sum to its total, whatever the coupons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.pricing.api import Coupon, CouponRefused, QuoteLine, quote

LINES = st.lists(
    st.builds(
        QuoteLine,
        unit_minor=st.integers(0, 10**7),
        quantity=st.integers(1, 999),
        tax_basis_points=st.sampled_from([0, 400, 1000, 2100]),
    ),
    max_size=20,
)
COUPONS = st.lists(
    st.one_of(
        st.builds(
            Coupon,
            code=st.just("P"),
            percent=st.integers(1, 100),
            amount_minor=st.none(),
            currency=st.none(),
            minimum_minor=st.just(0),
        ),
        st.builds(
            Coupon,
            code=st.just("A"),
            percent=st.none(),
            amount_minor=st.integers(1, 10**6),
            currency=st.just("EUR"),
            minimum_minor=st.just(0),
        ),
    ),
    max_size=5,
)


@given(lines=LINES, coupons=COUPONS, shipping=st.integers(0, 10**5))
def test_parts_sum_and_nobody_is_paid_to_buy(
    lines: list[QuoteLine], coupons: list[Coupon], shipping: int
) -> None:
    found = quote(
        lines,
        coupons=coupons,
        currency="EUR",
        shipping_minor=shipping,
        shipping_tax_basis_points=2100,
    )

    assert found.total_minor == found.items_minor - found.discount_minor + shipping
    assert sum(line.total_minor - line.discount_minor for line in found.lines) == (
        found.items_minor - found.discount_minor
    )
    assert 0 <= found.discount_minor <= found.items_minor
    assert all(0 <= line.discount_minor <= line.total_minor for line in found.lines)
    assert 0 <= found.tax_minor <= found.total_minor


@pytest.mark.parametrize(
    ("coupon", "reason"),
    [
        (Coupon("MIN", 10, None, None, 50_01), "minimum"),
        (Coupon("USD", None, 5_00, "USD", 0), "currency"),
    ],
)
def test_a_coupon_that_does_not_fit_says_why(coupon: Coupon, reason: str) -> None:
    with pytest.raises(CouponRefused) as refused:
        quote(
            [QuoteLine(50_00, 1, 2100)],
            coupons=[coupon],
            currency="EUR",
            shipping_minor=0,
            shipping_tax_basis_points=0,
        )

    assert refused.value.facts["reason"] == reason
