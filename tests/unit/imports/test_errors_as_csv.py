"""Cells of a file that somebody else made are text to a spreadsheet, whatever they begin with."""

import pytest

from lonja.imports.api import _harmless


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+x", "-x", "@x", "\uff1d1", "\uff0bx", "\u2212x", "\u200b=1", '\ufeff"=1', " =1"],
)
def test_a_cell_that_begins_like_a_formula_is_text(cell: str) -> None:
    assert _harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3", "+12", "Sevilla 20x20", "a=b"])
def test_a_number_or_a_word_stays(cell: str) -> None:
    assert _harmless(cell) == cell
