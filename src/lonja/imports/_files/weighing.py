"""Whether a workbook would exhaust its reader's memory: checked as a stream, before it is read.

A part of an XLSX is a few kilobytes of zip that unpack to millions of elements, and each that is
held weighs some 300 bytes. The reader frees a row once it is read, and nothing else.
"""

import zlib
from typing import Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from lonja.imports._files.sniffing import FileDamaged, FileTooLarge

MAX_ROW_PIECES: Final = 100_000
"""Elements and attributes of one row: the widest that Excel writes has fewer."""
MAX_PIECES: Final = 10_000_000
"""Of all rows together: a hundred thousand rows of twenty cells with a value each."""
MAX_HELD_PIECES: Final = 1_000_000
"""Of everything that is no row: texts, styles, and what stands around the rows of each sheet."""
_SHEETS: Final = "xl/worksheets/"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW, _CELL, _FORMULA, _RESULT = (f"{_MAIN} {name}" for name in ("row", "c", "f", "v"))
_BLOCK_BYTES: Final = 64 * 1024


def check_weight(packed: ZipFile, *, max_rows: int) -> dict[str, frozenset[int]]:
    """Raise `FileRefused` where the workbook is no workbook of stock, whatever its size.

    Part → its rows with a formula whose result is not stored: they look empty to a reader.
    """
    unresolved: dict[str, frozenset[int]] = {}
    scale = _Scale(max_rows)
    for part in packed.infolist():
        try:
            unresolved[part.filename] = scale.weigh(packed, part)
        except expat.ExpatError:
            continue  # a picture, or damaged: the reader comes no further than this did
        except (BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise FileDamaged(f"the workbook is damaged or locked: {error}") from error
    return unresolved


class _Scale:
    def __init__(self, max_rows: int) -> None:
        self._max_rows = max_rows
        self._held = 0
        self._rows = 0
        self._of_row = 0
        self._depth = 0
        self._row_depth = 0
        self._has_rows = False
        self._of_all_rows = 0
        self._row_number = 0
        self._has_formula = self._has_result = self._is_result = False
        self._unresolved: set[int] = set()

    def weigh(self, packed: ZipFile, part: ZipInfo) -> frozenset[int]:
        self._rows = self._depth = self._row_depth = self._row_number = 0
        self._unresolved = set()
        self._has_rows = part.filename.startswith(_SHEETS)
        reader = expat.ParserCreate(namespace_separator=" ")
        reader.ordered_attributes = True
        reader.StartElementHandler = self._begins
        reader.EndElementHandler = self._ends
        reader.CharacterDataHandler = self._text
        with packed.open(part) as source:
            while block := source.read(_BLOCK_BYTES):
                reader.Parse(block, False)
        return frozenset(self._unresolved)

    def _begins(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        pieces = 1 + len(attributes) // 2
        if self._row_depth:
            self._of_row += pieces
            self._of_all_rows += pieces
            if name == _CELL:
                self._has_formula = self._has_result = False
            elif name == _FORMULA:
                self._has_formula = True
            self._is_result = name == _RESULT
        elif self._has_rows and name == _ROW:
            self._row_depth, self._of_row = self._depth, pieces
            self._rows += 1
            self._row_number = _number(attributes) or self._row_number + 1
        else:
            self._held += pieces
            if name.endswith(" Override"):
                _check_place(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        if (
            self._of_row > MAX_ROW_PIECES
            or self._of_all_rows > MAX_PIECES
            or self._rows > self._max_rows
            or self._held > MAX_HELD_PIECES
        ):
            raise FileTooLarge("the workbook is far larger than it looks: save it as CSV UTF-8")

    def _text(self, _: str) -> None:
        self._has_result = self._has_result or self._is_result

    def _ends(self, name: str) -> None:
        self._is_result = False
        if name == _CELL and self._has_formula and not self._has_result:
            self._unresolved.add(self._row_number)
        if self._depth == self._row_depth:
            self._row_depth = 0
        self._depth -= 1


def _number(attributes: list[str]) -> int:
    """The row's own number; empty rows may be left out."""
    named = dict(zip(attributes[::2], attributes[1::2], strict=True))
    number = named.get("r", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0


def _check_place(override: dict[str, str]) -> None:
    """Whether each listed sheet is a sheet: of another part, the reader would not free the rows."""
    place, kind = override.get("PartName", ""), override.get("ContentType", "")
    if place.startswith(f"/{_SHEETS}") and not kind.endswith(".worksheet+xml"):
        raise FileDamaged("the workbook is not built like one: save it as CSV UTF-8")
