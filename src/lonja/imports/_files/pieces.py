"""A file of rows as headings and texts, and in pieces that are files themselves. Memory stays flat."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lonja.imports._files.cells import CodeFault, code_of, text_of
from lonja.imports._files.guarding import unguarded
from lonja.imports._files.reasons import REASON
from lonja.imports._files.sniffing import FileEmpty, FileTooLarge
from lonja.imports._files.tables import MAX_ROWS, Seen, records

CHUNK_CHARACTERS: Final = 4_000_000
"""Fewer rows where they are long: a chunk is held whole by the worker that takes it in."""
MAX_GROUP_CHARACTERS: Final = 16_000_000
MAX_CELL: Final = 100_000
NO_CODE: Final = "\ue000"
"""Stands before a cell that the spreadsheet keeps as a date or a fraction: as a code it is lost."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """An open file: its headings, and the rows below as the text that a person sees."""

    headings: Sequence[str]
    rows: Iterator[tuple[int, list[str]]]
    seen: Seen


@contextmanager
def reading(path: Path, encoding: str) -> Iterator[SheetRead]:
    """Raise `FileRefused` where it is no table."""
    with path.open("rb") as source:
        seen = Seen()
        found = records(source, seen, encoding=encoding)
        _, header = next(found, (1, ()))
        headings = [unguarded(text_of(cell)) for cell in header]
        while headings and not headings[-1]:
            headings.pop()
        has_reasons = bool(headings) and headings[-1] in REASON.values()
        if has_reasons:  # refused rows that come back mended
            headings.pop()
        if not headings:
            raise FileEmpty("the file has no headings")
        yield SheetRead(headings, _texts(found, len(headings), is_cut=has_reasons), seen)


def _texts(
    found: Iterator[tuple[int, Sequence[object]]], width: int, *, is_cut: bool
) -> Iterator[tuple[int, list[str]]]:
    for row, cells in found:
        texts = [_text(cell) for cell in (cells[:width] if is_cut else cells)]
        while len(texts) > width and not texts[-1]:
            texts.pop()
        yield row, texts


def _text(cell: object) -> str:
    code = code_of(cell)
    if isinstance(code, CodeFault):
        return NO_CODE + text_of(cell)[:MAX_CELL]
    return code[:MAX_CELL].replace(NO_CODE, "")


def headings_of(headings: Sequence[str]) -> bytes:
    """By which a file like this one is known again."""
    return hashlib.sha256(json.dumps(list(headings)).encode()).digest()


def cut(
    read: SheetRead,
    key_of: Callable[[list[str]], str],
    *,
    is_grouped: bool,
    may_repeat: Callable[[list[str]], bool],
    chunk_rows: int,
) -> Iterator[tuple[int, bytes]]:
    """(rows, content) of each chunk: things whole, in the order of the file, memory flat.

    A thing with more rows than a chunk has one of its own.
    A thing that comes again later is marked: chunks run beside each other, so the last would win.
    """
    seen: dict[bytes, bool] = {}
    chunk: list[dict[str, Any]] = []
    lines = total = characters = 0
    for key, group in _groups(read.rows, key_of, is_grouped=is_grouped):
        total += len(group)
        weight = sum(_weight(cells) for _, cells in group)
        if total > MAX_ROWS:
            raise FileTooLarge(f"the file has more than {MAX_ROWS} rows: cut it in two")
        is_full = lines + len(group) > chunk_rows or characters + weight > CHUNK_CHARACTERS
        if chunk and is_full:
            yield lines, _dump(chunk)
            chunk, lines, characters = [], 0, 0
        digest = hashlib.blake2b(key.casefold().encode(), digest_size=12).digest()
        may = may_repeat(group[0][1])
        is_again = digest in seen and not (may and seen[digest])
        fault = "key_missing" if not key else "repeated" if is_again else ""
        seen.setdefault(digest, may)
        has_formula = any(row in read.seen.unresolved for row, _ in group)
        chunk.append({"lines": group, "fault": fault, "has_formula": has_formula})
        lines += len(group)
        characters += weight
    if not total:
        raise FileEmpty("the file has a header and no rows")
    yield lines, _dump(chunk)


def _groups(
    rows: Iterable[tuple[int, list[str]]],
    key_of: Callable[[list[str]], str],
    *,
    is_grouped: bool,
) -> Iterator[tuple[str, list[Any]]]:
    group: list[Any] = []
    current = ""
    weight = 0
    for row, cells in rows:
        key = key_of(cells)
        if group and (key != current or not key or not is_grouped):
            yield current, group
            group, weight = [], 0
        current = key
        group.append([row, cells])
        weight += _weight(cells)
        if weight > MAX_GROUP_CHARACTERS:
            raise FileTooLarge(f"up to row {row} it is all about {key[:80]!r}: that is too much")
    if group:
        yield current, group


def _weight(cells: Sequence[str]) -> int:
    return sum(map(len, cells))


def _dump(chunk: Sequence[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in chunk)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one thing; `fault` is why none of them can be taken."""

    rows: Sequence[tuple[int, Sequence[str]]]
    fault: str
    has_formula: bool
    """One of its rows has a formula whose result the file does not hold: it looks empty."""


def load_groups(content: bytes) -> list[Group]:
    """As `cut` wrote them."""
    found = []
    for line in content.splitlines():
        read = json.loads(line)
        rows = [(row, cells) for row, cells in read["lines"]]
        found.append(Group(rows, read["fault"], read["has_formula"]))
    return found
