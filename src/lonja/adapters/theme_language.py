"""A theme's texts in one language: its catalog over its parents', with local money and dates."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_datetime, get_timezone
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import Translations

from lonja.adapters.themes import Theme, ThemeError
from lonja.kernel.languages import locale_of
from lonja.kernel.money import EXPONENTS

MINUS: Final = "\N{MINUS SIGN}"
OPTION: Final = "option"
"""The context of an option's name in a catalog; a value's context is its option."""
_FIRST_OF_A_MONTH: Final = {"fr": "1er"}
"""Where the first day of a month is written otherwise than as a figure; CLDR does not say."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One theme in one language: what a template calls to say something."""

    language: str
    translations: Translations
    options: Mapping[str, str]
    """Code of an option or attribute → its name, in the order in which pages show them."""
    values: Mapping[str, Mapping[str, str]]
    locale: str
    """Whose numbers and dates: `pt` may be written as in Portugal, where its catalog says so."""

    def say(self, text: str) -> str:
        return self.translations.ugettext(text)

    def say_many(self, one: str, many: str, count: int) -> str:
        return self.translations.ungettext(one, many, count)

    def option(self, code: str) -> str:
        return self.options.get(code) or titled(code)

    def value(self, option: str, code: str) -> str:
        return self.values.get(option, {}).get(code) or titled(code)

    def money(self, minor: int, currency: str) -> str:
        return _money(minor, currency, self.locale)

    def day(self, day: date) -> str:
        return _day(day, self.locale)

    def weekday(self, day: date) -> str:
        """With the name of its weekday, shortened."""
        return _weekday(day, self.locale)

    def clock(self, moment: datetime, time_zone: str) -> str:
        return _clock(moment, time_zone, self.locale)

    def whole_day(self, day: date) -> str:
        return _whole_day(day, self.locale)

    def percent_off(self, percent: int) -> str:
        return _percent_off(percent, self.locale)

    def tax_rate(self, basis_points: int) -> str:
        """2100 is 21 %."""
        return format_percent(basis_points / 10_000, locale=self.locale, decimal_quantization=False)

    def tenths(self, tenths: int) -> str:
        return _tenths(tenths, self.locale)

    def moment(self, moment: datetime, time_zone: str) -> str:
        local = moment.astimezone(get_timezone(time_zone))
        day = _written(local.date(), _day_pattern(self.locale), self.locale)
        return f"{day}, {local:%H:%M}"

    def whole_moment(self, moment: datetime, time_zone: str) -> str:
        """With its year, for what is more than a few months away."""
        zone = get_timezone(time_zone)
        clock = format_datetime(moment, "HH:mm", tzinfo=zone, locale=self.locale)
        return f"{_whole_day(moment.astimezone(zone).date(), self.locale)}, {clock}"


@cache
def _day_pattern(locale: str, skeleton: str = "MMMd") -> str:
    """A day and its month, shortened, as the language orders them."""
    return str(Locale.parse(locale).datetime_skeletons[skeleton].pattern)


@cache
def name_of(language: str, reader: str) -> str:
    """What a language is called in another one."""
    known = Locale.parse(language.replace("-", "_"))
    return known.get_display_name(locale_of(reader)) or language


@cache
def own_name(language: str) -> str:
    """As its readers write it at the head of a list: Español."""
    name = name_of(language, language)
    return name[:1].upper() + name[1:]


@cache
def open_graph_locale(language: str) -> str:
    """With the country that most of its readers live in, where it names none."""
    known = Locale.parse(locale_of(language), resolve_likely_subtags=True)
    likely = get_global("likely_subtags").get(str(known), "")
    territory = known.territory or likely.rpartition("_")[2]
    return f"{known.language}_{territory}" if territory else known.language


def titled(code: str) -> str:
    """A shop's own word as it was entered, but for a code's underscores and its first letter."""
    text = code.replace("_", " ")
    return text[:1].upper() + text[1:] if text.islower() else text


# A page says the same prices and days again and again, and writing one takes longer than a query.
@lru_cache(maxsize=20_000)
def _money(minor: int, currency: str, locale: str) -> str:
    text = format_currency(minor / 10 ** EXPONENTS[currency], currency, locale=locale)
    return text.replace("-", MINUS)


@lru_cache(maxsize=1_000)
def _day(day: date, locale: str) -> str:
    return _in_a_sentence(day, "", locale)


@lru_cache(maxsize=1_000)
def _clock(moment: datetime, time_zone: str, locale: str) -> str:
    return format_datetime(moment, "HH:mm", tzinfo=get_timezone(time_zone), locale=locale)


@lru_cache(maxsize=1_000)
def _weekday(day: date, locale: str) -> str:
    return _in_a_sentence(day, "EEE ", locale)


def _in_a_sentence(day: date, before: str, locale: str) -> str:
    """With its whole month where a short one ends in a full stop: sentences have their own."""
    short = _written(day, before + _day_pattern(locale), locale)
    if not short.endswith("."):
        return short
    return _written(day, before + _day_pattern(locale, "MMMMd"), locale)


@lru_cache(maxsize=1_000)
def _whole_day(day: date, locale: str) -> str:
    return _written(day, str(Locale.parse(locale).date_formats["long"].pattern), locale)


def _written(day: date, pattern: str, locale: str) -> str:
    first = _FIRST_OF_A_MONTH.get(Locale.parse(locale).language)
    if first and day.day == 1:
        pattern = pattern.replace("d", f"'{first}'")
    return format_date(day, pattern, locale)


@cache
def _percent_off(percent: int, locale: str) -> str:
    return format_percent(-percent / 100, locale=locale).replace("-", MINUS)


@cache
def _tenths(tenths: int, locale: str) -> str:
    return format_decimal(tenths / 10, "0.0", locale)


@cache
def speech(theme: Theme, language: str) -> Speech:
    """Compiled on first use, which is at the start of a process."""
    translations: Translations | None = None
    options: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    locale = ""
    for catalog in catalogs(theme, language):
        locale = locale or str(catalog.locale)
        compiled = _compiled(catalog)
        if translations is None:
            translations = compiled
        else:
            translations.add_fallback(compiled)
        for message in catalog:
            if not message.context or not isinstance(message.id, str) or not message.string:
                continue
            if message.context == OPTION:
                options.setdefault(message.id, str(message.string))
            else:
                words = values.setdefault(message.context, {})
                words.setdefault(message.id, str(message.string))
    if translations is None:
        raise ThemeError(f"theme {theme.name!r} and its parents say nothing in {language!r}")
    return Speech(language, translations, options, values, locale)


def catalogs(theme: Theme, language: str) -> Iterator[Catalog]:
    """Nearest first: what a theme does not say, its parent says."""
    for folder in theme.folders:
        file = catalog_file(folder.path, language)
        if file.is_file():
            yield read_catalog(file, language)


def catalog_file(theme_folder: Path, language: str) -> Path:
    return theme_folder / "locale" / language / "LC_MESSAGES" / "messages.po"


def read_catalog(file: Path, language: str) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=locale_of(language))


def _compiled(catalog: Catalog) -> Translations:
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
