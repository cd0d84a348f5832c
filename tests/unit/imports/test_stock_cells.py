"""Cells as people see them: numbers that mean two things, codes that a spreadsheet keeps as something else."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.tables import table_of

from lonja.imports._stock.quantities import QuantityProblem, read_quantity
from lonja.imports.api import RowError, StockRow
from lonja.imports.centre import NO_CODE


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class TestAQuantity:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("12", 12), ("+5", 5), ("-3", -3), ("7.0", 7), ("3,00", 3), ("1.000.000", 1_000_000),
            ("1,000,000", 1_000_000), ("1.234,00", 1234), ("1,234.00", 1234), ("1 000", 1000),
            ("1\u00a0000", 1000), ("not stocked", 0), ("0.000", 0),
        ],
    )  # fmt: skip
    def test_is_read_as_it_is_written_anywhere(self, text: str, number: int) -> None:
        assert read_quantity(text) == number

    @pytest.mark.parametrize("text", ["1.000", "1,000", "2.500", "-1.000", "999,999"])
    def test_that_may_mean_two_numbers_is_refused(self, text: str) -> None:
        with pytest.raises(QuantityProblem) as refused:
            read_quantity(text)

        assert refused.value.code == "quantity_ambiguous"

    @pytest.mark.parametrize("text", ["", "1.5", "1e3", "many", "1.00.000", "1,00.000", "--1", "١"])
    def test_that_is_no_whole_number_is_refused(self, text: str) -> None:
        with pytest.raises(QuantityProblem) as refused:
            read_quantity(text)

        assert refused.value.code == "quantity_not_whole"

    @given(st.integers(-(10**9), 10**9), st.sampled_from([".", ",", " "]))
    def test_is_never_read_as_another_number(self, number: int, separator: str) -> None:
        text = f"{number:,}".replace(",", separator)
        may_mean_two = separator != " " and 1_000 <= abs(number) < 1_000_000

        if may_mean_two:
            with pytest.raises(QuantityProblem):
                read_quantity(text)
        else:
            assert read_quantity(text) == number


class TestACode:
    def sheet(self, folder: Path, value: Any, shown: str = "General") -> StockRow | RowError:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["sku", "quantity"])
        sheet.append([value, 5])
        sheet["A2"].number_format = shown
        [line] = table_of(folder, saved(book)).stock
        return line

    @pytest.mark.parametrize(
        ("value", "shown", "sku"),
        [(123, "00000", "00123"), (123, "General", "123"), (8412345678905, "0", "8412345678905")],
    )
    def test_keeps_the_zeros_that_the_spreadsheet_shows(
        self, tmp_path: Path, value: int, shown: str, sku: str
    ) -> None:
        assert self.sheet(tmp_path, value, shown) == StockRow(2, sku, 5, "", "set")

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None), "yyyy-mm-dd"), (True, "General"),
            (90.75, "General"), (100000, "0.00E+00"), (1234, "#,##0"),
        ],
    )  # fmt: skip
    def test_that_the_spreadsheet_keeps_as_something_else_is_refused(
        self, tmp_path: Path, value: Any, shown: str
    ) -> None:
        line = self.sheet(tmp_path, value, shown)

        assert isinstance(line, StockRow)
        assert line.sku.startswith(NO_CODE)

    def test_that_is_an_error_of_the_spreadsheet_is_no_sku(self, tmp_path: Path) -> None:
        line = self.sheet(tmp_path, "#N/A")

        assert isinstance(line, RowError)
        assert line.code == "cell_is_error"


class TestAWorkbook:
    def test_is_read_from_the_first_sheet_that_a_person_sees(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        hidden = book.active
        assert hidden is not None
        hidden.append(["sku", "quantity"])
        hidden.append(["EXAMPLE", 99])
        for name, sku in (("Stock", "A"), ("Notes", "B")):
            sheet = book.create_sheet(name)
            sheet.append(["sku", "quantity"])
            sheet.append([sku, 1])
        hidden.sheet_state = "hidden"

        found = table_of(tmp_path, saved(book))

        assert found.stock == [StockRow(2, "A", 1, "", "set")]
        assert found.seen.sheet == "Stock"

    def test_with_an_uncalculated_formula_says_so(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (["sku", "quantity"], ["A", "=1+1"], ["B", 4]):
            sheet.append(row)

        found = table_of(tmp_path, saved(book))

        assert found.seen.unresolved == {2}
        assert found.stock[1:] == [StockRow(3, "B", 4, "", "set")]

    def test_with_the_result_of_a_formula_is_read(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (["sku", "quantity"], ["A", "=1+1"]):
            sheet.append(row)
        solved = io.BytesIO()
        with ZipFile(io.BytesIO(saved(book))) as old, ZipFile(solved, "w") as new:
            for name in old.namelist():
                new.writestr(
                    name,
                    old.read(name).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"),
                )

        lines = table_of(tmp_path, solved.getvalue()).stock

        assert lines == [StockRow(2, "A", 2, "", "set")]


class TestATextFile:
    def test_may_begin_with_the_line_that_excel_reads_and_does_not_show(
        self, tmp_path: Path
    ) -> None:
        lines = table_of(tmp_path, b"sep=;\r\nSKU;Cantidad\r\nA;1\r\nB;many\r\n").stock

        assert lines[0] == StockRow(2, "A", 1, "", "set")
        assert (lines[1].row, isinstance(lines[1], RowError)) == (3, True)

    def test_finds_its_separator_beside_commas_in_a_heading(self, tmp_path: Path) -> None:
        lines = table_of(
            tmp_path, b'SKU;"Name, size, colour";Cantidad\nA;"Jar, M, blue";12\n'
        ).stock

        assert lines == [StockRow(2, "A", 12, "", "set")]

    def test_of_an_older_excel_is_read(self, tmp_path: Path) -> None:
        found = table_of(tmp_path, "Código;Cantidad\nA;1\n".encode("cp1252"))

        assert found.stock == [StockRow(2, "A", 1, "", "set")]
        assert found.seen.encoding == "cp1252"

    def test_of_shopifys_inventory_counts_what_is_new_or_else_what_is_there(
        self, tmp_path: Path
    ) -> None:
        header = b"Handle,SKU,Location,On hand (current),On hand (new)\n"
        rows = b"jar,A,Main,12,15\npan,B,Main,4,\nplate,C,Main,not stocked,not stocked\n"

        lines = table_of(tmp_path, header + rows).stock

        assert lines == [
            StockRow(2, "A", 15, "main", "set"),
            StockRow(3, "B", 4, "main", "set"),
            StockRow(4, "C", 0, "main", "set"),
        ]
