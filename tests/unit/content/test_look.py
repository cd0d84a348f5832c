"""A look of one's own: what can be read, and what the stylesheet says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.content._kinds.look import (
    READABLE,
    HardToRead,
    Look,
    check_readable,
    contrast,
    faults,
    mixed,
    readable_on,
)

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
BRIGHT = {"ground": "#ffffff", "surface": "#fafafa"}
DARK = {"ground": "#131416", "surface": "#1c1e21"}


class TestAColour:
    def test_that_is_hard_to_read_is_refused_with_its_ratio(self) -> None:
        with pytest.raises(HardToRead) as refused:
            check_readable(Look(accent="#ffcc00", accent_dark="#ffcc00"), BRIGHT, DARK)

        assert refused.value.facts["field"] == "accent"
        assert refused.value.facts["ratio"] == "1.51"
        assert refused.value.facts["against"] == "#ffffff"

    def test_of_dark_screens_is_measured_there(self) -> None:
        with pytest.raises(HardToRead) as refused:
            check_readable(Look(accent="#0b5d4e", accent_dark="#0b5d4e"), BRIGHT, DARK)

        assert refused.value.facts["field"] == "accent_dark"
        check_readable(Look(accent="#0b5d4e", accent_dark="#7fd6c2"), BRIGHT, DARK)

    def test_black_on_white_is_the_most(self) -> None:
        assert contrast("#000000", "#ffffff") == 21

    @given(COLOURS)
    def test_always_has_words_that_can_be_read_on_it(self, colour: str) -> None:
        assert contrast(readable_on(colour), colour) >= READABLE

    @given(COLOURS, COLOURS)
    def test_is_mixed_from_end_to_end(self, one: str, other: str) -> None:
        assert (mixed(one, other, 0), mixed(one, other, 1)) == (one, other)

    @given(COLOURS)
    def test_that_is_allowed_can_be_read_on_as_well(self, colour: str) -> None:
        if contrast(colour, "#ffffff") >= READABLE:
            assert contrast(readable_on(colour), colour) >= READABLE


class TestALook:
    def test_that_says_nothing_has_no_stylesheet(self) -> None:
        assert Look().css() == ""

    def test_says_colours_for_both_screens_corners_and_letters(self) -> None:
        css = Look("#0b5d4e", "#7fd6c2", "round", "serif").css()

        assert "--accent: light-dark(#0b5d4e, #7fd6c2);" in css
        assert "--on-accent: light-dark(#ffffff, #000000);" in css
        assert "--corner: 18px;" in css
        assert "--display: Charter" in css

    @pytest.mark.parametrize(
        ("look", "field"),
        [
            (Look("red", "#ffffff"), "accent"),
            (Look("#0b5d4e"), "accent_dark"),
            (Look(accent_dark="#0b5d4e"), "accent"),
            (Look(logo="../../secret.png"), "logo"),
            (Look(icon="https://evil.example/x.png"), "icon"),
        ],
    )
    def test_names_what_is_wrong(self, look: Look, field: str) -> None:
        assert [fault.facts["field"] for fault in faults(look)] == [field]
