"""Reads a row of a stock file, or reports why it cannot be read. Pure.

A row names a SKU and a quantity; where a location is missing it is the shop's first, and where a
mode is missing the quantity is what is there now (`set`), not what came in (`add`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from lonja.imports._files.sniffing import WrongHeading
from lonja.imports._stock.quantities import QuantityProblem, read_quantity

type Mode = Literal["set", "add"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "sku": ("sku", "variant sku", "código", "codigo", "referencia", "ref"),
    "quantity": (
        *("quantity", "qty", "on hand (new)", "on hand", "stock", "cantidad", "unidades"),
        "on hand (current)",
    ),
    "current": ("on hand (current)",),
    "location": ("location", "warehouse", "ubicación", "ubicacion", "almacén", "almacen"),
    "mode": ("mode", "modo"),
}
NEEDED: Final = ("sku", "quantity")
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


@dataclass(frozen=True, slots=True)
class RowError:
    """`code` is stable; `values` are the cells as they stood in the file."""

    row: int
    code: str
    message: str
    values: Mapping[str, Any]
    is_error: bool = True


def columns_of(header: Sequence[object]) -> tuple[dict[str, int], list[str]]:
    """The position of each column, by name and in any order, and the unknown columns."""
    plain = [" ".join(str(name or "").split()).casefold() for name in header]
    found = {
        column: next((plain.index(name) for name in names if name in plain), -1)
        for column, names in COLUMNS.items()
    }
    missing = [column for column in NEEDED if found[column] < 0]
    if missing:
        raise WrongHeading(
            f"this is no stock file: its header has no column {' and no column '.join(missing)}"
            " (needed are sku and quantity; location and mode may stand beside them)"
        )
    known = set(found.values())
    unknown = [
        str(name)[:MAX_CELL_CHARACTERS]
        for at, name in enumerate(header)
        if at not in known and plain[at]
    ]
    return {column: at for column, at in found.items() if at >= 0}, unknown


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


class Repeats:
    """Finds rows that would undo each other: chunks run in any order, so a file may say how many
    there are of a SKU at a place once, and not add to it besides.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[int, Mode]] = {}

    def check(self, row: StockRow) -> RowError | None:
        key = (row.sku.casefold(), row.location)
        seen = self._seen.setdefault(key, (row.row, row.mode))
        if seen[0] == row.row or (seen[1] == "add" and row.mode == "add"):
            return None
        values = {"sku": row.sku, "quantity": str(row.quantity), "location": row.location}
        return RowError(
            row.row, "repeated", f"row {seen[0]} speaks of the same SKU and place already", values
        )
