"""Languages that texts are written in: how their tags look, and how a text falls back. Pure.

Which of them a shop offers is a fact of the shop, and which it may offer is a matter of its theme.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final

from pydantic import StringConstraints

TAG: Final = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"
"""A language, its script and its region as BCP 47 writes them: `pt`, `pt-BR`, `sr-Latn`."""
_TAG: Final = re.compile(TAG)
_LOCALES: Final = {"pt": "pt_PT"}

type Language = Annotated[str, StringConstraints(pattern=f"^{TAG}$", max_length=11)]

ENGLISH: Final = "en"
"""What the code itself is written in, and its last resort."""
STAFF_LANGUAGES: Final = ("es", "en")
"""Those of the back office's own screens, and of what only its staff read."""


def is_language(code: str) -> bool:
    """Whether it is written as the tag of a language; whether a shop offers it is another question."""
    return _TAG.fullmatch(code) is not None


def base_of(language: str) -> str:
    """`pt` of `pt-BR`."""
    return language.partition("-")[0]


def locale_of(language: str) -> str:
    """As Babel names it; `pt` alone is Portugal's, whose shops are in the EU."""
    return _LOCALES.get(language) or language.replace("-", "_")


def best_of(language: str, offered: Iterable[str]) -> str | None:
    """The one of `offered` that a reader of `language` reads: the same, its base, else none."""
    known = tuple(offered)
    return next((one for one in (language, base_of(language)) if one in known), None)


def text_in(
    texts: Mapping[str, str], language: str, *, default: str = "", otherwise: str = ""
) -> str:
    """The text in `language`, else in its base, else in `default`, else in any that has one."""
    for candidate in _turns(texts, language, default):
        if text := texts.get(candidate):
            return text
    return otherwise


def field_in(
    texts: Mapping[str, Mapping[str, str]],
    language: str,
    field: str,
    *,
    default: str = "",
    otherwise: str = "",
) -> str:
    """The same for texts of several fields: `{"es": {"name": …, "description": …}}`."""
    return text_in(
        {code: text.get(field, "") for code, text in texts.items()},
        language,
        default=default,
        otherwise=otherwise,
    )


def _turns(texts: Mapping[str, str], language: str, default: str) -> Iterator[str]:
    yield from (language, base_of(language))
    if default:
        yield from (default, base_of(default))
    yield from texts
