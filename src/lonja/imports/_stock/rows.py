"""Reads a row of a stock file, or reports why it cannot be read. Pure.

A row names a SKU and a quantity; where a location is missing it is the shop's first, and where a
mode is missing the quantity is what is there now (`set`), not what came in (`add`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lonja.imports._finding import RowError
from lonja.imports._stock.quantities import QuantityProblem, read_quantity

type Mode = Literal["set", "add"]

MAX_QUANTITY: Final = 10_000_000
MAX_CELL_CHARACTERS: Final = 200
_MODES: Final[Mapping[str, Mode]] = {
    "": "set", "set": "set", "total": "set", "fijar": "set", "add": "add", "sumar": "add",
}  # fmt: skip
_EXCEL_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/D", "#¡REF!"}
)


@dataclass(frozen=True, slots=True)
class StockRow:
    row: int
    sku: str
    quantity: int
    location: str
    mode: Mode


def read_row(row: int, cells: Mapping[str, str]) -> StockRow | RowError:
    """The row, or the first thing that is wrong with it."""
    values = {column: cell[:MAX_CELL_CHARACTERS] for column, cell in cells.items() if cell}
    found = _first_fault(cells)
    if found is not None:
        return RowError(row, found[0], found[1], values)
    mode = _MODES[cells.get("mode", "").casefold()]
    quantity = read_quantity(_quantity(cells))
    return StockRow(row, cells["sku"], quantity, cells.get("location", "").casefold(), mode)


def _quantity(cells: Mapping[str, str]) -> str:
    """The new count; where Shopify's file has none, the one it says is there now."""
    return cells["quantity"] or cells.get("current", "")


def _first_fault(cells: Mapping[str, str]) -> tuple[str, str] | None:
    if any(len(cell) > MAX_CELL_CHARACTERS for cell in cells.values()):
        return "cell_too_long", f"a cell has more than {MAX_CELL_CHARACTERS} characters"
    if not cells["sku"]:
        return "sku_missing", "the row names no SKU"
    if broken := next((cell for cell in cells.values() if cell.upper() in _EXCEL_ERRORS), None):
        return "cell_is_error", f"the spreadsheet says {broken} here: mend its formula"
    quantity, mode = _quantity(cells), cells.get("mode", "").casefold()
    if mode not in _MODES:
        return "mode_unknown", f"the mode is {mode!r}; it may be set or add"
    if not quantity:
        return "quantity_missing", "the row has no quantity"
    try:
        number = read_quantity(quantity)
    except QuantityProblem as problem:
        return problem.code, str(problem)
    if abs(number) > MAX_QUANTITY:
        return "quantity_too_large", f"the quantity is larger than {MAX_QUANTITY}"
    if _MODES[mode] == "set" and number < 0:
        return "quantity_negative", "there cannot be less than none: use mode add to take away"
    return None
