"""What the back office shows of an order's taxes."""

from typing import Literal

from lonja.hosting.deps import MoneyOut, Out
from lonja.kernel.languages import STAFF_LANGUAGES
from lonja.orders import api as orders
from lonja.taxes import api as taxes


class OrderTaxGroup(Out):
    """2100 basis points are 21 %; `base` is without the tax."""

    basis_points: int
    base: MoneyOut
    tax: MoneyOut


class OrderTax(Out):
    """`treatment` is empty of an order whose taxes were counted elsewhere.

    `vat_status` is what the register said of the buyer's VAT id when the order was placed.
    """

    treatment: taxes.Treatment | Literal[""]
    place: str
    place_names: dict[str, str]
    groups: list[OrderTaxGroup]
    vat_id: str
    vat_status: taxes.VatStatus | Literal[""]


def order_tax(order: orders.Order) -> OrderTax:
    said = order.tax
    return OrderTax.model_validate(
        {
            "treatment": said.treatment,
            "place": said.place,
            "place_names": {
                language: taxes.place_name(said.place, language) for language in STAFF_LANGUAGES
            },
            "groups": [
                {
                    "basis_points": one.basis_points,
                    "base": MoneyOut.of(one.base_minor, order.currency),
                    "tax": MoneyOut.of(one.tax_minor, order.currency),
                }
                for one in said.groups
            ],
            "vat_id": said.vat_id,
            "vat_status": said.vat_status,
        }
    )
