"""Documents say what the order and the ledger say, to the cent, whatever is given back in which steps."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from lonja.documents import api as documents
from lonja.documents.api import Facts, GivenBack, Reference
from lonja.kernel.address import Address
from lonja.kernel.errors import Invalid
from lonja.orders.api import Order, OrderLine, OrderStatus
from lonja.payments import api as payments
from lonja.shop.api import Shop
from lonja.taxes import api as taxes

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
RATES = {"standard": 2100, "reduced": 1000, "basic": 400, "none": 0}
INVOICE = Reference("id", "F2026-000001", "2026-05-04")

prices = st.lists(
    st.tuples(
        st.integers(1, 9),  # units
        st.integers(0, 50_000),  # a unit's price
        st.integers(0, 100),  # per cent off
        st.sampled_from(sorted(RATES)),
    ),
    min_size=1,
    max_size=12,
)
steps = st.lists(
    st.tuples(st.integers(0, 11), st.integers(1, 9), st.integers(1, 80_000)), max_size=12
)


def an_order(
    lines: Sequence[tuple[int, int, int, str]],
    shipping_minor: int,
    rounding: taxes.Rounding,
    *,
    currency: str = "EUR",
) -> Order:
    place = taxes.Place("ES")
    taxation = taxes.Taxation(
        taxes.Decision(taxes.Treatment.DOMESTIC, place, "ES"), RATES, RATES, rounding=rounding
    )
    totals = [units * price for units, price, _, _ in lines]
    off = [total * cent // 100 for total, (_, _, cent, _) in zip(totals, lines, strict=True)]
    counted = taxation.split(
        [
            (total - less, RATES[kind])
            for total, less, (_, _, _, kind) in zip(totals, off, lines, strict=True)
        ],
        shipping_minor,
    )
    order_lines = [
        OrderLine(
            line=at,
            variant_id=None,
            product_id=None,
            sku=f"SKU-{at}",
            name="Tile",
            options={},
            picture=None,
            quantity=units,
            unit_milli=price * 1000,
            total_minor=totals[at - 1],
            discount_minor=off[at - 1],
            tax_minor=counted.lines[at - 1],
            tax_basis_points=RATES[kind],
            price_list="",
        )
        for at, (units, price, _, kind) in enumerate(lines, start=1)
    ]
    return Order(
        id=UUID(int=1),
        number="1001",
        channel="web",
        status=OrderStatus.CONFIRMED,
        currency=currency,
        language="es",
        email="ana@example.com",
        customer_id=None,
        address=Address("Ana Ruiz", "Calle Mayor 1", "Madrid", "28001", "ES"),
        country="ES",
        shipping_code="standard",
        codes=(),
        items_minor=sum(totals),
        discount_minor=sum(off),
        shipping_minor=shipping_minor,
        tax_minor=counted.total_minor,
        total_minor=sum(totals) - sum(off) + shipping_minor,
        refusal=None,
        placed_at=NOW,
        confirmed_at=NOW,
        shipped_at=None,
        delivered_at=None,
        cancelled_at=None,
        trace="",
        tax_treatment="domestic",
        tax_place="ES",
        tax_groups=[
            {"basis_points": g.basis_points, "base_minor": g.base_minor, "tax_minor": g.tax_minor}
            for g in counted.groups
        ],
        lines=order_lines,
    )


def invoice_of(order: Order) -> Facts:
    return documents.invoice_facts(order, Shop(), paid=(), supplied_on=None)


def the_lines(order: Order, lines: Sequence[payments.RefundLine]) -> list[GivenBack]:
    sold = {line.line: line for line in order.lines}
    return [
        GivenBack(
            sold[one.line].sku,
            sold[one.line].name,
            sold[one.line].tax_basis_points,
            one.quantity,
            one.amount_minor,
        )
        for one in lines
    ]


def adds_up(facts: Facts) -> bool:
    """The lines of each rate are its row of the summary."""
    by_rate: dict[int, tuple[int, int]] = {}
    for line in facts.lines:
        base, tax = by_rate.get(line.basis_points, (0, 0))
        by_rate[line.basis_points] = (base + line.base_minor, tax + line.tax_minor)
    groups = {g.basis_points: (g.base_minor, g.tax_minor) for g in facts.groups}
    return {rate: sums for rate, sums in by_rate.items() if any(sums)} == {
        rate: sums for rate, sums in groups.items() if any(sums)
    }


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(prices, st.integers(0, 5_000), st.sampled_from(taxes.Rounding))
def test_an_invoice_is_its_order(
    lines: Sequence[tuple[int, int, int, str]], shipping: int, rounding: taxes.Rounding
) -> None:
    order = an_order(lines, shipping, rounding)

    facts = invoice_of(order)

    assert (facts.total_minor, facts.tax_minor) == (order.total_minor, order.tax_minor)
    assert adds_up(facts)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(prices, st.integers(0, 5_000), st.sampled_from(taxes.Rounding), steps)
def test_credit_notes_are_the_refunds_of_the_ledger(
    lines: Sequence[tuple[int, int, int, str]],
    shipping: int,
    rounding: taxes.Rounding,
    wanted: Sequence[tuple[int, int, int]],
) -> None:
    order = an_order(lines, shipping, rounding)
    invoice, notes, given_back = invoice_of(order), list[Facts](), list[payments.Given]()

    for line, units, amount in wanted:
        request = payments.RefundRequested(
            payments.RefundReason.OTHER,
            lines={line: units} if line else {},
            amount_minor=None if line else amount,
        )
        refund(order, invoice, notes, given_back, request)
    refund(order, invoice, notes, given_back, payments.RefundRequested(payments.RefundReason.OTHER))

    assert all(adds_up(note) for note in notes)
    assert -sum(note.total_minor for note in notes) == sum(one.amount_minor for one in given_back)
    rest = documents.sums([invoice, *notes])
    assert {(group.base_minor, group.tax_minor) for group in rest.values()} <= {(0, 0)}


def refund(
    order: Order,
    invoice: Facts,
    notes: list[Facts],
    given_back: list[payments.Given],
    request: payments.RefundRequested,
) -> None:
    """Give back what the rule of refunds allows, and credit it."""
    attempt = UUID(int=2)
    sold = [
        payments.SoldLine(one.line, one.quantity, one.total_minor - one.discount_minor)
        for one in order.lines
    ]
    captured: Mapping[UUID, int] = {attempt: order.total_minor}
    books = payments.Books(order.currency, captured, given_back, sold)
    try:
        plan = payments.plan_refund(books, request)
    except (
        payments.NothingToRefund,
        payments.RefundExceedsCapture,
        payments.RefundExceedsLine,
        payments.RefundNotPositive,
        Invalid,
    ):
        return
    given_back.append(
        payments.Given(
            attempt, payments.RefundStatus.SUCCEEDED, plan.amount_minor, lines=plan.lines
        )
    )
    note = documents.credit_facts(
        invoice,
        notes,
        corrects=INVOICE,
        amount_minor=plan.amount_minor,
        lines=the_lines(order, plan.lines),
    )
    assert note is not None
    assert note.total_minor == -plan.amount_minor
    notes.append(note)


def test_a_refund_that_never_arrived_counts_again() -> None:
    order = an_order([(2, 1210, 0, "standard")], 500, taxes.Rounding.LINE)
    invoice = invoice_of(order)
    note = documents.credit_facts(invoice, [], corrects=INVOICE, amount_minor=1210)
    assert note is not None

    undone = documents.undone_facts(note, corrects=Reference(str(uuid4()), "R2026-000001", ""))

    assert documents.left_minor(invoice, [note, undone]) == order.total_minor
    assert adds_up(undone)
