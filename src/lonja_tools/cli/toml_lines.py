"""Finds the line of a value in a TOML text: TOML parsers do not report it."""

import re
from typing import Final

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?")
_KEY: Final = re.compile(r"^\s*([A-Za-z0-9_\-\"'. ]+?)\s*=")


def line_of(text: str, place: tuple[str, ...]) -> int | None:
    """The line (from 1) of the value at `place`, else of its nearest enclosing table.

    `("tax_rates", "1", "percent")` is `percent` below the second `[[tax_rates]]`.
    """
    best: tuple[int, int] | None = None
    here: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = _table(header.group(2), is_list=header.group(1) == "[[", counts=counts)
            table = here
        elif key := _KEY.match(line):
            table = (*here, *_parts(key.group(1)))
        else:
            continue
        if table and table == place[: len(table)] and (best is None or len(table) > best[0]):
            best = len(table), number
    return None if best is None else best[1]


def _table(name: str, *, is_list: bool, counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """The full path of a table header, with the index in each array of tables."""
    place: tuple[str, ...] = ()
    parts = _parts(name)
    for at, part in enumerate(parts):
        place = (*place, part)
        if at == len(parts) - 1 and is_list:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, str(counts[place]))
    return place


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
