"""From a view to bytes: the theme's templates over slotted dataclasses."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup

from lonja.adapters import theme_templates
from lonja.adapters.theme_language import Speech, name_of, speech
from lonja.adapters.themes import Theme
from lonja.frontoffice import wording


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


def _json_ld(data: str) -> Markup:
    """JSON inside a script element: no `<` may end it early."""
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704
