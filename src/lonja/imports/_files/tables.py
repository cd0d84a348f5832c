"""The rows of a CSV or XLSX file as a stream: memory stays flat, whatever the file says."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from lonja.imports._files import sniffing
from lonja.imports._files.sniffing import FileDamaged, FileEmpty, FileNoTable, FileTooLarge
from lonja.imports._files.weighing import check_weight

MAX_ROWS: Final = 100_000
LAST_ROW: Final = 2 * MAX_ROWS
"""Empty rows say nothing, but a reader makes each of them."""
MAX_COLUMNS: Final = 200
MAX_UNPACKED_BYTES: Final = 512 * 1024 * 1024
MAX_WHOLE_BYTES: Final = 32 * 1024 * 1024
"""The limit of an unpacked XLSX: a few kilobytes of zip can claim to be a terabyte."""
MAX_ROW_CHARACTERS: Final = sniffing.MAX_LINE_CHARACTERS
MAX_CHARACTERS: Final = 256 * 1024 * 1024
"""Of one row, and of all: a workbook stores a text once, and any number of its cells may show it."""
_NOT_READ: Final = (
    BadZipFile, OSError, SyntaxError, LookupError, ValueError, TypeError, AttributeError, zlib.error,
)  # fmt: skip
"""The errors of the workbook reader for unexpected input; they are reported to the clerk."""


@dataclass(slots=True)
class Seen:
    """Facts about the file that are found while it is read."""

    sheet: str = ""
    """Of a workbook with several sheets that a person sees: the one that was read."""
    encoding: str = "utf-8"
    unresolved: frozenset[int] = frozenset()
    """Rows of the sheet with a formula without a stored result."""


def records(
    source: BinaryIO, seen: Seen, *, encoding: str = "auto"
) -> Iterator[tuple[int, Sequence[object]]]:
    """(row, cells) as a spreadsheet counts rows: the header is row 1; an empty row is left out."""
    head = source.read(sniffing.HEAD_BYTES)
    source.seek(0)
    kind = sniffing.kind_of(head, encoding="utf-8" if encoding == "auto" else encoding)
    if kind == "parquet":
        raise FileNoTable("the file is Parquet; needed is CSV or XLSX")
    if kind == "csv":
        seen.encoding = sniffing.encoding_of(source) if encoding == "auto" else encoding
        delimiter = sniffing.delimiter_of(head, seen.encoding)
        return _narrow(sniffing.csv_records(source, delimiter=delimiter, encoding=seen.encoding))
    return _light(_xlsx(source, seen))


def _narrow(found: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Each heading is compared with every column that we know; rows that are wider still look so."""
    for at, (row, cells) in enumerate(found):
        if at == 0 and any(cells[MAX_COLUMNS:]):
            raise FileTooLarge(
                f"the file has more than {MAX_COLUMNS} columns: leave out those that are not needed"
            )
        yield row, cells[: MAX_COLUMNS + 1]


def _light(
    found: Iterator[tuple[int, Sequence[object]]],
) -> Iterator[tuple[int, Sequence[object]]]:
    """Raise where the cells show far more text than the workbook stores."""
    total = 0
    for row, cells in found:
        texts = (getattr(cell, "value", None) for cell in cells)
        characters = sum(len(text) for text in texts if isinstance(text, str))
        total += characters
        if characters > MAX_ROW_CHARACTERS or total > MAX_CHARACTERS:
            raise FileTooLarge(
                f"row {row} makes the workbook far larger than it looks: cut it in two"
            )
        yield row, cells


def _xlsx(source: BinaryIO, seen: Seen) -> Iterator[tuple[int, Sequence[object]]]:
    """The first sheet that a person sees; empty rows count but say nothing."""
    import openpyxl

    try:
        with ZipFile(source) as packed:
            sizes = {one.filename: one.file_size for one in packed.infolist()}
            # Every part that is no sheet is held whole.
            whole = sum(n for name, n in sizes.items() if not name.startswith("xl/worksheets/"))
            if sum(sizes.values()) > MAX_UNPACKED_BYTES or whole > MAX_WHOLE_BYTES:
                raise FileTooLarge("the workbook is far larger than it looks: save it as CSV UTF-8")
            unresolved = check_weight(packed, max_rows=LAST_ROW)
        source.seek(0)
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    except _NOT_READ as error:
        raise FileDamaged(f"the workbook cannot be opened: {error}") from error
    try:
        if not book.worksheets:
            raise FileEmpty("the workbook has no sheet with cells")
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheet = (visible or book.worksheets)[0]
        seen.sheet = sheet.title if len(visible) > 1 else ""
        part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        seen.unresolved = unresolved.get(part, frozenset())
        # A sheet may claim a row far beyond its last: the reader makes every row before it.
        for number, cells in enumerate(
            sheet.iter_rows(max_col=MAX_COLUMNS, max_row=LAST_ROW + 1), 1
        ):
            if number > LAST_ROW:
                raise FileTooLarge(f"the sheet goes beyond row {LAST_ROW}: cut it in two")
            if number in seen.unresolved or any(cell.value is not None for cell in cells):
                yield number, cells
    except _NOT_READ as error:
        raise FileDamaged(f"the workbook is damaged: {error}") from error
    finally:
        book.close()
