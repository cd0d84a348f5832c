"""What stands on an invoice: the order line by line, its taxes by rate, and what paid it. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from lonja.documents._document import DocumentLine, Facts, Paid, Party, Reference
from lonja.kernel.address import Address, address_lines
from lonja.kernel.money import divide_half_up, tax_within
from lonja.orders.api import Order, OrderLine
from lonja.shop.api import Shop, seller
from lonja.taxes.api import TaxGroup, Treatment

MENTIONS: Final = {
    Treatment.INTRA_COMMUNITY: "intra_community",
    Treatment.EXPORT: "export",
    Treatment.OSS: "oss",
}


def invoice_facts(
    order: Order,
    shop: Shop,
    *,
    paid: Sequence[Paid],
    supplied_on: date | None,
    buyer: Party | None = None,
    footer: str = "",
    replaces: Reference | None = None,
) -> Facts:
    """`buyer` replaces the order's own, where somebody asked for an invoice with other facts.

    `supplied_on` is the day on which the goods left, where they have.
    """
    groups = tuple(groups_of(order))
    return Facts(
        seller=seller_party(shop, order.language),
        buyer=buyer or buyer_party(order),
        deliver_to=tuple(address_lines(order.address, order.language)) if order.address else (),
        order_number=order.number,
        ordered_on=shop.day_of(order.placed_at).isoformat(),
        supplied_on=supplied_on.isoformat() if supplied_on else "",
        currency=order.currency,
        language=order.language,
        treatment=order.tax_treatment,
        place=order.tax_place or order.country,
        lines=(*(_line(line) for line in order.lines if line.quantity), *_shipping(order, groups)),
        groups=groups,
        paid=tuple(paid),
        mention=next((code for one, code in MENTIONS.items() if one == order.tax_treatment), ""),
        footer=footer,
        replaces=replaces,
    )


def groups_of(order: Order) -> Iterator[TaxGroup]:
    """By rate; an order whose taxes were counted elsewhere says only what each line holds."""
    if order.tax_groups:
        yield from (TaxGroup(**group) for group in order.tax_groups)
        return
    rates = sorted({line.tax_basis_points for line in order.lines}, reverse=True) or [0]
    rest = order.total_minor - sum(map(_gross, order.lines))
    for rate in rates:
        lines = [line for line in order.lines if line.tax_basis_points == rate]
        extra = rest if rate == rates[0] else 0
        gross = sum(map(_gross, lines)) + extra
        tax = sum(line.tax_minor for line in lines) + tax_within(extra, rate)
        yield TaxGroup(rate, gross - tax, tax)


def seller_party(shop: Shop, language: str) -> Party:
    found = seller(shop, language)
    if found is None:
        return Party(shop.called)
    own = next((one for one in found.vat_ids if one.startswith(shop.home_country)), "")
    first = next(iter(found.vat_ids), "")
    return Party(found.legal_name, found.lines, own or first, shop.home_country)


def buyer_party(order: Order) -> Party:
    """The company, where one buys; the name stands in the address otherwise."""
    address = order.address
    if address is None:
        return Party("", country=order.country)
    return party_of(address, order.language)


def party_of(address: Address, language: str) -> Party:
    name = address.company or address.name
    lines = [line for line in address_lines(address, language) if line != name]
    return Party(name, tuple(lines), address.vat_id, address.country)


def _line(line: OrderLine) -> DocumentLine:
    before = line.total_minor - tax_within(line.total_minor, line.tax_basis_points)
    base = _gross(line) - line.tax_minor
    return DocumentLine(
        kind="goods",
        name=line.name,
        sku=line.sku,
        options=dict(line.options),
        basis_points=line.tax_basis_points,
        quantity=line.quantity,
        unit_milli=divide_half_up((before if line.discount_minor else base) * 1000, line.quantity),
        discount_minor=before - base if line.discount_minor else 0,
        base_minor=base,
        tax_minor=line.tax_minor,
    )


def _shipping(order: Order, groups: Sequence[TaxGroup]) -> Iterator[DocumentLine]:
    """Whatever of a rate is in no line: the price of shipping is shared among the rates."""
    for group in groups:
        lines = [one for one in order.lines if one.tax_basis_points == group.basis_points]
        base = group.base_minor - sum(_gross(one) - one.tax_minor for one in lines)
        tax = group.tax_minor - sum(one.tax_minor for one in lines)
        if base or tax:
            yield DocumentLine(
                "shipping", "", group.basis_points, base, tax, unit_milli=base * 1000
            )


def _gross(line: OrderLine) -> int:
    return line.total_minor - line.discount_minor
