import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.tables import table_of

from lonja.imports._files.sniffing import FileRefused
from lonja.imports._stock.rows import read_row
from lonja.imports.api import RowError, StockRow


def lines_of(tmp_path: Path, data: bytes) -> list[StockRow | RowError]:
    return table_of(tmp_path, data).stock


def a_workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Stock")
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FOREIGN = b'<row xmlns="urn:x">' + b"<c/>" * 90_000 + b"</row>"
SAME_ROW = b'<row r="3"/>'


def rebuilt(book: bytes, part: str, after: bytes, more: bytes) -> bytes:
    """The workbook with `more` written into one of its parts."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(after, after + more, 1) if name == part else content)
    return target.getvalue()


class TestAStockFile:
    def test_is_read_by_the_names_of_its_columns_in_any_order(self, tmp_path: Path) -> None:
        data = b"Ubicaci\xc3\xb3n;Nota;Cantidad;SKU\r\nMADRID;x;7;A-1\r\n;;0;A-2\r\n"

        assert lines_of(tmp_path, data) == [
            StockRow(2, "A-1", 7, "madrid", "set"),
            StockRow(3, "A-2", 0, "", "set"),
        ]

    def test_means_the_same_as_csv_and_as_workbook(self, tmp_path: Path) -> None:
        header: list[object] = ["sku", "quantity", "location", "mode"]
        book = a_workbook([header, [1234, 7.0, "madrid", "add"], ["B", 3, None, None]])
        text = b"\xef\xbb\xbfsku,quantity,location,mode\n1234,7,madrid,add\nB,3,,\n"

        assert lines_of(tmp_path, book) == lines_of(tmp_path, text)

    def test_counts_rows_as_a_spreadsheet_does(self, tmp_path: Path) -> None:
        data = b"sku,quantity\nA,1\n\nB,2\n"

        assert [line.row for line in lines_of(tmp_path, data)] == [2, 4]

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "the file is empty"),
            (b"%PDF-1.7\n", "a PDF document"),
            (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
            (b"PK\x03\x04" + b"\0" * 80, "a ZIP archive"),
            (b"PAR1" + b"\0" * 80, "Parquet"),
            (b"sku,quantity\nA,\x81\n", "is not CP1252 text"),
            (b"sku,quantity\nA\0,1\n", "NUL byte"),
            (b"<html><body>", "HTML"),
            (b'{"sku": 1}', "JSON"),
            (b'sku,quantity\n"A,1\n' + b"x" * 200_000, "quotation mark"),
        ],
    )
    def test_is_refused_in_words_when_it_is_something_else(
        self, tmp_path: Path, data: bytes, reason: str
    ) -> None:
        with pytest.raises(FileRefused, match=reason):
            lines_of(tmp_path, data)

    def test_is_refused_when_a_workbook_claims_a_row_far_beyond_its_last(
        self, tmp_path: Path
    ) -> None:
        honest = a_workbook([["sku", "quantity"], ["A", 1]])
        target = io.BytesIO()
        with ZipFile(io.BytesIO(honest)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name)
                if name.startswith("xl/worksheets/"):
                    content = content.replace(b'<row r="2"', b'<row r="999999999999999"')
                    content = content.replace(b'r="A2"', b'r="A999999999999999"')
                    content = content.replace(b'r="B2"', b'r="B999999999999999"')
                new.writestr(name, content)

        with pytest.raises(FileRefused, match="beyond row"):
            lines_of(tmp_path, target.getvalue())

    def test_is_refused_when_a_workbook_is_cut_off_or_swells(self, tmp_path: Path) -> None:
        book = a_workbook([["sku", "quantity"], ["A", 1]])
        with pytest.raises(FileRefused, match="cannot be opened"):
            lines_of(tmp_path, book[: len(book) // 2])

        swelling = io.BytesIO()
        with ZipFile(swelling, "w", ZIP_DEFLATED) as packed:
            packed.writestr("[Content_Types].xml", b"")
            packed.writestr("xl/sharedStrings.xml", b"\0" * (65 * 1024 * 1024))
        with pytest.raises(FileRefused, match="far larger than it looks"):
            lines_of(tmp_path, swelling.getvalue())

    @pytest.mark.parametrize(
        ("part", "after", "more"),
        [
            (SHEET, b"<sheetData>", b'<row r="3">' + b"<c/>" * 200_000 + b"</row>"),
            (SHEET, b"<sheetData>", SAME_ROW * 300_000),
            (SHEET, b"<sheetData>", FOREIGN * 12),
            (SHEET, b"</sheetData>", b"<x/>" * 1_100_000),
            ("xl/workbook.xml", b"</sheets>", b"<x/>" * 1_100_000),
        ],
        ids=["a row", "rows again", "rows of others", "around the rows", "beside the sheets"],
    )
    def test_that_would_fill_the_memory_is_refused_before_it_is_read(
        self, tmp_path: Path, part: str, after: bytes, more: bytes
    ) -> None:
        """20 kB that unpack to 16 MB took 1.3 GB to read."""
        book = rebuilt(a_workbook([["sku", "quantity"], ["A", 1]]), part, after, more)

        with pytest.raises(FileRefused, match="far larger than it looks"):
            lines_of(tmp_path, book)

    @pytest.mark.parametrize(
        ("part", "after", "more"),
        [
            (SHEET, b"<sheetData>", b'<row r="3"><c r="A3" t="s"><v>99</v></c></row>'),
            (SHEET, b"</sheetData>", b'<hyperlinks><hyperlink novelty="1"/></hyperlinks>'),
            ("xl/workbook.xml", b"</sheets>", b'<calcPr novelty="1"/>'),
        ],
        ids=["a text that is not there", "an unknown mark", "an unknown mark of the book"],
    )
    def test_that_its_reader_does_not_understand_is_refused(
        self, tmp_path: Path, part: str, after: bytes, more: bytes
    ) -> None:
        book = rebuilt(a_workbook([["sku", "quantity"], ["A", 1]]), part, after, more)

        with pytest.raises(FileRefused, match=r"cannot be opened|is damaged"):
            lines_of(tmp_path, book)

    def test_with_its_texts_among_its_sheets_is_refused(self, tmp_path: Path) -> None:
        """There they would pass for rows, which are let go of."""
        book = rebuilt(
            a_workbook([["sku", "quantity"], ["A", 1]]),
            "[Content_Types].xml",
            b'content-types">',
            b'<Override PartName="/xl/worksheets/texts.xml" ContentType="application/vnd.'
            b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
        )

        with pytest.raises(FileRefused, match="not built like one"):
            lines_of(tmp_path, book)


class TestARow:
    @pytest.mark.parametrize(
        ("cells", "code"),
        [
            ({"sku": "", "quantity": "1"}, "sku_missing"),
            ({"sku": "A", "quantity": ""}, "quantity_missing"),
            ({"sku": "A", "quantity": "1,5"}, "quantity_not_whole"),
            ({"sku": "A", "quantity": "1.5"}, "quantity_not_whole"),
            ({"sku": "A", "quantity": "ten"}, "quantity_not_whole"),
            ({"sku": "A", "quantity": "1e9"}, "quantity_not_whole"),
            ({"sku": "A", "quantity": "١٢"}, "quantity_not_whole"),
            ({"sku": "A", "quantity": "=1+1"}, "quantity_not_whole"),
            ({"sku": "A", "quantity": "1000000000"}, "quantity_too_large"),
            ({"sku": "A", "quantity": "-1"}, "quantity_negative"),
            ({"sku": "A", "quantity": "1", "mode": "replace"}, "mode_unknown"),
            ({"sku": "A" * 201, "quantity": "1"}, "cell_too_long"),
        ],
    )
    def test_with_a_fault_is_reported_by_a_stable_code(
        self, cells: dict[str, str], code: str
    ) -> None:
        found = read_row(7, cells)

        assert isinstance(found, RowError)
        assert (found.row, found.code) == (7, code)

    def test_may_take_away_when_it_adds(self) -> None:
        cells = {"sku": "A", "quantity": "-3.00", "mode": "ADD"}

        assert read_row(2, cells) == StockRow(2, "A", -3, "", "add")

    @given(sku=st.text(max_size=250), quantity=st.text(max_size=20), mode=st.text(max_size=5))
    def test_is_a_row_or_an_error_whatever_it_says(
        self, sku: str, quantity: str, mode: str
    ) -> None:
        line = read_row(2, {"sku": sku, "quantity": quantity, "mode": mode})

        assert line.row == 2
