"""From a view to bytes: Jinja2 over slotted dataclasses, an environment for each language."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, override
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from lonja.frontoffice import wording
from lonja.frontoffice.i18n import Speech, speech
from lonja.kernel.address import country_name

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
_FIXED_TEXT: Final = re.compile(r'\{\{ _\("([^"\\]*)"\) \}\}')
_FIXED_ASSET: Final = re.compile(r'\{\{ asset\("([^"\\]*)"\) \}\}')


class Spoken(Extension):
    """Says at loading time what is said in every rendering: fixed texts, addresses of assets.

    An environment speaks one language, so `{{ _("…") }}` is a constant in it.
    """

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        say = self.environment.globals["gettext_plain"]
        assert callable(say)
        source = _FIXED_TEXT.sub(lambda found: str(escape(say(found.group(1)))), source)
        return _FIXED_ASSET.sub(lambda found: asset(found.group(1)), source)


@cache
def environment(language: str) -> Environment:
    said = speech(language)
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", Spoken],
    )
    made.globals["gettext_plain"] = said.say
    made.install_gettext_callables(said.say, said.say_many, newstyle=True)  # type: ignore[attr-defined]
    made.filters["money"] = said.money
    made.filters["day"] = said.day
    made.filters["moment"] = said.moment
    made.filters["whole_day"] = said.whole_day
    made.filters["tenths"] = said.tenths
    made.globals.update(
        asset=asset,
        word=lambda table, code: said.say(getattr(wording, table).get(code, code)),
        value_word=lambda key, value: said.say(wording.VALUES.get(key, {}).get(value, value)),
        country_name=partial(country_name, language=language),
        json_ld=_json_ld,
        stars=cache(partial(_stars, said)),
    )
    return made


def render(template: str, language: str, view: object) -> str:
    return environment(language).get_template(template).render(view=view)


@cache
def asset(name: str) -> str:
    """The address of a static file, with its content in it: it may be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def address(path: str, query: Mapping[str, Any] | list[tuple[str, str]] | None = None) -> str:
    pairs = list(query.items()) if isinstance(query, Mapping) else query or []
    kept = [(key, value) for key, value in pairs if value not in (None, "")]
    return f"{path}?{urlencode(kept)}" if kept else path


def _stars(said: Speech, tenths: int) -> Markup:
    """Drawn in halves, said in tenths; kept, because a page shows the same few again and again."""
    words = said.say(wording.N_("%(stars)s of 5 stars")) % {"stars": said.tenths(tenths)}
    return Markup('<span class="stars is-{}" role="img" aria-label="{}"></span>').format(
        (tenths + 2) // 5, words
    )


def _json_ld(data: str) -> Markup:
    """JSON inside a script element: no `<` may end it early."""
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704
