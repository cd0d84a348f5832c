"""A line gets the lowest price that its buyer may have, and more pieces never cost more each."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lonja.pricing.api import OfferedPrice, best, tiers

VARIANT = UUID(int=1)


def offered(from_quantity: int, minor: int, of: int = 1) -> OfferedPrice:
    return OfferedPrice(VARIANT, UUID(int=of), f"List {of}", from_quantity, minor)


OFFERS = st.lists(
    st.builds(offered, st.integers(1, 50), st.integers(0, 2000), st.integers(1, 3)), max_size=8
)


class TestALine:
    def test_gets_the_lowest_that_its_pieces_reach(self) -> None:
        offers = [offered(1, 9_00), offered(10, 8_00, of=2), offered(50, 5_00)]

        found = [best(10_00, offers, quantity) for quantity in (1, 9, 10, 50)]

        assert [one and one.amount_minor for one in found] == [9_00, 9_00, 8_00, 5_00]

    def test_keeps_the_price_of_everybody_where_no_list_is_lower(self) -> None:
        assert best(7_00, [offered(1, 7_00), offered(5, 9_00)], 20) is None

    @given(OFFERS, st.integers(0, 2000), st.integers(1, 60))
    def test_never_costs_more_than_without_lists_nor_more_each_for_one_more(
        self, offers: list[OfferedPrice], plain: int, quantity: int
    ) -> None:
        def each(pieces: int) -> int:
            one = best(plain, offers, pieces)
            return plain if one is None else one.amount_minor

        assert each(quantity + 1) <= each(quantity) <= plain

    @given(OFFERS, st.integers(0, 2000), st.integers(1, 60))
    def test_costs_what_the_last_tier_that_it_reaches_says(
        self, offers: list[OfferedPrice], plain: int, quantity: int
    ) -> None:
        said = [plain] + [
            one.amount_minor for one in tiers(plain, offers) if one.from_quantity <= quantity
        ]
        one = best(plain, offers, quantity)

        assert said[-1] == (plain if one is None else one.amount_minor)
