"""What may go back of an order, whoever asks, however often and in whatever parts."""

import contextlib
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel.errors import Invalid, Refused
from lonja.payments.api import (
    REFUND_MOVES,
    REFUND_WAITING,
    Books,
    Given,
    NothingToRefund,
    RefundExceedsCapture,
    RefundExceedsLine,
    RefundLine,
    RefundNotPositive,
    RefundOverLimit,
    RefundPart,
    RefundReason,
    RefundRequested,
    RefundStatus,
    SoldLine,
    check_limit,
    lines_left,
    plan_refund,
    why_no_refund,
)

CARD, LATE = UUID(int=1), UUID(int=2)
CLERK = "clerk@azulejo.example"
GOES_BACK = (RefundStatus.FAILED, RefundStatus.CANCELLED)


def books(
    *,
    captured: int = 30_00,
    given: tuple[Given, ...] = (),
    sold: tuple[SoldLine, ...] = (SoldLine(1, 2, 20_00), SoldLine(2, 1, 5_00)),
) -> Books:
    """By default two lines for 25.00 and shipping for 5.00, paid by card."""
    return Books("EUR", {CARD: captured} if captured else {}, given, sold)


def back(
    minor: int,
    *lines: RefundLine,
    status: RefundStatus = RefundStatus.SUCCEEDED,
    actor: str = CLERK,
) -> Given:
    return Given(CARD, status, minor, actor, lines)


def request(minor: int | None = None, **lines: int) -> RefundRequested:
    wanted = {int(name.removeprefix("line")): units for name, units in lines.items()}
    return RefundRequested(RefundReason.OTHER, minor, wanted)


class TestPlanRefund:
    def test_of_everything_takes_what_is_left_with_the_lines_that_are_left(self) -> None:
        before = back(10_00, RefundLine(1, 1, 10_00))

        plan = plan_refund(books(given=(before,)), request())

        assert plan.parts == (RefundPart(CARD, 20_00),)
        assert plan.lines == (RefundLine(1, 1, 10_00), RefundLine(2, 1, 5_00))

    def test_of_lines_takes_what_was_paid_for_them(self) -> None:
        plan = plan_refund(books(), request(line1=1, line2=1))

        assert plan.amount_minor == 15_00
        assert plan.lines == (RefundLine(1, 1, 10_00), RefundLine(2, 1, 5_00))

    def test_of_an_amount_names_no_line(self) -> None:
        plan = plan_refund(books(), request(3_33))

        assert (plan.amount_minor, plan.lines) == (3_33, ())

    def test_of_lines_for_less_shares_the_amount_among_them(self) -> None:
        plan = plan_refund(books(), request(12_00, line1=1, line2=1))

        assert plan.amount_minor == 12_00
        assert plan.lines == (RefundLine(1, 1, 8_00), RefundLine(2, 1, 4_00))

    def test_of_lines_with_their_shipping_leaves_the_rest_beside_the_lines(self) -> None:
        plan = plan_refund(books(), request(10_00, line2=1))

        assert (plan.amount_minor, plan.lines) == (10_00, (RefundLine(2, 1, 5_00),))

    def test_refuses_more_than_is_left_and_says_what_is(self) -> None:
        with pytest.raises(RefundExceedsCapture) as refused:
            plan_refund(books(given=(back(4_00),)), request(26_01))

        assert refused.value.facts["left_minor"] == 26_00

    @pytest.mark.parametrize("status", [s for s in RefundStatus if s not in GOES_BACK])
    def test_counts_money_that_is_on_its_way(self, status: RefundStatus) -> None:
        with pytest.raises(RefundExceedsCapture):
            plan_refund(books(given=(back(30_00 - 1, status=status),)), request(2))

    @pytest.mark.parametrize("status", GOES_BACK)
    def test_forgets_what_failed_or_was_called_off(self, status: RefundStatus) -> None:
        failed = back(30_00, RefundLine(1, 2, 20_00), status=status)

        plan = plan_refund(books(given=(failed,)), request())

        assert plan.amount_minor == 30_00
        assert plan.lines == (RefundLine(1, 2, 20_00), RefundLine(2, 1, 5_00))

    @pytest.mark.parametrize("minor", [0, -1])
    def test_refuses_nothing_and_less_than_nothing(self, minor: int) -> None:
        with pytest.raises(RefundNotPositive):
            plan_refund(books(), request(minor))

    def test_refuses_more_units_than_were_bought(self) -> None:
        with pytest.raises(RefundExceedsLine) as refused:
            plan_refund(books(), request(line1=3))

        assert refused.value.facts == {"line": 1, "left": 2}

    def test_refuses_a_line_that_the_order_has_not(self) -> None:
        with pytest.raises(Invalid):
            plan_refund(books(), request(line9=1))

    def test_says_that_nothing_was_paid_or_that_nothing_is_left(self) -> None:
        for found, reason in (
            (books(captured=0), "nothing_paid"),
            (books(given=(back(30_00),)), "nothing_left"),
        ):
            assert why_no_refund(found) == reason
            with pytest.raises(NothingToRefund) as refused:
                plan_refund(found, request())
            assert refused.value.facts["reason"] == reason

    def test_gives_back_to_the_payment_that_has_it(self) -> None:
        two = Books("EUR", {CARD: 10_00, LATE: 30_00}, (back(10_00),), ())

        assert plan_refund(two, request(25_00)).parts == (RefundPart(LATE, 25_00),)
        assert plan_refund(two, request()).amount_minor == 30_00
        with pytest.raises(RefundExceedsCapture):
            plan_refund(two, request(30_01))

    def test_gives_back_to_gift_cards_first_and_the_rest_to_the_payment(self) -> None:
        found = Books("EUR", {CARD: 20_00, LATE: 10_00}, (), (), frozenset({LATE}))

        assert plan_refund(found, request(4_00)).parts == (RefundPart(LATE, 4_00),)
        assert plan_refund(found, request(12_00)).parts == (
            RefundPart(LATE, 10_00),
            RefundPart(CARD, 2_00),
        )
        assert plan_refund(found, request()).parts == (
            RefundPart(LATE, 10_00),
            RefundPart(CARD, 20_00),
        )


