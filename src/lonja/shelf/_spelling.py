"""What was typed, and which of our own words was meant. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from lonja.kernel.folding import folded

CORRECTED_WORDS: Final = 6
"""Of one query; a longer one is no typing error."""
_MEASURE: Final = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s*[xX×]\s*(\d+(?:[.,]\d+)?)(?![\w.,])")
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{3,30}(?![\w-])")
_SHORT: Final = 5
_AFTER_Z: Final = "\x7f"
_END: Final = "\x01"


def name_key(name: str, language: str) -> str:
    """Sorts by bytes as a reader of the language expects: the same on every server.

    A database's own collations differ between systems and between versions of one.
    """
    lower = unicodedata.normalize("NFC", name.lower())
    if language == "es":
        lower = lower.replace("ñ", "n" + _AFTER_Z)
    return f"{folded(lower)}{_END}{name}"


def searched(query: str) -> str:
    """A query as it is compared: composed letters, and measures as our texts write them: 20x20."""
    composed = " ".join(unicodedata.normalize("NFC", query).split())
    return _MEASURE.sub(r"\1x\2", composed)


def words_of(text: str) -> dict[str, str]:
    """The words of a text that may be misspelt, plain → as it stands; numbers and codes are none."""
    found: dict[str, str] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", text.lower())):
        found.setdefault(folded(word), word)
    return found


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


def respelled(word: str, ours: Mapping[str, str]) -> str:
    """As it is, or the nearest of our own words as we spell it."""
    found = nearest(folded(word), ours)
    return word if found is None or found == folded(word) else ours[found]
