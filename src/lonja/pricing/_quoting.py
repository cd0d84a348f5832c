"""What a cart costs. Pure: no clock, no database.

Coupons that are worth a percentage come off first, the largest of them first, then those that are
worth an amount: the lowest price that any order of use gives, whatever the codes are called.
Prices include tax. Each line's total is rounded once; discounts are shared over the lines so
that the parts sum to the whole; tax is what is inside the discounted amounts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lonja.kernel.errors import Refused
from lonja.kernel.money import divide_half_up, share, tax_within


class CouponRefused(Refused):
    """`facts["reason"]`: unknown, not_started, ended, spent, minimum, currency."""

    code: ClassVar[str] = "coupon_refused"


@dataclass(frozen=True, slots=True)
class Coupon:
    code: str
    percent: int | None
    amount_minor: int | None
    currency: str | None
    minimum_minor: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """`unit_minor` includes tax."""

    unit_minor: int
    quantity: int
    tax_basis_points: int


@dataclass(frozen=True, slots=True)
class QuotedLine:
    total_minor: int
    discount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Minor units: `total = items - discount + shipping`, and `tax` is inside the total."""

    lines: Sequence[QuotedLine]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int


def quote(
    lines: Sequence[QuoteLine],
    *,
    coupons: Sequence[Coupon],
    currency: str,
    shipping_minor: int,
    shipping_tax_basis_points: int,
) -> Quote:
    """Price the lines; raises `CouponRefused` when a coupon does not fit this cart."""
    totals = [line.unit_minor * line.quantity for line in lines]
    items = sum(totals)
    discount = 0
    for coupon in sorted(coupons, key=lambda coupon: -(coupon.percent or 0)):
        discount += _worth(coupon, items=items, left=items - discount, currency=currency)
    discounts = share(discount, totals)
    taxes = [
        tax_within(total - off, line.tax_basis_points)
        for line, total, off in zip(lines, totals, discounts, strict=True)
    ]
    tax = sum(taxes) + tax_within(shipping_minor, shipping_tax_basis_points)
    return Quote(
        lines=[
            QuotedLine(total, off, line_tax)
            for total, off, line_tax in zip(totals, discounts, taxes, strict=True)
        ],
        items_minor=items,
        discount_minor=discount,
        shipping_minor=shipping_minor,
        tax_minor=tax,
        total_minor=items - discount + shipping_minor,
    )


def highest_rate(rates: Mapping[str, int]) -> int:
    """Shipping is taxed like the dearest taxed goods of its country."""
    return max(rates.values(), default=0)


def _worth(coupon: Coupon, *, items: int, left: int, currency: str) -> int:
    if items < coupon.minimum_minor:
        raise CouponRefused(
            f"{coupon.code} needs a larger order",
            reason="minimum",
            coupon=coupon.code,
            minimum_minor=coupon.minimum_minor,
        )
    if coupon.percent is not None:
        return divide_half_up(left * coupon.percent, 100)
    assert coupon.amount_minor is not None
    if coupon.currency != currency:
        raise CouponRefused(
            f"{coupon.code} is for orders in {coupon.currency}",
            reason="currency",
            coupon=coupon.code,
        )
    return min(coupon.amount_minor, left)
