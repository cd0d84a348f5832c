"""Which products a rule takes, and until when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.collections._matching import (
    Condition,
    ConditionKind,
    ProductFacts,
    Taken,
    check_conditions,
    taken,
)
from lonja.kernel.errors import Invalid

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
KITCHEN = UUID(int=1)
PAN = ProductFacts(
    product_id=UUID(int=9),
    created_at=NOW - timedelta(days=3),
    categories=frozenset([KITCHEN]),
    tags=frozenset(["gift"]),
    facets=frozenset([("material", "iron")]),
    prices={"EUR": 24_00},
    is_on_sale=True,
    is_in_stock=True,
    sold_units=12,
)
HOLDING = [
    Condition(ConditionKind.CATEGORY, values=(str(KITCHEN), str(UUID(int=2)))),
    Condition(ConditionKind.TAG, values=("Gift",)),
    Condition(ConditionKind.ATTRIBUTE, key="material", values=("iron", "steel")),
    Condition(ConditionKind.PRICE, key="EUR", low=24_00, high=24_00),
    Condition(ConditionKind.ON_SALE),
    Condition(ConditionKind.IN_STOCK),
    Condition(ConditionKind.BEST_SELLER, low=12),
]
FAILING = [
    Condition(ConditionKind.CATEGORY, values=(str(UUID(int=2)),)),
    Condition(ConditionKind.TAG, values=("summer",)),
    Condition(ConditionKind.ATTRIBUTE, key="colour", values=("iron",)),
    Condition(ConditionKind.PRICE, key="EUR", high=23_99),
    Condition(ConditionKind.PRICE, key="USD", low=1),
    Condition(ConditionKind.NEW, days=3),
    Condition(ConditionKind.BEST_SELLER, low=13),
]
NEW = Condition(ConditionKind.NEW, days=10)


class TestARule:
    @pytest.mark.parametrize("condition", HOLDING)
    def test_takes_what_each_condition_holds_of(self, condition: Condition) -> None:
        assert taken([condition], PAN, matches_any=False, now=NOW) == Taken()

    @pytest.mark.parametrize("condition", FAILING)
    def test_leaves_what_it_does_not(self, condition: Condition) -> None:
        assert taken([condition], PAN, matches_any=False, now=NOW) is None

    def test_takes_what_is_new_until_it_is_no_more(self) -> None:
        until = PAN.created_at + timedelta(days=10)

        assert taken([NEW, HOLDING[0]], PAN, matches_any=False, now=NOW) == Taken(until)
        assert taken([NEW, FAILING[0]], PAN, matches_any=True, now=NOW) == Taken(until)
        assert taken([NEW, HOLDING[0]], PAN, matches_any=True, now=NOW) == Taken()

    def test_takes_nothing_without_conditions(self) -> None:
        assert taken([], PAN, matches_any=True, now=NOW) is None

    @given(
        holding=st.lists(st.sampled_from(HOLDING), max_size=4),
        failing=st.lists(st.sampled_from(FAILING), max_size=4),
    )
    def test_is_all_or_any(self, holding: list[Condition], failing: list[Condition]) -> None:
        rule = [*failing, *holding]

        assert (taken(rule, PAN, matches_any=True, now=NOW) is not None) == bool(holding)
        assert (taken(rule, PAN, matches_any=False, now=NOW) is not None) == (
            bool(holding) and not failing
        )

    @pytest.mark.parametrize(
        "condition",
        [
            Condition(ConditionKind.TAG),
            Condition(ConditionKind.CATEGORY, values=("kitchen",)),
            Condition(ConditionKind.ATTRIBUTE, values=("iron",)),
            Condition(ConditionKind.PRICE, key="EUR"),
            Condition(ConditionKind.PRICE, key="", low=1),
            Condition(ConditionKind.NEW, days=0),
        ],
    )
    def test_is_refused_with_a_condition_that_says_nothing(self, condition: Condition) -> None:
        with pytest.raises(Invalid) as refused:
            check_conditions([condition])

        assert str(refused.value.facts["field"]).startswith("conditions.0.")
