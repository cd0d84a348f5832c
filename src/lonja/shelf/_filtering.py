"""How the store is asked for chosen facets: one text for each key, its alternatives joined.

Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Final

SEPARATOR: Final = "\x1f"

# Which text search configuration stems a language; others are matched as plain words.
CONFIGURATIONS: Final = {"es": "spanish", "en": "english"}


def groups(chosen: Mapping[str, Sequence[str]] | None) -> list[str]:
    return [
        SEPARATOR.join(f"{key}:{value}" for value in values)
        for key, values in sorted((chosen or {}).items())
        if values
    ]
