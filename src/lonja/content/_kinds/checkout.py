"""What the checkout asks of a buyer, and the words on its button. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from lonja.kernel.errors import Invalid
from lonja.kernel.money import EXPONENTS, Money

type Asked = Literal["off", "optional", "required"]
type OrderButton = Literal["order_and_pay", "obligation", "buy", "pay"]
"""Each says that pressing it obliges to pay (art. 8(2) of Directive 2011/83); nothing else may be chosen."""

MAX_MINIMUM_MINOR: Final = 10_000_000


class BelowMinimum(Invalid):
    """The goods cost less than an order must; `facts["missing_minor"]` more and it may be placed."""

    code: ClassVar[str] = "below_minimum"


class CheckoutFieldMissing(Invalid):
    """The shop wants `facts["field"]` of every buyer."""

    code: ClassVar[str] = "checkout_field_missing"


@dataclass(frozen=True, slots=True)
class Checkout:
    """`minimum_minor`: what the goods of an order cost at least, after discounts, by currency."""

    phone: Asked = "optional"
    company: Literal["off", "optional"] = "optional"
    button: OrderButton = "order_and_pay"
    minimum_minor: Mapping[str, int] = field(default_factory=dict)

    def missing(self, goods: Money) -> int:
        """How much more these goods would have to cost, in minor units."""
        return max(0, self.minimum_minor.get(goods.currency, 0) - goods.minor)

    def check_goods(self, goods: Money) -> None:
        if missing := self.missing(goods):
            raise BelowMinimum(
                f"an order is of {self.minimum_minor[goods.currency]} at least",
                missing_minor=missing,
                currency=goods.currency,
            )

    def check_phone(self, phone: str) -> None:
        if self.phone == "required" and not phone.strip():
            raise CheckoutFieldMissing("this shop needs a telephone number", field="address.phone")


def faults(checkout: Checkout) -> Iterator[Invalid]:
    for currency, minor in checkout.minimum_minor.items():
        name = f"minimum_minor.{currency}"
        if currency not in EXPONENTS:
            yield Invalid(f"{currency!r} is not a currency of ISO 4217", field=name)
        if not 0 <= minor <= MAX_MINIMUM_MINOR:
            yield Invalid("this is too much, or too little", field=name)
