"""What an order's decision makes of each price, and the tax inside its lines. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lonja.kernel.money import divide_half_up, share, tax_within
from lonja.taxes._deciding import Decision, Treatment

STANDARD: Final = "standard"
"""The class of every product that names no other; it always exists."""


class Rounding(StrEnum):
    """Whether the tax is rounded in each line, or once for each rate of the order."""

    LINE = "line"
    ORDER = "order"


class ShippingTax(StrEnum):
    """Shipping is taxed like the goods in proportion, or at the highest rate among them."""

    PROPORTIONAL = "proportional"
    HIGHEST = "highest"


class ExportPrice(StrEnum):
    """Where no tax is charged a price loses the tax inside it, or stays what it is."""

    NET = "net"
    GROSS = "gross"


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """All that is taxed at one rate; `base_minor` is without the tax."""

    basis_points: int
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a cart, an order or a mail says of its taxes: how much at which rate, or why none.

    `vat_status` is what the register says of the buyer's VAT id; empty where it was not asked.
    """

    treatment: str
    place: str
    groups: Sequence[TaxGroup]
    vat_id: str = ""
    vat_status: str = ""


@dataclass(frozen=True, slots=True)
class Taxes:
    """Of the lines in their order, and of shipping; the groups are by rate, the highest first."""

    lines: Sequence[int]
    shipping_minor: int
    groups: Sequence[TaxGroup]

    @property
    def total_minor(self) -> int:
        return sum(self.lines) + self.shipping_minor


def with_untaxed(groups: Sequence[TaxGroup], minor: int) -> list[TaxGroup]:
    """The groups, and beside them what no tax is charged on now: gift cards that are bought."""
    if not minor:
        return list(groups)
    others = [one for one in groups if one.basis_points]
    before = sum(one.base_minor for one in groups if not one.basis_points)
    return [*others, TaxGroup(0, before + minor, 0)]


@dataclass(frozen=True, slots=True)
class Taxation:
    """How this order is taxed.

    `rates` are charged; `inside` are the rates within the prices as they are written down, none
    where they are written without tax.
    """

    decision: Decision
    rates: Mapping[str, int]
    inside: Mapping[str, int] | None
    export_price: ExportPrice = ExportPrice.NET
    rounding: Rounding = Rounding.LINE
    shipping_tax: ShippingTax = ShippingTax.PROPORTIONAL
    vat_status: str = ""

    def rate(self, tax_class: str) -> int:
        """In basis points; a class without a rate is taxed as the standard one."""
        return _rate(self.rates, tax_class) if self.decision.is_taxed else 0

    def price(self, written_minor: int, tax_class: str = STANDARD) -> int:
        """What the buyer pays for something that costs `written_minor` in the shop's price list."""
        if self.inside is None:
            return written_minor + divide_half_up(written_minor * self.rate(tax_class), 10_000)
        if self.decision.is_taxed or not self._loses_tax:
            return written_minor
        return written_minor - tax_within(written_minor, _rate(self.inside, tax_class))

    @property
    def _loses_tax(self) -> bool:
        # A company that accounts for the tax itself never pays it inside the price as well.
        treatment = self.decision.treatment
        return treatment == Treatment.INTRA_COMMUNITY or (
            treatment == Treatment.EXPORT and self.export_price == ExportPrice.NET
        )

    def split(self, paid: Sequence[tuple[int, int]], shipping_minor: int) -> Taxes:
        """`paid` is what each line costs after its discount, and its rate in basis points."""
        by_rate: dict[int, list[int]] = {}
        for at, (_, rate) in enumerate(paid):
            by_rate.setdefault(rate, []).append(at)
        shipping = self._shipping_by_rate(paid, by_rate, shipping_minor)
        lines = [0] * len(paid)
        shipping_tax, groups = 0, []
        for rate in sorted(by_rate.keys() | shipping.keys(), reverse=True):
            members = by_rate.get(rate, [])
            amounts = [*(paid[at][0] for at in members), shipping.get(rate, 0)]
            taxes = self._taxes(amounts, rate)
            for at, tax in zip(members, taxes, strict=False):
                lines[at] = tax
            shipping_tax += taxes[-1]
            groups.append(TaxGroup(rate, sum(amounts) - sum(taxes), sum(taxes)))
        return Taxes(lines, shipping_tax, groups)

    def _taxes(self, amounts: Sequence[int], rate: int) -> list[int]:
        if self.rounding == Rounding.LINE:
            return [tax_within(amount, rate) for amount in amounts]
        return share(tax_within(sum(amounts), rate), list(amounts))

    def _shipping_by_rate(
        self,
        paid: Sequence[tuple[int, int]],
        by_rate: Mapping[int, Sequence[int]],
        shipping_minor: int,
    ) -> dict[int, int]:
        if not shipping_minor:
            return {}
        rates = sorted(by_rate, reverse=True)
        if not rates:
            return {self.rate(STANDARD): shipping_minor}
        if self.shipping_tax == ShippingTax.HIGHEST:
            return {rates[0]: shipping_minor}
        weights = [sum(paid[at][0] for at in by_rate[rate]) for rate in rates]
        return dict(zip(rates, share(shipping_minor, weights), strict=True))


def _rate(rates: Mapping[str, int], tax_class: str) -> int:
    return rates.get(tax_class, rates.get(STANDARD, 0))
