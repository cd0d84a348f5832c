"""Which order a line of a bank's file names. Pure."""

import re
from collections.abc import Iterable
from typing import Final

_PART: Final = "[0-9ABCDEFGHJKMNPQRSTVWXYZ]{4}"
_NUMBER: Final = re.compile(
    rf"(?=(?<![A-Z0-9])(?:([A-Z0-9]{{1,6}})[ -])?({_PART})[ -]?({_PART})(?![A-Z0-9]))"
)


def numbers_in(concept: str, *, prefix: str = "") -> list[str]:
    """What could be an order's number, as buyers write it: small, without its dash, amid words."""
    found: dict[str, None] = {}
    for own, left, right in _NUMBER.findall(concept.upper()):
        number = f"{left}-{right}"
        for each in (own, prefix):
            if each:
                found[f"{each}-{number}"] = None
        found[number] = None
    return list(found)


def only(numbers: Iterable[str]) -> str | None:
    """The number, where there is one alone: a line that names two orders is a person's."""
    every = set(numbers)
    return every.pop() if len(every) == 1 else None
