"""Text as people type it in a search: lower case, without accents."""

import re
import unicodedata
from typing import Final

MAX_WORDS: Final = 6
_BETWEEN: Final = re.compile(r"[\s,;()\"]+")


def folded(text: str) -> str:
    """What the database's `folded(text)` gives for the same text."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def patterns(query: str) -> list[str]:
    """A LIKE pattern for each word of `query`, in any order; always `MAX_WORDS` of them.

    The last ones match everything where the query has fewer words.
    """
    words = [word.lstrip("+") for word in _BETWEEN.split(folded(query.replace("\0", "")))]
    asked = [f"%{escaped(word)}%" for word in words if word][:MAX_WORDS]
    return asked + ["%"] * (MAX_WORDS - len(asked))


def escaped(text: str) -> str:
    """`text` as LIKE matches it and nothing else."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
