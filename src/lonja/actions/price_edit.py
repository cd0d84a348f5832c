"""What an edit's new lines, and another way to travel, cost today, beside what staff type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.correct_address import TaxWouldChange
from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.kernel.errors import Invalid
from lonja.kernel.money import MILLI
from lonja.orders import api as orders
from lonja.shipping import api as shippings


@dataclass(frozen=True, slots=True)
class Added:
    """A variant that the order gets, at today's price or at one that staff agreed."""

    sku: str
    quantity: int
    unit_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff ask for, of the order's `version` that they have read."""

    version: int
    lines: Mapping[int, orders.LineEdit] = field(default_factory=dict)
    added: Sequence[Added] = ()
    shipping_code: str | None = None
    shipping_minor: int | None = None
    reason: str = ""


async def quote(
    db: AsyncConnection, order: orders.Order, skus: Mapping[str, int], *, now: datetime
) -> carts.Quote:
    known = await catalog.variants_by_sku(db, list(skus))
    wanted: dict[UUID, int] = {}
    for line in order.lines:
        if line.variant_id is not None and line.quantity:
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    for sku, quantity in skus.items():
        if sku not in known:
            raise catalog.UnknownSku(f"there is nothing with the SKU {sku!r}", sku=sku)
        wanted[known[sku]] = wanted.get(known[sku], 0) + quantity
    return await carts.quote(
        db, wanted, currency=order.currency, language=order.language, address=order.address,
        country=order.country, at=now,
    )  # fmt: skip


async def added(
    db: AsyncConnection, order: orders.Order, added: Sequence[Added], quote: carts.Quote
) -> list[orders.OrderLine]:
    if added and quote.taxation.decision.treatment != order.tax_treatment:
        raise TaxWouldChange(
            "other taxes are due there now", place=quote.taxation.decision.place.code
        )
    known = await catalog.variants_by_sku(db, [one.sku for one in added])
    lines = []
    for one in added:
        today = quote.lines[known[one.sku]]
        if today.gone or today.is_gift_card:
            raise Invalid("this cannot be added to an order", field="added", sku=one.sku)
        unit = today.unit_minor if one.unit_minor is None else one.unit_minor
        lines.append(
            orders.OrderLine(
                line=0,
                variant_id=today.variant_id,
                product_id=today.product_id,
                sku=today.sku,
                name=today.name,
                options=today.options,
                picture=today.picture,
                quantity=one.quantity,
                unit_milli=unit * MILLI,
                total_minor=unit * one.quantity,
                discount_minor=0,
                tax_minor=0,
                tax_basis_points=today.tax_basis_points,
                price_list=today.listed.name if today.listed and one.unit_minor is None else "",
            )
        )
    return lines


def ways(order: orders.Order, quote: carts.Quote) -> list[shippings.ShippingOption]:
    """What is brought is not picked up because of an edit: that would be another address."""
    store = order.pickup_location or ""
    return [one for one in quote.ways if one.store == store]


def shipping(order: orders.Order, wanted: Wanted, quote: carts.Quote) -> orders.ShippingEdit | None:
    if wanted.shipping_code is None and wanted.shipping_minor is None:
        return None
    code = wanted.shipping_code or order.shipping_code or ""
    way = next((one for one in ways(order, quote) if one.method == code), None)
    price = wanted.shipping_minor
    if way is None and (price is None or code != order.shipping_code):
        raise Invalid("the order cannot travel like that", field="shipping_code")
    if price is None:
        assert way is not None, "it was found"
        price = way.price_minor
    return orders.ShippingEdit(code, price, order.pickup_location)


def given_away(
    order: orders.Order, wanted: Wanted, made: orders.Content, quote: carts.Quote
) -> int:
    """Of prices that staff typed alone; a dearer one makes up for no cheaper one."""
    agreed = {one.line: one for one in order.lines}
    off = 0
    for line in made.lines:
        change = wanted.lines.get(line.line)
        if change is not None and change.unit_minor is not None and line.line in agreed:
            off += max(0, agreed[line.line].unit_milli - line.unit_milli) * line.quantity // MILLI
    for one in wanted.added:
        today = next(line for line in quote.lines.values() if line.sku.upper() == one.sku.upper())
        if one.unit_minor is not None:
            off += max(0, today.unit_minor - one.unit_minor) * one.quantity
    if wanted.shipping_minor is not None:
        code = wanted.shipping_code or order.shipping_code
        way = next((one for one in ways(order, quote) if one.method == code), None)
        usual = way.price_minor if way else order.shipping_minor
        off += max(0, usual - wanted.shipping_minor)
    return off
