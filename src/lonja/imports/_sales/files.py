"""The Online Retail II layout as CSV, XLSX or Parquet, read as a stream: memory stays flat.

Each row comes with its number and the number of its part. A part is a sheet, or what
begins where a flat file's dates jump back: the published copies join two sheets that overlap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from lonja.imports._files import sniffing
from lonja.imports._files.sniffing import FileRefused
from lonja.imports._sales import lines
from lonja.imports._sales.lines import Dropped, Layout, Line, RowDropped

MAX_ROWS = 20_000_000
MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_TEXTS_BYTES = 64 * 1024**2
_BATCH_ROWS = 10_000
_PART_JUMP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the file: a line, or the rule that dropped it."""

    number: int
    part: int
    line: Line | None
    rule: Dropped | None = None
    reason: str = ""


def read_rows(path: Path, *, layout: Layout, encoding: str = "utf-8") -> Iterator[FileRow]:
    """Yield every row of the file once, in its order; `FileRefused` before the first one."""
    with path.open("rb") as source:
        head = source.read(sniffing.HEAD_BYTES)
        kind = sniffing.kind_of(head, encoding=encoding)
        source.seek(0)
        if kind == "csv":
            delimiter = sniffing.delimiter_of(head, encoding)
            cells = _csv(source, delimiter, encoding)
        else:
            cells = _xlsx(source) if kind == "xlsx" else _parquet(source)
        yield from _rows(cells, layout)


type _Cells = Iterator[tuple[int, object, Sequence[object] | None]]


def _rows(cells: _Cells, layout: Layout) -> Iterator[FileRow]:
    parts: dict[object, int] = {}
    jumps = 0
    latest: datetime | None = None
    for number, label, values in cells:
        if number > MAX_ROWS:
            raise FileRefused(f"more than {MAX_ROWS} rows")
        part = parts.setdefault((label, jumps), len(parts))
        if values is None:
            rule = Dropped.BAD_ROW
            yield FileRow(number, part, None, rule, lines.MEANINGS[rule])
            continue
        try:
            line = lines.read_line(values, layout)
        except RowDropped as dropped:
            yield FileRow(number, part, None, dropped.rule, str(dropped))
            continue
        if label is None and latest is not None and latest - line.at > _PART_JUMP:
            jumps, latest = jumps + 1, line.at
            part = parts.setdefault((label, jumps), len(parts))
        latest = line.at if latest is None else max(latest, line.at)
        yield FileRow(number, part, line)


def _columns(header: Sequence[object]) -> tuple[list[int], int | None]:
    """Where each column stands, by name, and the column that names the sheet, if there is one."""
    plain = [" ".join(str(name or "").split()).casefold() for name in header]
    found = [
        next((plain.index(name.casefold()) for name in names if name.casefold() in plain), None)
        for names in lines.NAMES.values()
    ]
    where = [index for index in found if index is not None]
    if len(where) < len(found):
        missing = [
            names[0]
            for names, index in zip(lines.NAMES.values(), found, strict=True)
            if index is None
        ]
        raise FileRefused(
            "this is no sales file in the Online Retail II layout: its header has no column "
            + ", ".join(repr(name) for name in missing)
        )
    part = next((plain.index(name) for name in lines.PART_NAMES if name in plain), None)
    return where, part


def _csv(source: BinaryIO, delimiter: str, encoding: str) -> _Cells:
    records = sniffing.csv_records(source, delimiter=delimiter, encoding=encoding)
    header = next(records, (1, []))[1]
    where, part = _columns(header)
    width = len(header)
    for number, values in records:
        if len(values) != width:
            yield number, None, None
            continue
        yield number, None if part is None else values[part], [values[index] for index in where]


def _xlsx(source: BinaryIO) -> _Cells:
    """Each sheet is a part; rows are numbered through, so that a number names one row."""
    import openpyxl

    _check_unpacked_size(source)
    try:
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileRefused(f"the workbook cannot be opened: {error}") from error
    number = 0
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            header = next(rows, ())
            number += 1
            where, _ = _columns(header)
            for values in rows:
                number += 1
                if any(value is not None for value in values):
                    yield (
                        number,
                        sheet.title,
                        [values[index] if index < len(values) else None for index in where],
                    )
    finally:
        book.close()


def _check_unpacked_size(source: BinaryIO) -> None:
    """A few kilobytes of zip can claim to be a terabyte; texts are held in memory, rows are not."""
    try:
        with ZipFile(source) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist()}
    except BadZipFile as error:
        raise FileRefused(f"the workbook cannot be opened: {error}") from error
    source.seek(0)
    if sum(sizes.values()) > MAX_UNPACKED_BYTES:
        raise FileRefused(f"the workbook unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MiB")
    if sizes.get("xl/sharedStrings.xml", 0) > MAX_TEXTS_BYTES:
        raise FileRefused(f"the workbook holds more than {MAX_TEXTS_BYTES // 2**20} MiB of texts")


def _parquet(source: BinaryIO) -> _Cells:
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise FileRefused(
            "Parquet needs the extra `sales`: uv sync --extra sales, or save the file as CSV"
        ) from error
    try:
        table: Any = ParquetFile(source)
        names = [field.name for field in table.schema_arrow]
    except (pa.ArrowException, OSError) as error:
        raise FileRefused(f"the Parquet file cannot be opened: {error}") from error
    where, part = _columns(names)
    wanted = [names[index] for index in where] + ([] if part is None else [names[part]])
    number = 1
    for batch in table.iter_batches(batch_size=_BATCH_ROWS, columns=wanted):
        held = {name: batch.column(name).to_pylist() for name in wanted}
        labels = held[names[part]] if part is not None else [None] * batch.num_rows
        columns = [held[names[index]] for index in where]
        for label, values in zip(labels, zip(*columns, strict=True), strict=True):
            number += 1
            yield number, label, values
