"""The rows of a file as the import centre reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lonja.imports import centre
from lonja.imports._files.tables import Seen
from lonja.imports.api import RowError, StockRow, read_stock_row
from lonja.sheets import api as sheets
from lonja.sheets._kinds.stock import _COLUMNS as STOCK


@dataclass(frozen=True, slots=True)
class Table:
    """`named` are the cells by the columns of a stock file, with their number."""

    seen: Seen
    named: list[tuple[int, Mapping[str, str]]]

    @property
    def stock(self) -> list[StockRow | RowError]:
        return [read_stock_row(row, {"quantity": "", **cells}) for row, cells in self.named]


def table_of(folder: Path, data: bytes) -> Table:
    source = folder / "file"
    source.write_bytes(data)
    with centre.reading(source, "auto") as read:
        columns = sheets.propose(read.headings, STOCK).columns
        return Table(read.seen, [(row, sheets.named(columns, cells)) for row, cells in read.rows])
