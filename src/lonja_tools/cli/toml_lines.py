"""In which line of a TOML text a value stands: readers of TOML do not say."""

import re
from typing import Final

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?")
_KEY: Final = re.compile(r"^\s*([A-Za-z0-9_\-\"'. ]+?)\s*=")


def line_of(text: str, place: tuple[str, ...]) -> int | None:
    """The line (from 1) of the value at `place`, else of the nearest thing around it.

    `("tax_rates", "1", "percent")` is `percent` below the second `[[tax_rates]]`.
    """
    best: tuple[int, int] | None = None
    here: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = _table(header.group(2), is_list=header.group(1) == "[[", counts=counts)
            found = here
        elif key := _KEY.match(line):
            found = (*here, *_parts(key.group(1)))
        else:
            continue
        if found and found == place[: len(found)] and (best is None or len(found) > best[0]):
            best = len(found), number
    return None if best is None else best[1]


def _table(name: str, *, is_list: bool, counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """The whole place of a header, with the number of each list that it stands in."""
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
