"""What an edit makes of an order: its lines, its discounts as they were agreed, and its taxes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.errors import Invalid
from lonja.kernel.money import MILLI, share
from lonja.orders._order import Order, OrderDiscount, OrderLine
from lonja.orders.api import (
    Bounds,
    Content,
    Edit,
    LineEdit,
    NothingEdited,
    NothingLeft,
    OrderStatus,
    ShippingEdit,
    UnitsPacked,
    carried,
    content_of,
    edited,
)
from lonja.taxes.api import Decision, Place, Rounding, ShippingTax, Taxation, Treatment

RATES = {"standard": 2100}
PROMOTION = UUID(int=7)
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def taxed(
    rounding: Rounding = Rounding.LINE, shipping: ShippingTax = ShippingTax.PROPORTIONAL
) -> Taxation:
    home = Decision(Treatment.DOMESTIC, Place("ES"), "ES")
    return Taxation(home, RATES, RATES, rounding=rounding, shipping_tax=shipping)


def a_line(
    number: int, quantity: int, unit: int, off: int = 0, rate: int = 2100, *, is_card: bool = False
) -> OrderLine:
    return OrderLine(
        line=number,
        variant_id=UUID(int=number),
        product_id=None,
        sku=f"SKU-{number}",
        name=f"Tile {number}",
        options={},
        picture=None,
        quantity=quantity,
        unit_milli=unit * MILLI,
        total_minor=unit * quantity,
        discount_minor=off,
        tax_minor=0,
        tax_basis_points=rate,
        price_list="",
        is_gift_card=is_card,
    )


def off(line: int, minor: int, position: int = 0) -> OrderDiscount:
    promotion = UUID(int=PROMOTION.int + position)
    return OrderDiscount(line, position, promotion, "Spring", None, "line", minor)


def an_order(
    lines: Sequence[OrderLine],
    discounts: Sequence[OrderDiscount] = (),
    shipping: int = 5_00,
    taxation: Taxation | None = None,
) -> Order:
    """As a checkout writes it: its taxes are those that the rule itself would find."""
    items = sum(one.total_minor for one in lines)
    less = sum(one.discount_minor for one in lines)
    goods = [one for one in lines if not one.is_gift_card]
    split = (taxation or taxed()).split(
        [(one.total_minor - one.discount_minor, one.tax_basis_points) for one in goods], shipping
    )
    taxes = dict(zip([one.line for one in goods], split.lines, strict=True))
    return Order(
        UUID(int=1), "K7QF-93MD", "web", OrderStatus.CONFIRMED, "EUR", "es", "ana@example.com", None,
        None, "ES", "standard", (), items, less, shipping, split.total_minor,
        items - less + shipping, None, NOW, NOW, None, None, None, "",
        tax_groups=[
            {"basis_points": g.basis_points, "base_minor": g.base_minor, "tax_minor": g.tax_minor}
            for g in split.groups
        ],
        lines=[replace(one, tax_minor=taxes.get(one.line, 0)) for one in lines],
        discounts=discounts,
    )  # fmt: skip


def edit(
    order: Order,
    lines: Mapping[int, LineEdit] | None = None,
    *added: OrderLine,
    shipping: ShippingEdit | None = None,
    **least: int,
) -> Content:
    bounds = Bounds(
        {int(name[1:]): units for name, units in least.items()},
        1 + max(one.line for one in order.lines),
    )
    return edited(order, Edit(lines or {}, added, shipping), bounds, taxed())


class TestALine:
    def test_with_fewer_units_keeps_its_share_of_the_discount(self) -> None:
        order = an_order([a_line(1, 3, 10_00, 3_00), a_line(2, 1, 7_00)], [off(1, 3_00)])

        made = edit(order, {1: LineEdit(2)})

        assert [(one.quantity, one.discount_minor) for one in made.lines] == [(2, 2_00), (1, 0)]
        assert made.total_minor == order.total_minor - 9_00
        assert [one.amount_minor for one in made.discounts] == [2_00]

    def test_that_is_taken_out_takes_its_discount_with_it(self) -> None:
        order = an_order([a_line(1, 1, 10_00, 4_00), a_line(2, 1, 7_00)], [off(1, 4_00)])

        made = edit(order, {1: LineEdit(0)})

        assert ([one.line for one in made.lines], made.discounts) == ([2], ())
        assert made.total_minor == 12_00

    def test_that_was_discounted_grows_by_a_line_of_its_own_at_the_same_price(self) -> None:
        order = an_order([a_line(1, 2, 10_00, 5_00)], [off(1, 5_00)])

        made = edit(order, {1: LineEdit(3)})

        assert [(one.line, one.quantity, one.discount_minor) for one in made.lines] == [
            (1, 2, 5_00),
            (2, 1, 0),
        ]
        assert made.total_minor == order.total_minor + 10_00

    def test_without_a_discount_grows_where_it_stands(self) -> None:
        made = edit(an_order([a_line(1, 2, 10_00)]), {1: LineEdit(5)})

        assert [(one.line, one.quantity, one.total_minor) for one in made.lines] == [(1, 5, 50_00)]

    def test_for_another_price_is_discounted_in_proportion_and_never_more(self) -> None:
        order = an_order([a_line(1, 1, 20_00, 2_00)], [off(1, 2_00)])

        cheaper = edit(order, {1: LineEdit(unit_minor=10_00)})
        dearer = edit(order, {1: LineEdit(unit_minor=40_00)})

        assert (cheaper.discount_minor, dearer.discount_minor) == (1_00, 2_00)

    def test_keeps_what_is_packed_or_gone(self) -> None:
        order = an_order([a_line(1, 3, 10_00)])

        assert edit(order, {1: LineEdit(2)}, l1=2).items_minor == 20_00
        for change in (LineEdit(1), LineEdit(unit_minor=5_00)):
            with pytest.raises(UnitsPacked) as refused:
                edit(order, {1: change}, l1=2)
            assert refused.value.facts == {"line": 1, "least": 2}

    def test_that_the_order_has_not_is_refused_and_so_are_gift_cards(self) -> None:
        order = an_order([a_line(1, 1, 10_00), a_line(2, 1, 50_00, rate=0, is_card=True)])

        for line in (2, 9):
            with pytest.raises(Invalid):
                edit(order, {line: LineEdit(2)})
        assert edit(order, {1: LineEdit(2)}).tax_groups[-1] == {
            "basis_points": 0, "base_minor": 50_00, "tax_minor": 0,
        }  # fmt: skip


class TestAnEdit:
    def test_that_changes_nothing_is_refused(self) -> None:
        order = an_order([a_line(1, 1, 10_00, 1_00)], [off(1, 1_00)])

        for lines in ({}, {1: LineEdit(1)}, {1: LineEdit(unit_minor=10_00)}):
            with pytest.raises(NothingEdited):
                edit(order, lines)

    def test_leaves_something(self) -> None:
        with pytest.raises(NothingLeft):
            edit(an_order([a_line(1, 1, 10_00)]), {1: LineEdit(0)})

    def test_adds_lines_under_numbers_that_nobody_had(self) -> None:
        order = an_order([a_line(1, 1, 10_00), a_line(2, 1, 10_00)])

        made = edit(order, {2: LineEdit(0)}, a_line(0, 2, 3_00, rate=1000))

        assert [(one.line, one.sku) for one in made.lines] == [(1, "SKU-1"), (3, "SKU-0")]
        assert {one["basis_points"] for one in made.tax_groups} == {2100, 1000}

    def test_of_the_shipping_keeps_what_was_taken_off_it(self) -> None:
        order = an_order([a_line(1, 1, 10_00)], [off(0, 4_00)], shipping=4_00)

        cheaper = edit(order, shipping=ShippingEdit("slow", 4_00))
        dearer = edit(order, shipping=ShippingEdit("fast", 20_00))

        assert (cheaper.shipping_minor, cheaper.shipping_code) == (2_00, "slow")
        assert dearer.shipping_minor == 16_00

    def test_whose_difference_the_shop_bears_costs_so_much_less(self) -> None:
        order = an_order([a_line(1, 1, 10_00), a_line(2, 3, 4_00)], shipping=5_00)

        made = carried(order, 14_00, taxed())

        assert [one.total_minor for one in made.lines] == [8_00, 0]
        assert (made.shipping_minor, made.total_minor) == (5_00, order.total_minor - 14_00)


LINES = st.lists(
    st.tuples(
        st.integers(1, 20), st.integers(1, 9_999), st.integers(0, 100), st.sampled_from([400, 1000, 2100])
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip
TAXATIONS = st.builds(taxed, st.sampled_from(Rounding), st.sampled_from(ShippingTax))


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.builds(LineEdit, st.none() | st.integers(0, 25), st.none() | st.integers(0, 9_999)),
    ),
    max_size=3,
)


@given(LINES, st.integers(0, 20_00), TAXATIONS, CHANGES)
def test_edits_in_a_row_keep_what_was_agreed_and_all_sums(
    found: Sequence[tuple[int, int, int, int]],
    shipping: int,
    taxation: Taxation,
    changes: Sequence[tuple[int, LineEdit]],
) -> None:
    lines, discounts = [], []
    for number, (quantity, unit, percent, rate) in enumerate(found, start=1):
        less = quantity * unit * percent // 100
        lines.append(a_line(number, quantity, unit, less, rate))
        parts = share(less, [2, 1])
        discounts += [off(number, part, place) for place, part in enumerate(parts) if part]
    order = an_order(lines, discounts, shipping, taxation)
    agreed = {(one.line, one.position): one.amount_minor for one in discounts}

    for place, change in changes:
        number = order.lines[place % len(order.lines)].line
        bounds = Bounds(next_line=1 + max(one.line for one in order.lines))
        try:
            made = edited(order, Edit({number: change}), bounds, taxation)
        except (NothingEdited, NothingLeft):
            continue
        before = {one.line: one for one in order.lines}
        assert made.items_minor - made.discount_minor + made.shipping_minor == made.total_minor
        assert sum(g["base_minor"] + g["tax_minor"] for g in made.tax_groups) == made.total_minor
        assert sum(g["tax_minor"] for g in made.tax_groups) == made.tax_minor
        for one in made.lines:
            own = [d.amount_minor for d in made.discounts if d.line == one.line]
            assert 0 <= one.discount_minor == sum(own) <= one.total_minor
            if one.line != number and one.line in before:
                assert replace(one, tax_minor=0) == replace(before[one.line], tax_minor=0)
        for part in made.discounts:
            assert part.amount_minor <= agreed[(part.line, part.position)]
        order = replace(
            order, lines=made.lines, discounts=made.discounts, items_minor=made.items_minor,
            discount_minor=made.discount_minor, shipping_minor=made.shipping_minor,
            tax_minor=made.tax_minor, total_minor=made.total_minor, tax_groups=made.tax_groups,
        )  # fmt: skip
        assert content_of(order) == made
