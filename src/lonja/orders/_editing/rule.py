"""What an edit makes of a placed order: its lines, discounts, taxes and total. Pure.

The promotions of an order are kept as they were agreed. What one took off a line shrinks with that
line, in proportion to what the line costs, never grows, and never moves to another line. So a line
that was discounted, or of which something went back, does not grow: more of it stands in a new
line at the same price. What is new gets no promotion.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.money import MILLI, divide_half_up, line_total, share
from lonja.orders._order import Order, OrderDiscount, OrderLine
from lonja.taxes import api as taxes

SHIPPING: Final = 0
"""The line of a discount that is the shipping's."""


class UnitsPacked(Conflict):
    """Units of `facts["line"]` are in a parcel, have left or went back: `facts["least"]` stay."""

    code: ClassVar[str] = "units_packed"


class NothingEdited(Invalid):
    """The order is that already."""

    code: ClassVar[str] = "nothing_edited"


class NothingLeft(Conflict):
    """An order without units is cancelled, not edited."""

    code: ClassVar[str] = "nothing_left"


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What a line becomes; None leaves it. `unit_minor` is the price before its discount."""

    quantity: int | None = None
    unit_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ShippingEdit:
    """Another method, or another price of the same one, tax included and before its discount."""

    code: str
    price_minor: int
    pickup_location: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What staff ask for. The number of each line that is `added` is given by the rule."""

    lines: Mapping[int, LineEdit] = field(default_factory=dict)
    added: Sequence[OrderLine] = ()
    shipping: ShippingEdit | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may not be edited away: units of each line that are packed, have left or went back."""

    least: Mapping[int, int] = field(default_factory=dict)
    next_line: int = 1
    """The first number that no line of this order ever had."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an order is about and what it costs: all that an edit may change."""

    lines: Sequence[OrderLine]
    discounts: Sequence[OrderDiscount]
    items_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    tax_groups: Sequence[Mapping[str, int]]
    shipping_code: str | None
    pickup_location: str | None


def content_of(order: Order) -> Content:
    """Of an order that was read whole."""
    return Content(
        lines=tuple(order.lines),
        discounts=tuple(order.discounts),
        items_minor=order.items_minor,
        discount_minor=order.discount_minor,
        shipping_minor=order.shipping_minor,
        tax_minor=order.tax_minor,
        total_minor=order.total_minor,
        tax_groups=tuple(order.tax_groups),
        shipping_code=order.shipping_code,
        pickup_location=order.pickup_location,
    )


def edited(order: Order, edit: Edit, bounds: Bounds, taxation: taxes.Taxation) -> Content:
    """The order as it would be. Lines keep the rate of the day on which they were bought."""
    unknown = set(edit.lines) - {one.line for one in order.lines}
    if unknown:
        raise Invalid(f"this order has no line {min(unknown)}", field="lines")
    kept: list[OrderLine] = []
    grown: list[OrderLine] = []
    discounts: list[OrderDiscount] = []
    for line in order.lines:
        offs = [one for one in order.discounts if one.line == line.line]
        changed, more = _line(line, edit.lines.get(line.line, LineEdit()), offs, bounds)
        if changed is not None:
            fewer = _shrunk(offs, line.discount_minor, changed.discount_minor)
            kept.append(changed)
            discounts += fewer
        if more is not None:
            grown.append(more)
    new = [*grown, *edit.added]
    lines = [
        *kept,
        *(replace(one, line=number) for number, one in enumerate(new, start=bounds.next_line)),
    ]
    if not any(one.quantity for one in lines):
        raise NothingLeft("nothing would be left of this order: cancel it")
    shipping_minor, of_shipping = _shipping(order, edit.shipping)
    made = _content(order, edit, lines, [*discounts, *of_shipping], shipping_minor, taxation)
    if made == content_of(order):
        raise NothingEdited("nothing of the order would change")
    return made


def carried(order: Order, amount_minor: int, taxation: taxes.Taxation) -> Content:
    """The order for so much less: off its newest lines first, and the shipping last.

    For a difference that its buyer never paid, and that the shop bears.
    """
    left = amount_minor
    lines: list[OrderLine] = []
    for line in reversed(order.lines):
        part = 0 if line.is_gift_card else min(left, line.total_minor - line.discount_minor)
        left -= part
        lines.append(_less(line, part) if part else line)
    shipping = min(left, order.shipping_minor)
    assert left == shipping, "more is carried than the order costs"
    lines.reverse()
    return _content(
        order, Edit(), lines, order.discounts, order.shipping_minor - shipping, taxation
    )


