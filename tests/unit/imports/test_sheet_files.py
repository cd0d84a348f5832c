"""What a file may make its reader hold, whatever it weighs itself."""

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from lonja.imports import centre
from lonja.imports._files.pieces import CHUNK_CHARACTERS, MAX_GROUP_CHARACTERS
from lonja.imports._files.sniffing import FileTooLarge
from lonja.imports._files.tables import MAX_COLUMNS

LONG = "x" * 32_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LISTED = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def a_workbook_of_one_text(text: str, *, columns: int, rows: int) -> bytes:
    """Every cell below the headings shows the same text, which is stored once."""
    names = "".join(f"<si><t>Column {at}</t></si>" for at in range(columns))
    headings = "".join(f'<c t="s"><v>{at}</v></c>' for at in range(columns))
    row = f"<row><c><v>1</v></c>{f'''<c t="s"><v>{columns}</v></c>''' * (columns - 1)}</row>"
    target = io.BytesIO()
    with ZipFile(io.BytesIO(an_empty_workbook())) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                cells = f"<row>{headings}</row>{row * rows}"
                content = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
            if name == "[Content_Types].xml" and "sharedStrings" not in content:
                content = content.replace("</Types>", LISTED)
            if name != "xl/sharedStrings.xml":
                new.writestr(name, content)
        new.writestr(
            "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{names}<si><t>{text}</t></si></sst>'
        )
    return target.getvalue()


def an_empty_workbook() -> bytes:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def chunks_of(
    tmp_path: Path, data: bytes, *, is_grouped: bool = False
) -> list[tuple[list[int], int]]:
    """The rows of each chunk, and how long it is."""
    path = tmp_path / "file"
    path.write_bytes(data)
    with centre.reading(path, "auto") as read:
        found = centre.cut(
            read,
            lambda cells: cells[0],
            is_grouped=is_grouped,
            may_repeat=lambda _: False,
            chunk_rows=100,
        )
        return [
            ([row for group in centre.load_groups(content) for row, _ in group.rows], len(content))
            for _, content in found
        ]


class TestAFileOfAnyKind:
    def test_is_refused_where_few_bytes_of_a_workbook_show_more_text_than_a_worker_can_hold(
        self, tmp_path: Path
    ) -> None:
        book = a_workbook_of_one_text("x" * 100_000, columns=100, rows=300)

        assert len(book) < 100_000
        with pytest.raises(FileTooLarge, match="row 2 makes the workbook far larger"):
            chunks_of(tmp_path, book)

    def test_is_cut_into_more_chunks_where_its_rows_are_long(self, tmp_path: Path) -> None:
        rows = [f"SKU-{at},{LONG},{LONG},{LONG}\n" for at in range(90)]

        found = chunks_of(tmp_path, ("sku,a,b,c\n" + "".join(rows)).encode())

        assert [row for rows, _ in found for row in rows] == list(range(2, 92))
        assert max(size for _, size in found) < 1.1 * CHUNK_CHARACTERS
        assert len(found) == 3

    def test_is_refused_where_one_thing_has_rows_without_end(self, tmp_path: Path) -> None:
        row = f"bowl,{LONG}\n"
        data = ("Handle,Title\n" + row * (MAX_GROUP_CHARACTERS // 32_000 + 1)).encode()

        with pytest.raises(FileTooLarge, match="it is all about 'bowl'"):
            chunks_of(tmp_path, data, is_grouped=True)

    def test_is_refused_where_it_has_more_columns_than_anybody_matches(
        self, tmp_path: Path
    ) -> None:
        names = ",".join(f"h{at}" for at in range(MAX_COLUMNS + 1))

        with pytest.raises(FileTooLarge, match="more than 200 columns"):
            chunks_of(tmp_path, f"{names}\n1\n".encode())

    def test_may_end_in_any_number_of_empty_columns(self, tmp_path: Path) -> None:
        empty = "," * 300

        found = chunks_of(tmp_path, f"sku,title{empty}\nA-1,Bowl{empty}\n".encode())

        assert [rows for rows, _ in found] == [[2]]