class TestLinesLeft:
    def test_are_worth_what_is_left_of_their_price_to_the_cent(self) -> None:
        third = SoldLine(1, 3, 10_00)
        before = back(3_33, RefundLine(1, 1, 3_33))

        (left,) = lines_left(books(given=(before,), sold=(third,)))

        assert (left.quantity, left.amount_minor) == (2, 6_67)


class TestCheckLimit:
    def test_counts_all_that_one_person_gave_back_of_the_order(self) -> None:
        found = books(given=(back(8_00), back(5_00, actor="owner@azulejo.example")))

        check_limit(found, plan_refund(found, request(2_00)), actor=CLERK, limit_minor=10_00)
        with pytest.raises(RefundOverLimit) as refused:
            check_limit(found, plan_refund(found, request(2_01)), actor=CLERK, limit_minor=10_00)

        assert refused.value.facts == {"limit_minor": 10_00, "currency": "EUR"}

    def test_is_no_limit_where_there_is_none(self) -> None:
        found = books()

        check_limit(found, plan_refund(found, request()), actor=CLERK, limit_minor=None)


class TestTheTableOfMoves:
    def test_ends_every_status_that_waits(self) -> None:
        for status in REFUND_WAITING:
            assert REFUND_MOVES[status]

    def test_never_moves_what_failed_or_was_called_off(self) -> None:
        assert all(REFUND_MOVES[status] == frozenset() for status in GOES_BACK)

    def test_lets_a_refund_that_succeeded_fail_weeks_later(self) -> None:
        assert REFUND_MOVES[RefundStatus.SUCCEEDED] == {RefundStatus.FAILED}


lines_sold = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 100_00)), min_size=1, max_size=4
).map(lambda found: tuple(SoldLine(at, q, paid) for at, (q, paid) in enumerate(found, start=1)))
amounts = st.none() | st.integers(-5, 200_00)
requests = st.lists(
    st.tuples(
        amounts,
        st.dictionaries(st.integers(1, 5), st.integers(-1, 13), max_size=4),
        st.sampled_from(RefundStatus),
    ),
    max_size=12,
)


