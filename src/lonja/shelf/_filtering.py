"""How the store is asked for chosen facets: one text for each key, its alternatives joined.

Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from lonja.kernel.languages import base_of

SEPARATOR: Final = "\x1f"

# Which text search configuration stems a language; others are matched as plain words.
_CONFIGURATIONS: Final = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def configuration_of(language: str) -> str:
    """PostgreSQL's own for the language, whatever its region; `simple` compares whole words."""
    return _CONFIGURATIONS.get(base_of(language), "simple")


def groups(chosen: Mapping[str, Sequence[str]] | None) -> list[str]:
    return [
        SEPARATOR.join(f"{key}:{value}" for value in values)
        for key, values in sorted((chosen or {}).items())
        if values
    ]
