"""Every unit is picked, from where it is, in as few parcels as may be."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lonja.inventory._allocating import Pick, allocate

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