@given(sold=lines_sold, shipping=st.integers(0, 20_00), asks=requests)
def test_no_refunds_pass_the_capture_or_their_lines(
    sold: tuple[SoldLine, ...],
    shipping: int,
    asks: list[tuple[int | None, dict[int, int], RefundStatus]],
) -> None:
    captured = sum(line.paid_minor for line in sold) + shipping
    given_back: list[Given] = []
    for minor, lines, status in asks:
        found = books(captured=captured, given=tuple(given_back), sold=sold)
        with contextlib.suppress(Refused):
            plan = plan_refund(found, RefundRequested(RefundReason.OTHER, minor, lines))
            assert plan.amount_minor > 0
            assert sum(line.amount_minor for line in plan.lines) <= plan.amount_minor
            given_back.append(Given(CARD, status, plan.amount_minor, CLERK, plan.lines))

    counted = [one for one in given_back if one.counts]
    assert sum(one.amount_minor for one in counted) <= captured
    for line in sold:
        parts = [p for one in counted for p in one.lines if p.line == line.line]
        assert sum(part.quantity for part in parts) <= line.quantity
        assert sum(part.amount_minor for part in parts) <= line.paid_minor


# Of a unit that is worth less than a cent nothing can go back by itself.
whole_cents = lines_sold.map(
    lambda sold: tuple(
        SoldLine(one.line, one.quantity, one.quantity + one.paid_minor) for one in sold
    )
)


@given(sold=whole_cents, order=st.randoms(use_true_random=False))
def test_lines_given_back_unit_by_unit_meet_what_was_paid(
    sold: tuple[SoldLine, ...], order: Random
) -> None:
    units = [line.line for line in sold for _ in range(line.quantity)]
    order.shuffle(units)
    captured = sum(line.paid_minor for line in sold)
    given_back: list[Given] = []
    for line in units:
        found = books(captured=captured, given=tuple(given_back), sold=sold)
        plan = plan_refund(found, RefundRequested(RefundReason.OTHER, None, {line: 1}))
        given_back.append(back(plan.amount_minor, *plan.lines))

    assert sum(one.amount_minor for one in given_back) == captured


@given(
    captured=st.lists(st.tuples(st.booleans(), st.integers(1, 100_00)), min_size=1, max_size=4),
    asks=st.lists(st.none() | st.integers(-5, 200_00), max_size=12),
)
def test_no_payment_gives_back_more_than_it_brought_and_balances_get_theirs_first(
    captured: list[tuple[bool, int]], asks: list[int | None]
) -> None:
    brought = {UUID(int=at): minor for at, (_, minor) in enumerate(captured, start=1)}
    balances = frozenset(
        UUID(int=at) for at, (is_balance, _) in enumerate(captured, 1) if is_balance
    )
    given_back: list[Given] = []
    for minor in asks:
        found = Books("EUR", brought, tuple(given_back), (), balances)
        with contextlib.suppress(Refused):
            plan = plan_refund(found, RefundRequested(RefundReason.OTHER, minor))
            given_back += [
                Given(part.attempt_id, RefundStatus.SENT, part.amount_minor) for part in plan.parts
            ]

    gone = {one: sum(g.amount_minor for g in given_back if g.attempt_id == one) for one in brought}
    assert all(gone[one] <= brought[one] for one in brought)
    if any(gone[one] for one in brought if one not in balances):
        assert all(gone[one] == brought[one] for one in balances)


class TestALineOfGiftCards:
    def test_gives_back_what_their_holders_have_left(self) -> None:
        found = books(captured=30_00, sold=(SoldLine(1, 1, 5_00), SoldLine(2, 1, 25_00, 10_00)))

        plan = plan_refund(found, request())

        assert [(one.line, one.amount_minor) for one in plan.lines] == [(1, 5_00), (2, 10_00)]
        assert plan.amount_minor == found.left_minor == 15_00

    @given(
        worth=st.integers(1, 10**6),
        units=st.integers(1, 5),
        spent=st.lists(st.integers(0, 10**6), max_size=4),
        asked=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    )
    def test_never_gives_back_what_was_spent_however_it_is_asked_for(
        self, worth: int, units: int, spent: list[int], asked: list[int]
    ) -> None:
        paid, gone = worth * units, 0
        on_cards = paid
        given_back: tuple[Given, ...] = ()
        for at, wanted in enumerate(asked):
            on_cards -= min(on_cards, spent[at] if at < len(spent) else 0)
            found = books(
                captured=paid, sold=(SoldLine(1, units, paid, on_cards),), given=given_back
            )
            with contextlib.suppress(Refused):
                plan = plan_refund(found, request(line1=wanted))
                assert plan.amount_minor <= on_cards
                on_cards -= plan.amount_minor
                gone += plan.amount_minor
                given_back += (back(plan.amount_minor, *plan.lines),)

        rest = books(captured=paid, sold=(SoldLine(1, units, paid, on_cards),), given=given_back)
        assert rest.left_minor == on_cards
        assert gone + on_cards <= paid
