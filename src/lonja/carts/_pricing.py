"""A cart as it is shown and sold: arithmetic on what the nouns below said of its things. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from lonja.carts._cart import Kept, StoredCart
from lonja.catalog import api as catalog
from lonja.credit import api as credit
from lonja.inventory import api as inventory
from lonja.kernel.address import Address
from lonja.kernel.totals import Totals
from lonja.pricing import api as pricing
from lonja.shipping import api as shipping


@dataclass(frozen=True, slots=True)
class CartLine:
    """`unit_minor` is today's price; `was_minor` what it was when it was added, if it differs.

    `free` is how many may be had now; `gone` says that the variant is no longer sold at all.
    """

    variant_id: UUID
    product_id: UUID | None
    sku: str
    slug: str
    name: str
    options: Mapping[str, str]
    picture: str | None
    tax_class: str
    quantity: int
    unit_minor: int
    was_minor: int | None
    total_minor: int
    discount_minor: int
    tax_minor: int
    tax_basis_points: int
    availability: str
    free: int
    gone: bool


@dataclass(frozen=True, slots=True)
class Cart:
    """`shipping` is None until an address and a method are chosen; then it is in the total."""

    id: UUID
    version: int
    currency: str
    language: str
    lines: Sequence[CartLine]
    address: Address | None
    shipping: shipping.ShippingOption | None
    codes: Sequence[str]
    code_refused: str | None
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    country: str
    gift_cards: Sequence[credit.Account] = ()
    """In the order in which they pay; those that pay nothing now are not among them."""
    gift_card_refused: str | None = None

    @property
    def credit_parts(self) -> list[credit.Part]:
        """What each gift card pays of the total."""
        return credit.share_out(self.total_minor, self.gift_cards)

    @property
    def credit_minor(self) -> int:
        return sum(part.amount_minor for part in self.credit_parts)

    @property
    def due_minor(self) -> int:
        """What is left to pay."""
        return self.total_minor - self.credit_minor

    @property
    def totals(self) -> Totals:
        return Totals(
            self.currency,
            self.items_minor,
            self.discount_minor,
            self.shipping_minor,
            self.tax_minor,
        )

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the nouns below know of a cart's things now; what is no longer sold is in `gone`."""

    things: Mapping[UUID, catalog.Sellable]
    prices: Mapping[UUID, pricing.Price]
    levels: Mapping[UUID, inventory.Level]
    rates: Mapping[str, int]
    gone: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Codes:
    """The coupons of a cart that can be used now; `refused` says why none is."""

    coupons: Sequence[pricing.Coupon] = ()
    refused: str | None = None


def country_of(row: StoredCart) -> str:
    return row.address.country if row.address else row.country


def total(
    row: StoredCart,
    lines: Sequence[CartLine],
    facts: Facts,
    codes: Codes,
    way: shipping.ShippingOption | None,
    *,
    strict: bool = False,
) -> Cart:
    shipping_minor, shipping_tax = way.price_minor if way else 0, pricing.highest_rate(facts.rates)
    refused = codes.refused
    try:
        quoted = quote(lines, codes.coupons, row.currency, shipping_minor, shipping_tax)
    except pricing.CouponRefused as refusal:
        if strict:
            raise
        refused = str(refusal.facts["reason"])
        quoted = quote(lines, [], row.currency, shipping_minor, shipping_tax)
    return Cart(
        id=row.id,
        version=row.version,
        currency=row.currency,
        language=row.language,
        lines=[_with_quote(line, q) for line, q in zip(lines, quoted.lines, strict=True)],
        address=row.address,
        shipping=way,
        codes=row.codes,
        code_refused=refused,
        items_minor=quoted.items_minor,
        discount_minor=quoted.discount_minor,
        shipping_minor=quoted.shipping_minor,
        tax_minor=quoted.tax_minor,
        total_minor=quoted.total_minor,
        country=country_of(row),
    )


def quote(
    lines: Sequence[CartLine],
    coupons: Sequence[pricing.Coupon],
    currency: str,
    shipping_minor: int,
    shipping_tax: int,
) -> pricing.Quote:
    return pricing.quote(
        [
            pricing.QuoteLine(line.unit_minor, line.quantity, line.tax_basis_points)
            for line in lines
        ],
        coupons=coupons,
        currency=currency,
        shipping_minor=shipping_minor,
        shipping_tax_basis_points=shipping_tax,
    )


def priced_lines(kept: Sequence[Kept], facts: Facts) -> list[CartLine]:
    return [_line(line, facts) for line in kept]


def _line(line: Kept, facts: Facts) -> CartLine:
    thing, price = facts.things.get(line.variant_id), facts.prices.get(line.variant_id)
    level = facts.levels.get(line.variant_id)
    gone = thing is None or price is None
    unit = 0 if thing is None or price is None else price.amount_minor
    sku = thing.sku if thing else facts.gone.get(line.variant_id, "")
    return CartLine(
        variant_id=line.variant_id,
        product_id=thing.product_id if thing else None,
        sku=sku,
        slug=thing.slug if thing else "",
        name=thing.name if thing else sku,
        options=thing.options if thing else {},
        picture=thing.picture if thing else None,
        tax_class=thing.tax_class if thing else "standard",
        quantity=line.quantity,
        unit_minor=unit,
        was_minor=line.seen_minor if line.seen_minor not in (None, unit) else None,
        total_minor=unit * line.quantity,
        discount_minor=0,
        tax_minor=0,
        tax_basis_points=facts.rates.get(thing.tax_class, 0) if thing else 0,
        availability="sold_out" if gone or level is None else level.availability,
        free=0 if gone or level is None else max(0, level.free),
        gone=gone,
    )


def _with_quote(line: CartLine, quoted: pricing.QuotedLine) -> CartLine:
    return replace(
        line,
        total_minor=quoted.total_minor,
        discount_minor=quoted.discount_minor,
        tax_minor=quoted.tax_minor,
    )
