"""What a buyer may be about to type. Pure."""

import re
from typing import Final

from lonja.kernel.folding import folded
from lonja.shelf import _spelling

FEWEST_CHARACTERS: Final = 2
"""One letter begins half of all words."""
WORDS: Final = 6
_WORD: Final = re.compile(r"\w+")


def prefixes(typed: str) -> str:
    """A text search query in which the last word may go on; empty where nothing can be suggested."""
    words = _WORD.findall(folded(_spelling.searched(typed)).replace("_", " "))[:WORDS]
    if sum(map(len, words)) < FEWEST_CHARACTERS:
        return ""
    return " & ".join([*words[:-1], f"{words[-1]}:*"])


def begins(name: str, typed: str) -> bool:
    """Whether each word that was typed begins one of the name's."""
    ours = _WORD.findall(folded(name))
    words = _WORD.findall(folded(_spelling.searched(typed)))
    return bool(words) and all(any(one.startswith(word) for one in ours) for word in words)
