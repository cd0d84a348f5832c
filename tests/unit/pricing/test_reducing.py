"""What a reduction is compared with: the lowest price of the 30 days before it began."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lonja.pricing._scheduled.reducing import (
    Regular,
    Sale,
    Shown,
    announced,
    prior_price,
    shown_prices,
)

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)


def day(days: float) -> datetime:
    return DAY_0 + timedelta(days=days)


def regular(days: float, minor: int | None, *, is_reduced: bool = False) -> Regular:
    return Regular(day(days), minor, is_reduced)


class TestAReduction:
    def test_is_compared_with_the_lowest_price_of_the_30_days_before(self) -> None:
        past = [regular(0, 20_00), regular(50, 18_00), regular(60, 25_00)]
        shown = shown_prices(past, [Sale(day(70), day(80), 15_00)])

        assert prior_price(shown, now=day(75)) == 18_00

    def test_counts_the_price_that_held_when_the_30_days_began(self) -> None:
        past = [regular(0, 18_00), regular(45, 25_00)]
        shown = shown_prices(past, [Sale(day(70), day(80), 15_00)])

        assert prior_price(shown, now=day(70)) == 18_00

    def test_does_not_count_what_ended_as_the_30_days_began(self) -> None:
        past = [regular(0, 18_00), regular(40, 25_00)]
        shown = shown_prices(past, [Sale(day(70), day(80), 15_00)])

        assert prior_price(shown, now=day(70)) == 25_00

    def test_that_grows_step_by_step_began_with_its_first_step(self) -> None:
        steps = [Sale(day(70), day(75), 18_00), Sale(day(75), day(80), 15_00)]
        shown = shown_prices([regular(0, 20_00)], steps)

        assert prior_price(shown, now=day(79)) == 20_00

    def test_after_a_pause_is_a_new_one(self) -> None:
        sales = [Sale(day(70), day(75), 18_00), Sale(day(76), day(80), 15_00)]
        shown = shown_prices([regular(0, 20_00)], sales)

        assert prior_price(shown, now=day(79)) == 18_00

    def test_that_shrinks_is_a_new_one(self) -> None:
        sales = [Sale(day(70), day(75), 15_00), Sale(day(75), day(80), 18_00)]
        shown = shown_prices([regular(0, 20_00)], sales)

        assert prior_price(shown, now=day(79)) == 15_00

    def test_of_goods_newer_than_30_days_has_nothing_to_be_compared_with(self) -> None:
        shown = shown_prices([regular(0, 20_00)], [Sale(day(29), day(40), 15_00)])

        assert prior_price(shown, now=day(30)) is None

    def test_of_goods_that_are_30_days_old_has(self) -> None:
        shown = shown_prices([regular(0, 20_00)], [Sale(day(30), day(40), 15_00)])

        assert prior_price(shown, now=day(30)) == 20_00

    def test_ends_with_its_sale(self) -> None:
        shown = shown_prices([regular(0, 20_00)], [Sale(day(70), day(80), 15_00)])

        assert prior_price(shown, now=day(80)) is None

    def test_may_be_made_by_hand(self) -> None:
        shown = shown_prices([regular(0, 20_00), regular(40, 15_00, is_reduced=True)], [])

        assert prior_price(shown, now=day(41)) == 20_00

    def test_leaves_out_days_on_which_it_was_not_for_sale(self) -> None:
        past = [regular(0, 10_00), regular(10, None), regular(60, 20_00)]
        shown = shown_prices(past, [Sale(day(65), day(70), 15_00)])

        assert prior_price(shown, now=day(66)) == 20_00


class TestASale:
    def test_above_the_regular_price_shows_the_regular_price(self) -> None:
        past = [regular(0, 20_00), regular(72, 12_00)]
        shown = shown_prices(past, [Sale(day(70), day(80), 15_00)])

        assert shown == [
            Shown(day(0), 20_00, is_reduced=False),
            Shown(day(70), 15_00, is_reduced=True),
            Shown(day(72), 12_00, is_reduced=False),
        ]


class TestWhatIsAnnounced:
    def test_in_the_union_is_worked_out_from_the_lowest_price(self) -> None:
        found = announced(15_00, compare_at_minor=25_00, lowest_minor=20_00, country="ES")

        assert found is not None
        assert (found.was_minor, found.is_lowest, found.percent) == (20_00, True, 25)

    def test_in_the_union_is_nothing_where_it_was_as_cheap_before(self) -> None:
        for lowest in (None, 15_00, 14_00):
            assert (
                announced(15_00, compare_at_minor=25_00, lowest_minor=lowest, country="DE") is None
            )

    def test_elsewhere_is_what_staff_say(self) -> None:
        found = announced(15_00, compare_at_minor=25_00, lowest_minor=None, country="GT")

        assert found is not None
        assert (found.was_minor, found.is_lowest, found.percent) == (25_00, False, 40)


PRICES = st.lists(
    st.tuples(st.integers(0, 100), st.one_of(st.none(), st.integers(1, 50)), st.booleans()),
    min_size=1,
    max_size=12,
)
SALES = st.lists(st.tuples(st.integers(0, 110), st.integers(1, 20), st.integers(1, 50)), max_size=6)


@given(prices=PRICES, sales=SALES, now=st.integers(0, 130))
def test_a_reduction_is_never_compared_with_a_price_that_nobody_paid_in_those_days(
    prices: list[tuple[int, int | None, bool]], sales: list[tuple[int, int, int]], now: int
) -> None:
    past = [regular(at, minor, is_reduced=reduced) for at, minor, reduced in prices]
    runs = [Sale(day(at), day(at + length), minor) for at, length, minor in sales]
    shown = shown_prices(past, runs)
    found = prior_price(shown, now=day(now))

    if found is None:
        return
    reduced = [one for one in shown if one.at <= day(now)]
    assert reduced[-1].is_reduced
    assert found in {one.amount_minor for one in reduced}
    # Every price of the 30 days before some instant from which on it only fell is at least `found`.
    began = len(reduced) - 1
    while (
        began > 0
        and reduced[began - 1].is_reduced
        and ((reduced[began - 1].amount_minor or 0) >= (reduced[began].amount_minor or 0))
    ):
        began -= 1
    opens = reduced[began].at - timedelta(days=30)
    held = [
        one.amount_minor
        for one, following in pairwise(reduced[: began + 1])
        if one.amount_minor is not None and following.at > opens
    ]
    assert found == min(held)


@given(prices=PRICES, sales=SALES, later=st.integers(1, 40))
def test_what_happens_later_changes_nothing_that_was_frozen(
    prices: list[tuple[int, int | None, bool]], sales: list[tuple[int, int, int]], later: int
) -> None:
    past = [regular(at, minor, is_reduced=reduced) for at, minor, reduced in prices]
    runs = [Sale(day(at), day(at + length), minor) for at, length, minor in sales]
    now = max(at for at, _, _ in prices)
    before = prior_price(shown_prices(past, runs), now=day(now))

    more = [*past, regular(now + later, 1), regular(now + later + 1, 49)]

    assert prior_price(shown_prices(more, runs), now=day(now)) == before
