"""What refunds take of the gift cards that an order bought."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.support.selling import NOW

from lonja.credit._sold.card import SoldCard, left_of_lines, share_takes


def a_card(unit: int, amount: int, balance: int | None, taken: int = 0) -> SoldCard:
    return SoldCard(
        order_id=UUID(int=1),
        line=1,
        unit=unit,
        order_number="K7QF-93MD",
        account_id=UUID(int=unit + 10),
        currency="EUR",
        amount_minor=amount,
        email="ana@example.com",
        name="",
        message="",
        language="en",
        send_at=None,
        takes={"before": taken} if taken else {},
        paid_at=NOW,
        issued_at=None if balance is None else NOW,
        balance_minor=balance,
        last_four=None if balance is None else "HN5R",
        sent_at=None,
        stopped_at=None,
    )


CARDS = st.lists(
    st.tuples(st.integers(1, 10**6), st.none() | st.integers(0, 2 * 10**6), st.integers(0, 10**6)),
    min_size=1,
    max_size=6,
).map(
    lambda drawn: [
        a_card(unit, amount, balance, min(taken, amount))
        for unit, (amount, balance, taken) in enumerate(drawn)
    ]
)


class TestARefund:
    def test_takes_of_cards_that_nobody_has_yet_and_then_of_the_fullest(self) -> None:
        cards = [a_card(1, 25_00, 25_00), a_card(2, 25_00, 5_00), a_card(3, 25_00, None)]

        taken = [(one.unit, part) for one, part in share_takes(cards, 52_00)]

        assert taken == [(3, 25_00), (1, 25_00), (2, 2_00)]

    @given(cards=CARDS, percent=st.integers(0, 100))
    def test_takes_just_what_it_gives_and_never_more_than_a_card_has(
        self, cards: list[SoldCard], percent: int
    ) -> None:
        left = left_of_lines(cards)[1]
        wanted = left * percent // 100

        taken = share_takes(cards, wanted)

        assert sum(minor for _, minor in taken) == wanted
        assert all(0 < minor <= one.left_minor <= one.amount_minor for one, minor in taken)
