"""Which word was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.shelf._spelling import distance, nearest, words_of

LETTERS = st.text(alphabet="abcñ", max_size=8)


class TestDistance:
    @pytest.mark.parametrize(
        ("one", "other", "slips"),
        [
            ("azul", "azul", 0),
            ("asul", "azul", 1),
            ("azl", "azul", 1),
            ("azuul", "azul", 1),
            ("zaul", "azul", 1),
            ("", "azul", 4),
        ],
    )
    def test_counts_slips_of_the_finger(self, one: str, other: str, slips: int) -> None:
        assert distance(one, other) == slips

    @given(LETTERS, LETTERS)
    def test_is_the_same_both_ways_and_nothing_only_between_equals(
        self, one: str, other: str
    ) -> None:
        assert distance(one, other) == distance(other, one)
        assert (distance(one, other) == 0) == (one == other)


class TestTheNearestWord:
    def test_of_a_short_word_is_one_slip_away(self) -> None:
        assert nearest("asul", ["baul", "azul"]) == "azul"
        assert nearest("asul", ["aseo", "baul"]) is None

    def test_of_a_long_word_may_be_two(self) -> None:
        assert nearest("hidarulca", ["hidraulica"]) == "hidraulica"

    def test_that_is_there_stays(self) -> None:
        assert nearest("azul", ["azul", "azus"]) == "azul"


def test_words_are_plain_and_codes_are_none() -> None:
    assert words_of("Loseta hidráulica 20x20, HID-007-MOST; de AZUL") == {
        "loseta": "loseta",
        "hidraulica": "hidráulica",
        "azul": "azul",
    }
