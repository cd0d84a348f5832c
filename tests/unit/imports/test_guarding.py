import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.imports._files.guarding import guarded, unguarded


class TestACellThatASpreadsheetWouldRun:
    @pytest.mark.parametrize(
        "cell",
        ["=1+1", "+34 600 111 222", "-x", "@SUM(A1)", " =1", "a;=1",
         "\uff1d1", "\uff0bx", "\u2212x", "\u200b=1", '\ufeff"=1'],
    )  # fmt: skip
    def test_is_no_formula_any_more(self, cell: str) -> None:
        assert guarded(cell) != cell

    @pytest.mark.parametrize("cell", ["-5", "+1.50", "12,5", "Jug", "O'Neill", "a - b", ""])
    def test_stays_as_it_is_where_it_is_none(self, cell: str) -> None:
        assert guarded(cell) == cell

    @given(st.text("'=+-@\t\r\n;, a1\u200b\uff1d\"", max_size=12))
    def test_comes_back_as_it_was(self, cell: str) -> None:
        assert unguarded(guarded(cell)) == cell
