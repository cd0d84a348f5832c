"""Where a category may stand: a law for every tree that moves could make."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.catalog._categories.nesting import (
    MAX_DEPTH,
    Parents,
    above,
    below,
    check_parent,
    height,
    sums,
)
from lonja.catalog._categories.refusals import CategoryMisplaced


def nth(number: int) -> UUID:
    return UUID(int=number)


def a_chain(length: int) -> Parents:
    """1 stands in the top row, 2 in 1, 3 in 2, …"""
    return {nth(at): nth(at - 1) if at > 1 else None for at in range(1, length + 1)}


class TestCheckParent:
    def test_refuses_itself_and_what_stands_in_it(self) -> None:
        parents = a_chain(3)

        for parent in (1, 2, 3):
            with pytest.raises(CategoryMisplaced):
                check_parent(parents, nth(1), nth(parent))

    def test_refuses_a_parent_that_there_is_not(self) -> None:
        with pytest.raises(CategoryMisplaced):
            check_parent(a_chain(1), nth(1), nth(9))

    def test_counts_the_rows_that_come_along(self) -> None:
        parents = {**a_chain(MAX_DEPTH - 1), nth(20): None, nth(21): nth(20)}

        check_parent(parents, nth(21), nth(MAX_DEPTH - 1))
        with pytest.raises(CategoryMisplaced) as refused:
            check_parent(parents, nth(20), nth(MAX_DEPTH - 1))

        assert refused.value.facts == {"field": "parent_id", "most": MAX_DEPTH}


@given(
    moves=st.lists(
        st.tuples(st.integers(1, 12), st.one_of(st.none(), st.integers(1, 12))), max_size=60
    )
)
def test_no_row_of_moves_makes_a_circle_or_a_tree_too_deep(
    moves: list[tuple[int, int | None]],
) -> None:
    parents: dict[UUID, UUID | None] = {nth(at): None for at in range(1, 13)}
    for moved, into in moves:
        parent = None if into is None else nth(into)
        try:
            check_parent(parents, nth(moved), parent)
        except CategoryMisplaced:
            continue
        parents[nth(moved)] = parent

    for one in parents:
        assert one not in above(parents, one)
        assert len(above(parents, one)) + height(parents, one) <= MAX_DEPTH


def test_sums_count_what_stands_below_too() -> None:
    parents = a_chain(3)

    totals = sums(parents, {nth(1): 1, nth(3): 4})

    assert totals == {nth(1): 5, nth(2): 4, nth(3): 4}
    assert below(parents, nth(2)) == {nth(2), nth(3)}
