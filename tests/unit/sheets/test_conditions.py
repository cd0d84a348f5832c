"""A rule's condition is a text that reads back as itself."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.collections.api import Condition, ConditionKind
from lonja.sheets._offers.conditions import condition_of, text_of
from lonja.sheets._values import CellProblem

SHOES = str(UUID(int=5))
WORDS = (
    st.text("aÑ9|\\=-,;/ ", min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
AMOUNTS = st.none() | st.integers(0, 10**9)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    kind = draw(st.sampled_from(ConditionKind))
    match kind:
        case ConditionKind.CATEGORY:
            return Condition(kind, values=(SHOES,))
        case ConditionKind.TAG:
            return Condition(kind, values=tuple(draw(st.lists(WORDS, min_size=1, max_size=4))))
        case ConditionKind.ATTRIBUTE:
            return Condition(kind, "colour", tuple(draw(st.lists(WORDS, min_size=1, max_size=4))))
        case ConditionKind.PRICE:
            currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
            return Condition(kind, currency, low=draw(AMOUNTS), high=draw(AMOUNTS))
        case ConditionKind.NEW:
            return Condition(kind, days=draw(st.integers(1, 3_650)))
        case ConditionKind.BEST_SELLER:
            return Condition(kind, low=draw(st.integers(1, 10**6)))
        case _:
            return Condition(kind)


@given(conditions())
def test_what_is_written_reads_back_as_itself(condition: Condition) -> None:
    text = text_of(condition, {SHOES: "shoes"})

    assert condition_of(text, {"shoes": SHOES}) == condition
    assert "\n" not in text


@pytest.mark.parametrize(
    "text",
    [
        "", "colour = red", "tag", "tag red", "on_sale = yes", "price = 1 - 2", "price XXX = 1 - 2",
        "price EUR = 10", "price EUR = 1.001 - 2", "new = soon", "new = 0", "category = hats",
        "attribute = red",
    ],
)  # fmt: skip
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(CellProblem):
        condition_of(text, {"shoes": SHOES})
