"""The languages of the storefront: message catalogs, money and dates as people write them.

A language is a folder of `locale/`; a third one is a translated `messages.po`.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel.dates import format_date, format_datetime, get_timezone
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.support import Translations

from lonja.kernel.money import EXPONENTS

LOCALE: Final = Path(__file__).parent / "locale"
LANGUAGES: Final = ("es", "en")
DEFAULT_LANGUAGE: Final = "es"
NAMES: Final = {"es": "Español", "en": "English"}
TIME_ZONE: Final = "Europe/Madrid"
CURRENCIES: Final = ("EUR", "USD")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language: what a template calls to say something in it."""

    language: str
    translations: Translations

    def say(self, text: str) -> str:
        return self.translations.ugettext(text)

    def say_many(self, one: str, many: str, count: int) -> str:
        return self.translations.ungettext(one, many, count)

    def money(self, minor: int, currency: str) -> str:
        return _money(minor, currency, self.language)

    def day(self, day: date) -> str:
        return _day(day, self.language)

    def whole_day(self, day: date) -> str:
        return _whole_day(day, self.language)

    def tenths(self, tenths: int) -> str:
        return _tenths(tenths, self.language)

    def moment(self, moment: datetime) -> str:
        return format_datetime(
            moment, "d MMM, HH:mm", tzinfo=get_timezone(TIME_ZONE), locale=self.language
        )


# A page says the same prices and days again and again, and writing one takes longer than a query.
@lru_cache(maxsize=20_000)
def _money(minor: int, currency: str, language: str) -> str:
    return format_currency(minor / 10 ** EXPONENTS[currency], currency, locale=language)


@lru_cache(maxsize=1_000)
def _day(day: date, language: str) -> str:
    return format_date(day, "d MMM" if language == "es" else "MMM d", language)


@lru_cache(maxsize=1_000)
def _whole_day(day: date, language: str) -> str:
    return format_date(day, "long", language)


@cache
def _tenths(tenths: int, language: str) -> str:
    return format_decimal(tenths / 10, "0.0", language)


@cache
def speech(language: str) -> Speech:
    """Compiled when first asked for; a process asks at its start."""
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Speech(language, Translations(compiled))


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