def _less(line: OrderLine, part: int) -> OrderLine:
    total = line.total_minor - part
    return replace(line, total_minor=total, unit_milli=total * MILLI // line.quantity)


def _line(
    line: OrderLine, edit: LineEdit, offs: Sequence[OrderDiscount], bounds: Bounds
) -> tuple[OrderLine | None, OrderLine | None]:
    """The line as it stays, None where nothing does; and what more of it is a new line."""
    quantity = line.quantity if edit.quantity is None else edit.quantity
    unit = line.unit_milli if edit.unit_minor is None else edit.unit_minor * MILLI
    if (quantity, unit) == (line.quantity, line.unit_milli):
        return line, None
    least = bounds.least.get(line.line, 0)
    if quantity < least or (least and unit != line.unit_milli):
        raise UnitsPacked(
            f"{least} units of line {line.line} are packed or gone", line=line.line, least=least
        )
    if line.is_gift_card:
        raise Invalid("a gift card is refunded, not edited", field="lines", line=line.line)
    if quantity > line.quantity and (line.discount_minor or least):
        extra = quantity - line.quantity
        more = replace(
            line, quantity=extra, unit_milli=unit, total_minor=line_total(unit, extra),
            discount_minor=0, tax_minor=0,
        )  # fmt: skip
        stays, _ = _line(line, LineEdit(line.quantity, edit.unit_minor), offs, bounds)
        return stays, more
    if quantity == 0:
        return None, None
    total = line_total(unit, quantity)
    less = line.total_minor and divide_half_up(
        line.discount_minor * min(total, line.total_minor), line.total_minor
    )
    return (
        replace(line, quantity=quantity, unit_milli=unit, total_minor=total, discount_minor=less),
        None,
    )


def _shrunk(offs: Sequence[OrderDiscount], before: int, after: int) -> Iterator[OrderDiscount]:
    """What is left of each promotion's part, of `before` together; a file's discount names none."""
    if after == before or not offs:
        yield from offs
        return
    parts = share(after, [one.amount_minor for one in offs])
    for one, part in zip(offs, parts, strict=True):
        if part:
            yield replace(one, amount_minor=part)


def _shipping(order: Order, edit: ShippingEdit | None) -> tuple[int, list[OrderDiscount]]:
    """What it costs less its discounts, and those."""
    offs = [one for one in order.discounts if one.line == SHIPPING]
    off = sum(one.amount_minor for one in offs)
    before = order.shipping_minor + off
    if edit is None or (edit.code, edit.price_minor) == (order.shipping_code, before):
        return order.shipping_minor, offs
    left = before and divide_half_up(off * min(edit.price_minor, before), before)
    return edit.price_minor - left, list(_shrunk(offs, off, left))


def _content(
    order: Order,
    edit: Edit,
    lines: Sequence[OrderLine],
    discounts: Sequence[OrderDiscount],
    shipping_minor: int,
    taxation: taxes.Taxation,
) -> Content:
    goods = [one for one in lines if not one.is_gift_card]
    taxed = taxation.split(
        [(one.total_minor - one.discount_minor, one.tax_basis_points) for one in goods],
        shipping_minor,
    )
    tax_of = {one.line: tax for one, tax in zip(goods, taxed.lines, strict=True)}
    lines = [replace(one, tax_minor=tax_of.get(one.line, 0)) for one in lines]
    cards = sum(one.total_minor for one in lines if one.is_gift_card)
    items = sum(one.total_minor for one in lines)
    off = sum(one.discount_minor for one in lines)
    way = edit.shipping
    return Content(
        lines=tuple(lines),
        discounts=tuple(discounts),
        items_minor=items,
        discount_minor=off,
        shipping_minor=shipping_minor,
        tax_minor=taxed.total_minor,
        total_minor=items - off + shipping_minor,
        tax_groups=tuple(
            {
                "basis_points": one.basis_points,
                "base_minor": one.base_minor,
                "tax_minor": one.tax_minor,
            }
            for one in taxes.with_untaxed(taxed.groups, cards)
        ),
        shipping_code=way.code if way else order.shipping_code,
        pickup_location=way.pickup_location if way else order.pickup_location,
    )
