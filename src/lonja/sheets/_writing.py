"""Rows as CSV or XLSX, piece by piece: no more is held than the rows of one page. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, Protocol
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lonja.imports.centre import guarded

type Format = Literal["csv", "xlsx"]

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
}
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""One of these, in the name that a buyer gave, and no spreadsheet would open the whole file."""
_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The same rows are the same bytes."""


class RowWriter(Protocol):
    def rows(self, rows: Iterable[Sequence[str]]) -> bytes: ...

    def end(self) -> bytes: ...


def writer_of(kind: Format) -> RowWriter:
    return CsvWriter() if kind == "csv" else XlsxWriter()


class CsvWriter:
    """What an Excel opens with the right letters; a formula stays a text."""

    def __init__(self) -> None:
        self._begun = False

    def rows(self, rows: Iterable[Sequence[str]]) -> bytes:
        target = io.StringIO()
        if not self._begun:
            target.write("\ufeff")
            self._begun = True
        csv.writer(target).writerows([guarded(cell) for cell in row] for row in rows)
        return target.getvalue().encode()

    def end(self) -> bytes:
        return b""


class XlsxWriter:
    """Every cell is a text of its own: no formula, no number that loses its zeros."""

    def __init__(self) -> None:
        self._target = _Pieces()
        self._book = ZipFile(self._target, "w", ZIP_DEFLATED)
        for name, text in _PARTS.items():
            self._book.writestr(_part(name), _HEAD + text)
        self._sheet = self._book.open(_part("xl/worksheets/sheet1.xml"), "w")
        self._sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())

    def rows(self, rows: Iterable[Sequence[str]]) -> bytes:
        for row in rows:
            cells = "".join(_cells(row))
            self._sheet.write(f"<row>{cells}</row>".encode())
        return self._target.taken()

    def end(self) -> bytes:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._book.close()
        return self._target.taken()


def _part(name: str) -> ZipInfo:
    info = ZipInfo(name, _FIXED_TIME)
    info.compress_type = ZIP_DEFLATED
    return info


def _cells(row: Sequence[str]) -> Iterator[str]:
    for cell in row:
        if cell:
            text = escape(_NO_XML.sub("", cell)).replace("\r", "&#13;")
            yield f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        else:
            yield "<c/>"


class _Pieces(io.RawIOBase):
    """What was written since it was last asked for: a stream that nobody can go back in."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]  # what zipfile gives
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        found, self._pieces = b"".join(self._pieces), []
        return found
