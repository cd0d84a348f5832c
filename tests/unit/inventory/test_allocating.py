"""Every unit is picked, from where it is, in as few parcels as may be."""

from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lonja.inventory._allocating import AllocationRule, Pick, allocate

A, B = UUID(int=1), UUID(int=2)


def test_one_location_that_has_all_is_preferred() -> None:
    stock = {A: {"near": 1, "far": 5}, B: {"far": 5}}

    assert allocate({A: 2, B: 1}, stock, ["near", "far"]) == [Pick(A, "far", 2), Pick(B, "far", 1)]


def test_a_line_is_split_where_it_must_be() -> None:
    stock = {A: {"near": 1, "far": 5}}

    assert allocate({A: 6}, stock, ["near", "far"]) == [Pick(A, "near", 1), Pick(A, "far", 5)]


@given(
    stock=st.dictionaries(
        st.sampled_from([A, B]),
        st.dictionaries(st.sampled_from(["x", "y", "z"]), st.integers(0, 9)),
    ),
    data=st.data(),
)
def test_nothing_is_picked_that_is_not_there(
    stock: dict[UUID, dict[str, int]], data: st.DataObject
) -> None:
    wanted = {
        variant: data.draw(st.integers(1, have))
        for variant, places in stock.items()
        if (have := sum(places.values())) > 0
    }

    picks = allocate(wanted, stock, ["x", "y", "z"])

    for variant, quantity in wanted.items():
        assert sum(p.quantity for p in picks if p.variant_id == variant) == quantity
    for pick in picks:
        assert 0 < pick.quantity <= stock[pick.variant_id][pick.location]


STOCK = {A: {"x": 1, "y": 5, "z": 5}, B: {"x": 1, "z": 1}}


def locations_of(rule: AllocationRule, *near: str) -> dict[str, int]:
    picks = allocate({A: 2, B: 1}, STOCK, ["x", "y", "z"], rule=rule, near=frozenset(near))
    return {
        location: sum(pick.quantity for pick in picks if pick.location == location)
        for location in dict.fromkeys(pick.location for pick in picks)
    }


def test_the_fewest_parcels_leave_from_where_all_is() -> None:
    assert locations_of(AllocationRule.FEWEST_PARCELS, "y") == {"z": 3}


def test_priority_empties_the_first_location_first() -> None:
    assert locations_of(AllocationRule.PRIORITY, "y") == {"x": 2, "y": 1}


def test_the_nearest_is_in_the_buyers_country() -> None:
    assert locations_of(AllocationRule.NEAREST, "y") == {"y": 2, "x": 1}
    assert locations_of(AllocationRule.NEAREST) == locations_of(AllocationRule.PRIORITY)


@pytest.mark.parametrize("rule", AllocationRule)
@given(
    wanted=st.dictionaries(st.sampled_from([A, B]), st.integers(1, 4)),
    stock=st.dictionaries(
        st.sampled_from([A, B]),
        st.dictionaries(st.sampled_from(["x", "y", "z"]), st.integers(0, 4)),
    ),
)
def test_every_rule_picks_each_unit_once_and_always_the_same(
    rule: AllocationRule, wanted: dict[UUID, int], stock: dict[UUID, dict[str, int]]
) -> None:
    there = {variant: sum(stock.get(variant, {}).values()) for variant in wanted}
    assume(all(there[variant] >= units for variant, units in wanted.items()))

    picks = allocate(wanted, stock, ["x", "y", "z"], rule=rule, near=frozenset({"y"}))

    assert picks == allocate(wanted, stock, ["x", "y", "z"], rule=rule, near=frozenset({"y"}))
    for variant, units in wanted.items():
        assert sum(pick.quantity for pick in picks if pick.variant_id == variant) == units
    assert all(pick.quantity <= stock[pick.variant_id][pick.location] for pick in picks)
