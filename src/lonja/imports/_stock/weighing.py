"""Whether a workbook would fill the memory of who reads it: judged as a stream, before it is read.

A part of an XLSX is a few kilobytes of zip that unpack to millions of elements, and each that is
held weighs some 300 bytes. The reader lets go of a row once it is read, and of nothing else.
"""

import zlib
from typing import Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from lonja.imports._sniffing import FileRefused

MAX_ROW_PIECES: Final = 100_000
"""Elements and attributes of one row: the widest that Excel writes has fewer."""
MAX_HELD_PIECES: Final = 1_000_000
"""Of everything that is no row: texts, styles, and what stands around the rows of each sheet."""
_SHEETS: Final = "xl/worksheets/"
_ROW: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main row"
_BLOCK_BYTES: Final = 64 * 1024


def check_weight(packed: ZipFile, *, max_rows: int) -> None:
    """Raise `FileRefused` where the workbook is no workbook of stock, whatever its size."""
    scale = _Scale(max_rows)
    for part in packed.infolist():
        try:
            scale.weigh(packed, part)
        except expat.ExpatError:
            continue  # a picture, or damaged: the reader comes no further than this did
        except (BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise FileRefused(f"the workbook is damaged or locked: {error}") from error


class _Scale:
    def __init__(self, max_rows: int) -> None:
        self._max_rows = max_rows
        self._held = 0
        self._rows = 0
        self._of_row = 0
        self._depth = 0
        self._row_depth = 0
        self._has_rows = False

    def weigh(self, packed: ZipFile, part: ZipInfo) -> None:
        self._rows = self._depth = self._row_depth = 0
        self._has_rows = part.filename.startswith(_SHEETS)
        reader = expat.ParserCreate(namespace_separator=" ")
        reader.ordered_attributes = True
        reader.StartElementHandler = self._begins
        reader.EndElementHandler = self._ends
        with packed.open(part) as source:
            while block := source.read(_BLOCK_BYTES):
                reader.Parse(block, False)

    def _begins(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        pieces = 1 + len(attributes) // 2
        if self._row_depth:
            self._of_row += pieces
        elif self._has_rows and name == _ROW:
            self._row_depth, self._of_row = self._depth, pieces
            self._rows += 1
        else:
            self._held += pieces
            if name.endswith(" Override"):
                _check_place(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        if (
            self._of_row > MAX_ROW_PIECES
            or self._rows > self._max_rows
            or self._held > MAX_HELD_PIECES
        ):
            raise FileRefused("the workbook is far larger than it looks: save it as CSV UTF-8")

    def _ends(self, _: str) -> None:
        if self._depth == self._row_depth:
            self._row_depth = 0
        self._depth -= 1


def _check_place(override: dict[str, str]) -> None:
    """What stands among the sheets is a sheet: another part would be held where rows are let go."""
    place, kind = override.get("PartName", ""), override.get("ContentType", "")
    if place.startswith(f"/{_SHEETS}") and not kind.endswith(".worksheet+xml"):
        raise FileRefused("the workbook is not built like one: save it as CSV UTF-8")
