"""Languages that Lonja has message catalogs for, and how a text falls back to another one. Pure."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

type Language = Literal["es", "en"]

SUPPORTED_LANGUAGES: Final[tuple[str, ...]] = get_args(Language.__value__)
"""A shop chooses among these; a new one is a translated catalog of the theme."""


def text_in(texts: Mapping[str, str], language: str, *, otherwise: str = "") -> str:
    """The text in `language`, else in the first supported language that has one."""
    for candidate in (language, *SUPPORTED_LANGUAGES):
        if text := texts.get(candidate):
            return text
    return otherwise


def field_in(
    texts: Mapping[str, Mapping[str, str]], language: str, field: str, *, otherwise: str = ""
) -> str:
    """The same for texts of several fields: `{"es": {"name": …, "description": …}}`."""
    return text_in(
        {code: text.get(field, "") for code, text in texts.items()}, language, otherwise=otherwise
    )
