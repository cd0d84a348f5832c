"""The real format of a file, whatever its name; and its text, or the reason why it has none.

A file is refused before its first row is read, with the format that was found and a remedy.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, ClassVar, Literal

from lonja.kernel.errors import Refused

Kind = Literal["csv", "xlsx", "parquet"]

HEAD_BYTES = 64 * 1024
MAX_LINE_CHARACTERS = 1_000_000
ENCODINGS = ("utf-8", "cp1252", "utf-16")
_READ_BYTES = 256 * 1024
_DELIMITERS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c")

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls): save it as .xlsx or as CSV UTF-8"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first"),
    (b"{", "JSON"),
    (b"<", "HTML or XML"),
)


class FileRefused(Refused):
    """The whole file has the wrong format; nothing of it was imported."""

    code: ClassVar[str] = "file_refused"


class FileEmpty(FileRefused):
    code: ClassVar[str] = "file_empty"


class FileNoTable(FileRefused):
    """A picture, a document, an archive, or a table of another format than is read here."""

    code: ClassVar[str] = "file_no_table"


class FileNotUtf8(FileRefused):
    """Text in letters that would be guessed: to be saved as CSV UTF-8."""

    code: ClassVar[str] = "file_not_utf8"


class FileTooLarge(FileRefused):
    """More bytes or rows than are taken at once: to be cut in two."""

    code: ClassVar[str] = "file_too_large"


class FileDamaged(FileRefused):
    code: ClassVar[str] = "file_damaged"


def kind_of(head: bytes, *, encoding: str = "utf-8") -> Kind:
    """Tell a file by its first bytes; raise `FileRefused` when it is no table at all."""
    if not head.strip():
        raise FileEmpty("the file is empty")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or b"[Content_Types].xml" in head:
            return "xlsx"
        raise FileNoTable("the file is a ZIP archive: unpack it first")
    for signature, meaning in _SIGNATURES:
        if head.startswith(signature):
            raise FileNoTable(f"the file is {meaning}, not a table")
    if encoding != "utf-16":
        _refuse_what_is_no_text(head)
    return "csv"


def _refuse_what_is_no_text(head: bytes) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileNotUtf8("the file is UTF-16 text: save it as CSV UTF-8")
    zeros = head.count(b"\0")
    if zeros * 3 > len(head):
        raise FileNotUtf8("the file looks like UTF-16 text: save it as CSV UTF-8")
    if zeros:
        line = head.count(b"\n", 0, head.index(b"\0")) + 1
        raise FileDamaged(f"line {line} holds a NUL byte: the file is damaged or not text")
    controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in head)
    if controls * 100 > len(head):
        raise FileNoTable("the file is binary, not text")


def csv_records(
    source: BinaryIO, *, delimiter: str, encoding: str = "utf-8"
) -> Iterator[tuple[int, list[str]]]:
    """Yield (row, cells) as a spreadsheet counts rows: the header is row 1, an empty row counts."""
    lines = _lines(source, encoding)
    first = next(lines, "")
    if separator_line(first) is None:
        lines = chain((first,), lines)
    reader = csv.reader(lines, delimiter=delimiter)
    row = 0
    try:
        for cells in reader:
            row += 1
            if any(cells):
                yield row, cells
    except csv.Error as error:
        raise FileDamaged(f"after row {row}: {error}; is a quotation mark left open?") from error


def _lines(source: BinaryIO, encoding: str) -> Iterator[str]:
    """Decode strictly, line by line: a guess would put wrong letters into the shop in silence."""
    if encoding not in ENCODINGS:
        raise FileRefused(f"encoding {encoding!r} is not one of {', '.join(ENCODINGS)}")
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    line, left = 0, ""
    while True:
        block = source.read(_READ_BYTES)
        try:
            text = left + decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise FileNotUtf8(_not_decodable(error, line + left.count("\n"), encoding)) from error
        lines = _split(text)
        left = lines.pop() if block and lines else ""
        if len(left) > MAX_LINE_CHARACTERS:
            raise FileDamaged(f"line {line + 1} is longer than {MAX_LINE_CHARACTERS} characters")
        for one in lines:
            line += 1
            if "\0" in one:
                raise FileDamaged(f"line {line} holds a NUL byte: the file is damaged or not text")
            yield one
        if not block:
            return


def _split(text: str) -> list[str]:
    """Split at line feeds alone: `str.splitlines` would cut a cell at exotic separators."""
    lines = text.split("\n")
    last = lines.pop()
    return [f"{one}\n" for one in lines] + ([last] if last else [])


def _not_decodable(error: UnicodeDecodeError, lines_before: int, encoding: str) -> str:
    before = bytes(error.object)[: error.start]
    byte = error.object[error.start]
    return (
        f"line {lines_before + before.count(b'\n') + 1} is not {encoding.upper()} text"
        f" (byte 0x{byte:02X}): save the file as CSV UTF-8"
    )


def delimiter_of(head: bytes, encoding: str = "utf-8") -> str:
    """The separator of the header line; a Spanish Excel writes semicolons."""
    text = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    first, _, rest = text.partition("\n")
    if separator := separator_line(first):
        return separator
    header = _QUOTED.sub("", f"{first}\n{rest}").partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def separator_line(line: str) -> str | None:
    """The separator that Excel's own first line names; Excel neither shows nor counts that line."""
    found = _SEPARATOR_LINE.fullmatch(line.lstrip("\ufeff").strip("\r\n ").strip('"'))
    return found[1] if found else None


def encoding_of(source: BinaryIO) -> str:
    """UTF-8, or what an older Excel writes in Western Europe; the whole file is looked at."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := source.read(_READ_BYTES):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        source.seek(0)
    return "utf-8"
