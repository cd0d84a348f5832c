"""What was typed, and which of our own words was meant. Pure."""

import re
from collections.abc import Iterable
from typing import Final

from lonja.kernel.folding import folded

CORRECTED_WORDS: Final = 6
"""Of one query; a longer one is no typing error."""
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{3,30}(?![\w-])")
_SHORT: Final = 5


def words_of(text: str) -> set[str]:
    """The words of a text that may be misspelt; numbers and codes are none."""
    return set(_WORD.findall(folded(text)))


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change, or swap with their neighbour: optimal string alignment."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            step = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                step = min(step, before[j - 2] + 1)
            row.append(step)
        before, above = above, row
    return above[-1]


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is one slip away, two for a long word; of equals, the first."""
    slips = 1 if len(word) <= _SHORT else 2
    found = [
        (distance(word, candidate), at, candidate)
        for at, candidate in enumerate(candidates)
        if abs(len(word) - len(candidate)) <= slips
    ]
    best = min(found, default=None)
    return best[2] if best is not None and best[0] <= slips else None
