"""What the storefront's API says of a cart's taxes."""

from lonja.carts import api as carts
from lonja.hosting.deps import MoneyOut, Out
from lonja.taxes import api as taxes


class TaxGroupOut(Out):
    """All that is taxed at one rate; 2100 basis points are 21 %. `base` is without the tax."""

    basis_points: int
    base: MoneyOut
    tax: MoneyOut


class TaxOut(Out):
    """Why this much tax, or none; `place` is a country, or a territory like `ES-CN`.

    `export`: import taxes and customs fees may be due on delivery.
    """

    treatment: taxes.Treatment
    place: str
    groups: list[TaxGroupOut]


def tax_of(cart: carts.Cart) -> TaxOut:
    return TaxOut(
        treatment=cart.decision.treatment,
        place=cart.decision.place.code,
        groups=[
            TaxGroupOut(
                basis_points=one.basis_points,
                base=MoneyOut.of(one.base_minor, cart.currency),
                tax=MoneyOut.of(one.tax_minor, cart.currency),
            )
            for one in cart.tax_groups
        ],
    )
