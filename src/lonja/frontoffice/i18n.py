"""The storefront's languages and currencies, and which of them a browser likes best."""

from typing import Final

from lonja.adapters import theme_language

LANGUAGES: Final = theme_language.LANGUAGES
DEFAULT_LANGUAGE: Final = "es"
NAMES: Final = {"es": "Español", "en": "English"}
CURRENCIES: Final = ("EUR", "USD")


def preferred(accept_language: str) -> str:
    """The language of ours that a browser likes best."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:400].split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.strip().lower()[:2]
        if language in LANGUAGES:
            wishes.append((-_weight(weight), place, language))
    return min(wishes)[2] if wishes else DEFAULT_LANGUAGE


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
