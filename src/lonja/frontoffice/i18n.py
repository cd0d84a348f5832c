"""The storefront's languages and currencies, and which of them a browser likes best."""

from collections.abc import Sequence
from typing import Final

NAMES: Final = {"es": "Español", "en": "English"}
LOCALES: Final = {"es": "es_ES", "en": "en_US"}


def preferred(accept_language: str, languages: Sequence[str]) -> str:
    """The one of `languages` that a browser likes best, else the first."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:400].split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.strip().lower()[:2]
        if language in languages:
            wishes.append((-_weight(weight), place, language))
    return min(wishes)[2] if wishes else languages[0]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
