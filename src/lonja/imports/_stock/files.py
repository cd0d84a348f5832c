"""A stock file as CSV or XLSX, read as a stream and cut into chunks that are files themselves."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path
from typing import Final

from lonja.imports._files.cells import CodeFault, code_of, text_of
from lonja.imports._files.sniffing import FileEmpty, FileTooLarge
from lonja.imports._files.tables import MAX_ROWS, Seen, records
from lonja.imports._stock.rows import Repeats, RowError, StockRow, columns_of, read_row

CHUNK_ROWS: Final = 250
"""Rows that one message takes in: their variants stay locked while it does."""

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
    seen = Seen()
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


def _lines(path: Path, seen: Seen) -> Iterator[StockLine]:
    repeats = Repeats()
    with path.open("rb") as source:
        found = records(source, seen)
        _, header = next(found, (1, ()))
        where, others = columns_of([text_of(name) for name in header])
        seen.unknown_columns += others[:50]
        for number, cells in found:
            line = _line(number, cells, where, seen)
            repeated = repeats.check(line) if isinstance(line, StockRow) else None
            yield repeated or line


def _line(number: int, cells: Sequence[object], where: Mapping[str, int], seen: Seen) -> StockLine:
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
