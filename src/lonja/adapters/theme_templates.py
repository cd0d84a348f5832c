"""A theme's templates: one environment for each theme and language, made once."""

import re
from functools import cache, partial
from typing import Any, Final, override

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.ext import Extension
from markupsafe import escape

from lonja.adapters.theme_language import speech
from lonja.adapters.themes import Folder, Theme
from lonja.kernel.address import country_name
from lonja.taxes import api as taxes

_FIXED_TEXT: Final = re.compile(r'\{\{ _\("([^"\\]*)"\) \}\}')
_FIXED_FILE: Final = re.compile(r'\{\{ asset\("([^"\\]*)"\) \}\}')


class Fixed(Extension):
    """Resolves constants when a template is loaded: fixed texts, addresses of files.

    An environment has one language, so `{{ _("…") }}` is a constant in it.
    """

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        def text(found: re.Match[str]) -> str:
            words: Any = self.environment.globals["gettext_plain"]
            translated = str(words(found.group(1)))
            return translated if is_plain(name) else str(escape(translated))

        def file(found: re.Match[str]) -> str:
            address: Any = self.environment.globals["asset"]
            return str(address(found.group(1)))

        return _FIXED_FILE.sub(file, _FIXED_TEXT.sub(text, source))


@cache
def environment(theme: Theme, language: str) -> Environment:
    """Pages by their name, mails as `mails/…`; `default/base.html` is that theme's own file."""
    words = speech(theme, language)
    made = Environment(
        loader=ChoiceLoader(
            [
                *(_loader(folder) for folder in theme.folders),
                PrefixLoader({folder.name: _loader(folder) for folder in theme.folders}),
            ]
        ),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", Fixed],
    )
    made.globals["gettext_plain"] = words.say
    made.install_gettext_callables(words.say, words.say_many, newstyle=True)  # type: ignore[attr-defined]
    made.filters["money"] = words.money
    made.filters["day"] = words.day
    made.filters["weekday"] = words.weekday
    made.filters["clock"] = words.clock
    made.filters["moment"] = words.moment
    made.filters["whole_day"] = words.whole_day
    made.filters["whole_moment"] = words.whole_moment
    made.filters["percent_off"] = words.percent_off
    made.filters["tenths"] = words.tenths
    made.filters["tax_rate"] = words.tax_rate
    made.globals.update(
        option_name=words.option,
        option_value=words.value,
        country_name=partial(country_name, language=words.locale),
        place_name=partial(taxes.place_name, language=language),
        tax_name=partial(taxes.tax_name, language=language),
        asset=lambda name: asset(theme, name),
        icon=lambda name: icon(theme, name),
        tokens=theme.tokens,
    )
    return made


@cache
def asset(theme: Theme, name: str) -> str:
    """The address of a static file, with its content in it: it may be kept for ever."""
    return f"/static/{theme.name}/{name}?v={theme.digest(name)}"


@cache
def icon(theme: Theme, name: str) -> str:
    """The address of the theme's icon in another form; empty where the theme draws only the SVG."""
    return asset(theme, name) if theme.draws_with(f"static/{name}", "static/icon.svg") else ""


def is_plain(name: str | None) -> bool:
    return name is not None and name.endswith(".txt")


def _loader(folder: Folder) -> BaseLoader:
    return ChoiceLoader(
        [
            FileSystemLoader(folder.path / "templates"),
            PrefixLoader({"mails": FileSystemLoader(folder.path / "mails")}),
        ]
    )
