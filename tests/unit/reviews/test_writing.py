"""What a review may contain, and what is removed from it before moderation."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.kernel import limits
from lonja.reviews._writing import (
    ReviewRefused,
    Words,
    check_words,
    cleaned,
    shown_name,
    wrong_parts,
)

GOOD = Words(4, "Bonito", "Se cortan sin astillarse.", "Ana P.", "es")


class TestAReview:
    def test_may_be_sent_as_people_write(self) -> None:
        assert wrong_parts(GOOD) == {}

    @pytest.mark.parametrize(
        ("field", "value", "problem"),
        [
            ("rating", 0, "missing"),
            ("rating", 6, "missing"),
            ("title", "", "missing"),
            ("title", "x" * (limits.REVIEW_TITLE_CHARACTERS + 1), "too_long"),
            ("body", "", "missing"),
            ("body", "x" * (limits.REVIEW_LEAST_CHARACTERS - 1), "too_short"),
            ("body", "x" * (limits.REVIEW_CHARACTERS + 1), "too_long"),
            ("name", "", "missing"),
            ("name", "ana@example.com", "address"),
            ("language", "d e", "not_offered"),
        ],
    )
    def test_is_refused_by_field(self, field: str, value: object, problem: str) -> None:
        words = replace(GOOD, **{field: value})  # type: ignore[arg-type]

        assert wrong_parts(words) == {field: problem}
        with pytest.raises(ReviewRefused) as refused:
            check_words(words)
        assert refused.value.facts == {"field": field, "problem": problem}

    def test_may_be_as_long_as_the_limit(self) -> None:
        words = replace(
            GOOD,
            title="x" * limits.REVIEW_TITLE_CHARACTERS,
            body="x" * limits.REVIEW_CHARACTERS,
            name="x" * limits.REVIEW_NAME_CHARACTERS,
        )

        assert wrong_parts(words) == {}


class TestCleaning:
    def test_keeps_paragraphs_and_nothing_that_is_not_seen(self) -> None:
        typed = Words(
            5,
            "  Muy \t bonito\r\n",
            "Primera  línea.\r\n\r\n\r\n\u202eSegunda\u200b \x07línea. ",
            " Ana\u2066 P. ",
            "es",
        )

        assert cleaned(typed) == Words(
            5, "Muy bonito", "Primera línea.\nSegunda línea.", "Ana P.", "es"
        )

    def test_leaves_a_family_of_emoji_together(self) -> None:
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

        assert cleaned(replace(GOOD, title=family)).title == family

    @given(st.text(), st.text(), st.text())
    def test_of_what_is_clean_changes_nothing(self, title: str, body: str, name: str) -> None:
        once = cleaned(Words(3, title, body, name, "en"))

        assert cleaned(once) == once
        assert "\n" not in once.title + once.name
        assert "\x00" not in once.title + once.body + once.name


@pytest.mark.parametrize(
    ("full", "shown"),
    [
        ("Ana Prueba Ruiz", "Ana P."),
        ("Ana", "Ana"),
        ("", ""),
        ("  José  María ", "José M."),
        ("x" * 100, "x" * limits.REVIEW_NAME_CHARACTERS),
    ],
)
def test_a_name_is_proposed_without_the_family(full: str, shown: str) -> None:
    assert shown_name(full) == shown
