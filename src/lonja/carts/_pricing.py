"""A cart as it is shown and sold: its lines priced as of now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import _store
from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing
from lonja.shipping import api as shipping

DEFAULT_COUNTRY = {"EUR": "ES", "USD": "US"}
"""Whose taxes a cart shows before it has an address."""


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    phone: str = ""


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

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


async def applicable_coupons(
    db: AsyncConnection, row: Any, now: datetime
) -> tuple[list[pricing.Coupon], str | None]:
    try:
        return await pricing.usable_coupons(db, row.codes, now=now), None
    except pricing.CouponRefused as refused:
        return [], str(refused.facts["reason"])


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


async def priced(
    db: AsyncConnection,
    row: Any,
    coupons: list[pricing.Coupon],
    refused: str | None,
    *,
    strict: bool = False,
) -> Cart:
    address = None if row.address is None else Address(**row.address)
    country = address.country if address else DEFAULT_COUNTRY[row.currency]
    rates = await pricing.tax_rates(db, country)
    lines = await _lines(db, row, rates)
    items = sum(line.total_minor for line in lines)
    option = None
    if address is not None and row.shipping_code is not None:
        available = await shipping.options(
            db,
            country=country,
            currency=row.currency,
            items_minor=items,
            language=row.language,
        )
        option = next((o for o in available if o.code == row.shipping_code), None)
    shipping_minor = option.price_minor if option else 0
    try:
        quoted = quote(lines, coupons, row.currency, shipping_minor, pricing.highest_rate(rates))
    except pricing.CouponRefused as refusal:
        if strict:
            raise
        refused = str(refusal.facts["reason"])
        quoted = quote(lines, [], row.currency, shipping_minor, pricing.highest_rate(rates))
    return Cart(
        id=row.id,
        version=row.version,
        currency=row.currency,
        language=row.language,
        lines=[_with_quote(line, q) for line, q in zip(lines, quoted.lines, strict=True)],
        address=address,
        shipping=option,
        codes=row.codes,
        code_refused=refused,
        items_minor=quoted.items_minor,
        discount_minor=quoted.discount_minor,
        shipping_minor=quoted.shipping_minor,
        tax_minor=quoted.tax_minor,
        total_minor=quoted.total_minor,
        country=country,
    )


async def _lines(db: AsyncConnection, row: Any, rates: Mapping[str, int]) -> list[CartLine]:
    found = await _store.lines(db, row.id)
    ids = [line.variant_id for line in found]
    things = await catalog.sellables(db, ids, row.language)
    prices = await pricing.prices(db, ids, row.currency)
    levels = await inventory.levels(db, ids)
    gone_ids = [variant_id for variant_id in ids if variant_id not in things]
    gone_skus = await catalog.skus(db, gone_ids) if gone_ids else {}
    lines = []
    for line in found:
        thing, price = things.get(line.variant_id), prices.get(line.variant_id)
        level = levels.get(line.variant_id)
        gone = thing is None or price is None
        unit = 0 if thing is None or price is None else price.amount_minor
        lines.append(
            CartLine(
                variant_id=line.variant_id,
                product_id=thing.product_id if thing else None,
                sku=thing.sku if thing else gone_skus.get(line.variant_id, ""),
                slug=thing.slug if thing else "",
                name=thing.name if thing else gone_skus.get(line.variant_id, ""),
                options=thing.options if thing else {},
                picture=thing.picture if thing else None,
                tax_class=thing.tax_class if thing else "standard",
                quantity=line.quantity,
                unit_minor=unit,
                was_minor=line.seen_minor if line.seen_minor not in (None, unit) else None,
                total_minor=unit * line.quantity,
                discount_minor=0,
                tax_minor=0,
                tax_basis_points=rates.get(thing.tax_class, 0) if thing else 0,
                availability="sold_out" if gone or level is None else level.availability,
                free=0 if gone or level is None else max(0, level.free),
                gone=gone,
            )
        )
    return lines


def _with_quote(line: CartLine, quoted: pricing.QuotedLine) -> CartLine:
    return replace(
        line,
        total_minor=quoted.total_minor,
        discount_minor=quoted.discount_minor,
        tax_minor=quoted.tax_minor,
    )
