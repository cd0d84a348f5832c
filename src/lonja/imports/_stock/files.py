"""A stock file as CSV or XLSX, read as a stream and cut into chunks that are files themselves."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from lonja.imports import _sniffing
from lonja.imports._sniffing import FileRefused
from lonja.imports._stock.rows import Repeats, RowError, StockRow, columns_of, read_row
from lonja.imports._stock.weighing import check_weight

MAX_ROWS: Final = 100_000
CHUNK_ROWS: Final = 250
"""Rows that one message takes in: their variants stay locked while it does."""
LAST_ROW: Final = 2 * MAX_ROWS
"""Empty rows say nothing, but a reader makes each of them."""
MAX_UNPACKED_BYTES: Final = 128 * 1024 * 1024
MAX_WHOLE_BYTES: Final = 32 * 1024 * 1024
"""What an XLSX may hold once unpacked: a few kilobytes of zip can claim to be a terabyte."""
_NOT_READ: Final = (
    BadZipFile, OSError, SyntaxError, LookupError, ValueError, TypeError, AttributeError, zlib.error,
)  # fmt: skip
"""What the reader of workbooks raises at what it does not expect; a clerk must hear of it."""

type StockLine = StockRow | RowError


@dataclass(frozen=True, slots=True)
class Cut:
    """A file in pieces: `chunks` are files in the folder that the caller gave."""

    rows: int
    chunks: list[Path]
    unknown_columns: list[str]


def cut(path: Path, folder: Path) -> Cut:
    """Read the whole file once, memory flat; raise `FileRefused` where it is no stock file."""
    chunks: list[Path] = []
    count = 0
    unknown: list[str] = []
    for part in batched(_lines(path, unknown), CHUNK_ROWS, strict=False):
        count += len(part)
        if count > MAX_ROWS:
            raise FileRefused(f"the file has more than {MAX_ROWS} rows: cut it in two")
        chunk = folder / f"{len(chunks):05}.jsonl"
        chunk.write_bytes(dump(part))
        chunks.append(chunk)
    if not count:
        raise FileRefused("the file has a header and no rows")
    return Cut(count, chunks, unknown)


def dump(lines: Sequence[StockLine]) -> bytes:
    return b"".join(json.dumps(asdict(line)).encode() + b"\n" for line in lines)


def load(data: bytes) -> list[StockLine]:
    """What `dump` wrote."""
    read = [json.loads(line) for line in data.splitlines()]
    return [RowError(**one) if "code" in one else StockRow(**one) for one in read]


def _lines(path: Path, unknown: list[str]) -> Iterator[StockLine]:
    repeats = Repeats()
    with path.open("rb") as source:
        head = source.read(_sniffing.HEAD_BYTES)
        source.seek(0)
        kind = _sniffing.kind_of(head)
        if kind == "parquet":
            raise FileRefused("the file is Parquet; a stock file is CSV or XLSX")
        records = _csv(source, head) if kind == "csv" else _xlsx(source)
        _, header = next(records, (1, ()))
        where, others = columns_of(header)
        unknown += others[:50]
        for number, cells in records:
            named = {
                column: _text(cells[at]) if at < len(cells) else "" for column, at in where.items()
            }
            line = read_row(number, named)
            repeated = repeats.check(line) if isinstance(line, StockRow) else None
            yield repeated or line


def _csv(source: BinaryIO, head: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    yield from _sniffing.csv_records(source, delimiter=_sniffing.delimiter_of(head))


def _xlsx(source: BinaryIO) -> Iterator[tuple[int, Sequence[object]]]:
    """The first sheet; empty rows count but say nothing."""
    import openpyxl

    try:
        with ZipFile(source) as packed:
            sizes = {one.filename: one.file_size for one in packed.infolist()}
            # Every part that is no sheet is held whole.
            whole = sum(n for name, n in sizes.items() if not name.startswith("xl/worksheets/"))
            if sum(sizes.values()) > MAX_UNPACKED_BYTES or whole > MAX_WHOLE_BYTES:
                raise FileRefused("the workbook is far larger than it looks: save it as CSV UTF-8")
            check_weight(packed, max_rows=LAST_ROW)
        source.seek(0)
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    except _NOT_READ as error:
        raise FileRefused(f"the workbook cannot be opened: {error}") from error
    try:
        if not book.worksheets:
            raise FileRefused("the workbook has no sheet with cells")
        # A sheet may claim a row far beyond its last: the reader makes every row before it.
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=50, max_row=LAST_ROW + 1)
        for number, cells in enumerate(rows, 1):
            if number > LAST_ROW:
                raise FileRefused(f"the sheet goes beyond row {LAST_ROW}: cut it in two")
            if any(cell is not None for cell in cells):
                yield number, cells
    except _NOT_READ as error:
        raise FileRefused(f"the workbook is damaged: {error}") from error
    finally:
        book.close()


def _text(cell: object) -> str:
    """A cell as a person sees it: a spreadsheet stores the SKU 1234 as the number 1234.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return str(cell).strip().replace("\0", "")
