"""The total of a cart or an order. Pure."""

from dataclasses import dataclass

from lonja.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Totals:
    """Minor units of `currency`. `tax_minor` is inside the total, never added to it."""

    currency: str
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int

    @property
    def goods_minor(self) -> int:
        """What the goods cost, after discounts."""
        return self.items_minor - self.discount_minor

    @property
    def total_minor(self) -> int:
        return self.items_minor - self.discount_minor + self.shipping_minor

    @property
    def items(self) -> Money:
        return Money(self.currency, self.items_minor)

    @property
    def discount(self) -> Money:
        return Money(self.currency, self.discount_minor)

    @property
    def shipping(self) -> Money:
        return Money(self.currency, self.shipping_minor)

    @property
    def tax(self) -> Money:
        return Money(self.currency, self.tax_minor)

    @property
    def total(self) -> Money:
        return Money(self.currency, self.total_minor)
