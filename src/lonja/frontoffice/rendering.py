"""From a view to bytes: the theme's templates over slotted dataclasses."""

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup

from lonja.adapters import theme_templates
from lonja.adapters.theme_language import Speech, name_of, speech
from lonja.adapters.themes import Theme
from lonja.frontoffice import wording

MAX_CARDS: Final = 1_000
"""Of each language; one is about a kilobyte."""


@cache
def environment(theme: Theme, language: str) -> Environment:
    """Made once, with what only pages say."""
    words = speech(theme, language)
    made = theme_templates.environment(theme, language)
    made.globals.update(
        word=lambda table, code: words.say(getattr(wording, table).get(code, code)),
        language_name=partial(name_of, reader=language),
        json_ld=_json_ld,
        stars=cache(partial(_stars, words)),
        card=lru_cache(MAX_CARDS)(partial(_card, made)),
    )
    return made


def render(theme: Theme, template: str, language: str, view: object) -> str:
    words = environment(theme, theme.language_of(language))
    return words.get_template(template).render(view=view)


def address(path: str, query: Mapping[str, Any] | list[tuple[str, str]] | None = None) -> str:
    pairs = list(query.items()) if isinstance(query, Mapping) else query or []
    kept = [(key, value) for key, value in pairs if value not in (None, "")]
    return f"{path}?{urlencode(kept)}" if kept else path


def _stars(words: Speech, tenths: int) -> Markup:
    """Drawn in halves, said in tenths; kept, because a page shows the same few again and again."""
    said = words.say(wording.N_("%(stars)s of 5 stars")) % {"stars": words.tenths(tenths)}
    return Markup('<span class="stars is-{}" role="img" aria-label="{}"></span>').format(
        (tenths + 2) // 5, said
    )


def _card(words: Environment, item: object, currency: str, **shown: object) -> Markup:
    """Kept, because a product's card stands in its category, in searches, and beside its like."""
    bits: Any = words.get_template("parts/bits.html").module
    return Markup(bits.card(item, currency, **shown))  # noqa: S704 - it was escaped


def _json_ld(data: str) -> Markup:
    """JSON inside a script element: no `<` may end it early."""
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704
