"""A stock file as CSV or XLSX, read as a stream and cut into chunks that are files themselves."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import batched
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from lonja.imports import _sniffing
from lonja.imports._sniffing import FileDamaged, FileEmpty, FileNoTable, FileTooLarge
from lonja.imports._stock.cells import CodeFault, code_of, text_of
from lonja.imports._stock.rows import Repeats, RowError, StockRow, columns_of, read_row
from lonja.imports._stock.weighing import check_weight

MAX_ROWS: Final = 100_000
CHUNK_ROWS: Final = 250
"""Rows that one message takes in: their variants stay locked while it does."""
LAST_ROW: Final = 2 * MAX_ROWS
"""Empty rows say nothing, but a reader makes each of them."""
MAX_UNPACKED_BYTES: Final = 128 * 1024 * 1024
MAX_WHOLE_BYTES: Final = 32 * 1024 * 1024
"""The limit of an unpacked XLSX: a few kilobytes of zip can claim to be a terabyte."""
_NOT_READ: Final = (
    BadZipFile, OSError, SyntaxError, LookupError, ValueError, TypeError, AttributeError, zlib.error,
)  # fmt: skip
"""The errors of the workbook reader for unexpected input; they are reported to the clerk."""

type StockLine = StockRow | RowError


@dataclass(frozen=True, slots=True)
class Cut:
    """A file in pieces: `chunks` are files in the folder that the caller gave."""

    rows: int
    chunks: list[Path]
    unknown_columns: list[str]
    sheet: str = ""
    """Of a workbook with several sheets that a person sees: the one that was read."""
    encoding: str = "utf-8"


def cut(path: Path, folder: Path) -> Cut:
    """Read the whole file once, memory flat; raise `FileRefused` where it is no stock file."""
    chunks: list[Path] = []
    count = 0
    seen = _Seen()
    for part in batched(_lines(path, seen), CHUNK_ROWS, strict=False):
        count += len(part)
        if count > MAX_ROWS:
            raise FileTooLarge(f"the file has more than {MAX_ROWS} rows: cut it in two")
        chunk = folder / f"{len(chunks):05}.jsonl"
        chunk.write_bytes(dump(part))
        chunks.append(chunk)
    if not count:
        raise FileEmpty("the file has a header and no rows")
    return Cut(count, chunks, seen.unknown_columns, seen.sheet, seen.encoding)


def dump(lines: Sequence[StockLine]) -> bytes:
    return b"".join(json.dumps(asdict(line)).encode() + b"\n" for line in lines)


def load(data: bytes) -> list[StockLine]:
    """Read the rows that `dump` wrote."""
    read = [json.loads(line) for line in data.splitlines()]
    return [RowError(**one) if "code" in one else StockRow(**one) for one in read]


@dataclass(slots=True)
class _Seen:
    """Facts about the file that are found while it is read."""

    unknown_columns: list[str] = field(default_factory=list)
    sheet: str = ""
    encoding: str = "utf-8"
    unresolved: frozenset[int] = frozenset()
    """Rows of the sheet with a formula without a stored result."""


def _lines(path: Path, seen: _Seen) -> Iterator[StockLine]:
    repeats = Repeats()
    with path.open("rb") as source:
        head = source.read(_sniffing.HEAD_BYTES)
        source.seek(0)
        kind = _sniffing.kind_of(head)
        if kind == "parquet":
            raise FileNoTable("the file is Parquet; a stock file is CSV or XLSX")
        records = _csv(source, head, seen) if kind == "csv" else _xlsx(source, seen)
        _, header = next(records, (1, ()))
        where, others = columns_of([text_of(name) for name in header])
        seen.unknown_columns += others[:50]
        for number, cells in records:
            line = _line(number, cells, where, seen)
            repeated = repeats.check(line) if isinstance(line, StockRow) else None
            yield repeated or line


def _line(number: int, cells: Sequence[object], where: Mapping[str, int], seen: _Seen) -> StockLine:
    named = {column: text_of(cells[at]) if at < len(cells) else "" for column, at in where.items()}
    at = where["sku"]
    code = code_of(cells[at]) if at < len(cells) else ""
    if isinstance(code, CodeFault):
        return RowError(number, "sku_is_no_text", code.message, named)
    named["sku"] = code
    if number in seen.unresolved and not (code and named["quantity"]):
        message = (
            "a formula here has no result: open the file in a spreadsheet, save it there, and"
            " upload it again"
        )
        return RowError(number, "formula_without_result", message, named)
    return read_row(number, named)


def _csv(source: BinaryIO, head: bytes, seen: _Seen) -> Iterator[tuple[int, Sequence[object]]]:
    seen.encoding = _sniffing.encoding_of(source)
    delimiter = _sniffing.delimiter_of(head, seen.encoding)
    yield from _sniffing.csv_records(source, delimiter=delimiter, encoding=seen.encoding)


def _xlsx(source: BinaryIO, seen: _Seen) -> Iterator[tuple[int, Sequence[object]]]:
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
        for number, cells in enumerate(sheet.iter_rows(max_col=50, max_row=LAST_ROW + 1), 1):
            if number > LAST_ROW:
                raise FileTooLarge(f"the sheet goes beyond row {LAST_ROW}: cut it in two")
            if number in seen.unresolved or any(cell.value is not None for cell in cells):
                yield number, cells
    except _NOT_READ as error:
        raise FileDamaged(f"the workbook is damaged: {error}") from error
    finally:
        book.close()
