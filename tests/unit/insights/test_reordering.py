"""When to order again, and how many."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lonja.insights._reordering import Demand, Supply, propose, reorder_point

USUAL = Supply(lead_days=9, service_percent=95, cover_days=30)
demands = st.builds(Demand, st.floats(0.01, 500), st.floats(0, 500))
supplies = st.builds(
    Supply,
    lead_days=st.integers(0, 120),
    service_percent=st.integers(50, 99),
    cover_days=st.integers(0, 120),
    pack_units=st.integers(1, 100),
    least_units=st.integers(1, 500),
)


def test_the_point_is_what_is_sold_until_the_delivery_and_a_safety_stock() -> None:
    # 9 days of 4, and 1.6449 deviations of 2 over the root of 9 days
    assert reorder_point(Demand(4, 2), USUAL) == math.ceil(36 + 1.6449 * 2 * 3)
    assert reorder_point(Demand(4, 0), USUAL) == 36
    assert reorder_point(Demand(0, 0), USUAL) == 0


@pytest.mark.parametrize(
    ("free", "pack", "least", "quantity"),
    [
        (37, 1, 1, 0),  # above the point
        (36, 1, 1, 120),  # at it: what thirty days ask for on top
        (0, 1, 1, 156),
        (36, 50, 1, 150),  # whole packs
        (36, 1, 500, 500),  # no less than the supplier sells
        (-4, 1, 1, 160),  # what was promised and is not there
    ],
)
def test_what_is_proposed_brings_it_to_the_point_and_the_days_of_cover(
    free: int, pack: int, least: int, quantity: int
) -> None:
    supply = Supply(9, 95, 30, pack, least)

    assert propose(Demand(4, 0), supply, free=free).quantity == quantity


def test_what_is_not_sold_is_not_ordered() -> None:
    assert propose(Demand(0, 0), USUAL, free=0).quantity == 0
    assert propose(Demand(0, 0), USUAL, free=5).cover is None


@settings(deadline=None)
@given(demands, supplies, st.integers(-100, 100_000))
def test_a_proposal_is_whole_packs_and_never_leaves_less_than_the_point(
    demand: Demand, supply: Supply, free: int
) -> None:
    found = propose(demand, supply, free=free)

    assert found.quantity % supply.pack_units == 0
    assert (found.quantity == 0) == (free > found.point)
    if found.quantity:
        assert found.quantity >= supply.least_units
        assert free + found.quantity >= found.point


@settings(deadline=None)
@given(demands, supplies)
def test_more_certainty_and_longer_deliveries_never_lower_the_point(
    demand: Demand, supply: Supply
) -> None:
    point = reorder_point(demand, supply)
    surer = Supply(supply.lead_days, 99, 0)
    longer = Supply(supply.lead_days + 1, supply.service_percent, 0)

    assert reorder_point(demand, surer) >= point
    assert reorder_point(demand, longer) >= point


def test_what_is_on_its_way_is_not_ordered_twice_and_covers_no_day() -> None:
    alone = propose(Demand(4, 0), USUAL, free=5)
    coming = propose(Demand(4, 0), USUAL, free=5, on_order=10)
    enough = propose(Demand(4, 0), USUAL, free=5, on_order=10_000)

    assert coming.quantity == alone.quantity - 10
    assert enough.quantity == 0
    assert coming.cover == enough.cover == 5 / 4
