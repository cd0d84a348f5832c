"""What a cart costs. Pure: no clock, no database.

Prices include tax. Each line's total is rounded once, what promotions take off it is known; tax is
what is inside the discounted amounts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lonja.kernel.money import tax_within


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """`unit_minor` includes tax; `discount_minor` is at most the line's total."""

    unit_minor: int
    quantity: int
    tax_basis_points: int
    discount_minor: int = 0


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
    lines: Sequence[QuoteLine], *, shipping_minor: int, shipping_tax_basis_points: int
) -> Quote:
    quoted = [_line(line) for line in lines]
    items = sum(line.total_minor for line in quoted)
    discount = sum(line.discount_minor for line in quoted)
    taxes = sum(line.tax_minor for line in quoted)
    return Quote(
        lines=quoted,
        items_minor=items,
        discount_minor=discount,
        shipping_minor=shipping_minor,
        tax_minor=taxes + tax_within(shipping_minor, shipping_tax_basis_points),
        total_minor=items - discount + shipping_minor,
    )


def highest_rate(rates: Mapping[str, int]) -> int:
    """Shipping is taxed like the dearest taxed goods of its country."""
    return max(rates.values(), default=0)


def _line(line: QuoteLine) -> QuotedLine:
    total = line.unit_minor * line.quantity
    assert 0 <= line.discount_minor <= total, "a discount is at most its line"
    left = total - line.discount_minor
    return QuotedLine(total, line.discount_minor, tax_within(left, line.tax_basis_points))
