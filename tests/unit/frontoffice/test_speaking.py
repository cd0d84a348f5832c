"""What the message catalogs of the themes promise."""

import re
from datetime import date

import pytest

from lonja.adapters.theme_language import (
    Speech,
    catalog_file,
    read_catalog,
    speech,
    titled,
)
from lonja.adapters.themes import Themes
from lonja.frontoffice.i18n import preferred
from lonja_tools.laptop.generated import catalogs

type Several = tuple[str, ...]

THEMES = Themes()
SAYS_TU = re.compile(r"\b(tú|tu|tus|te|ti|contigo|has|quieres|puedes|tienes)\b", re.IGNORECASE)
SHIPPED = ("es", "pt", "de", "fr")
"""What the makers translate, beside English."""
MARK = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")
WRONGLY_SET = re.compile(r"'|«(?!\xa0)|(?<!\xa0)»|(?<!\u202f)[;!?]|(?<!\xa0):|“|”")
"""A plain apostrophe or space where French has its own."""
SAME_IN_BOTH = {"No", "Total", ":", ""}
"""Words that Spanish and English write alike."""


def words(theme: str, language: str) -> Speech:
    return speech(THEMES.get(theme), language)


def catalog_of(theme: str, language: str) -> dict[tuple[str, Several], Several]:
    """Context and message → what is said, each as one text or one and many."""
    file = catalog_file(THEMES.get(theme).folders[0].path, language)
    return {
        (entry.context or "", several(entry.id)): several(entry.string)
        for entry in read_catalog(file, language)
        if entry.id
    }


def several(said: object) -> Several:
    return tuple(said) if isinstance(said, (tuple, list)) else (str(said or ""),)


def marks(text: str) -> list[str]:
    return sorted(MARK.findall(text))


@pytest.mark.parametrize(
    ("theme", "language"),
    [(one, code) for one in THEMES.names() for code in catalogs.languages_of(THEMES.get(one))],
)
class TestACatalog:
    def test_translates_all_that_its_theme_says_and_nothing_else(
        self, theme: str, language: str
    ) -> None:
        assert catalogs.write(THEMES.get(theme), language, only_check=True) == []

    def test_holds_nothing_that_a_translator_is_unsure_of(self, theme: str, language: str) -> None:
        file = catalog_file(THEMES.get(theme).folders[0].path, language)

        assert [entry.id for entry in read_catalog(file, language) if entry.fuzzy] == []


@pytest.mark.parametrize("theme", THEMES.names())
@pytest.mark.parametrize("language", SHIPPED)
class TestACatalogOfOurs:
    def test_says_every_word_of_its_theme(self, theme: str, language: str) -> None:
        said = catalog_of(theme, language)

        assert said.keys() == catalog_of(theme, "en").keys()
        assert [one for one, texts in said.items() if not all(texts)] == []
        assert [one for one, texts in said.items() if '""' in "".join(texts)] == []

    def test_keeps_each_placeholder_and_element(self, theme: str, language: str) -> None:
        wrong = {
            asked[-1]: text
            for (_, asked), texts in catalog_of(theme, language).items()
            for text in texts[-1:]
            if marks(text) != marks(asked[-1])
        }

        assert wrong == {}


@pytest.mark.parametrize("theme", THEMES.names())
def test_french_sets_its_signs_as_french_printers_do(theme: str) -> None:
    said = [text for texts in catalog_of(theme, "fr").values() for text in texts]

    assert [one for one in said if WRONGLY_SET.search(one)] == []


@pytest.mark.parametrize(
    ("language", "count", "shown"),
    [("fr", 0, "0 produit"), ("fr", 2, "2 produits"), ("de", 0, "0 Produkte")],
)
def test_one_and_many_are_the_languages_own(language: str, count: int, shown: str) -> None:
    say = words("default", language).say_many("%(count)s product", "%(count)s products", count)

    assert say % {"count": count} == shown


@pytest.mark.parametrize("theme", THEMES.names())
def test_spanish_never_says_the_english_text(theme: str) -> None:
    file = catalog_file(THEMES.get(theme).folders[0].path, "es")
    catalog = read_catalog(file, "es")

    same = {
        str(entry.string) for entry in catalog if entry.string == entry.id and not entry.context
    }

    assert same - SAME_IN_BOTH == set()


@pytest.mark.parametrize("theme", THEMES.names())
def test_spanish_says_usted_to_everybody(theme: str) -> None:
    file = catalog_file(THEMES.get(theme).folders[0].path, "es")

    said = [str(entry.string) for entry in read_catalog(file, "es")]

    assert [text for text in said if SAYS_TU.search(text)] == []


class TestTheWordsOfOptions:
    def test_are_the_themes_own_then_its_parents_then_what_was_entered(self) -> None:
        azulejo, default = words("azulejo", "es"), words("default", "es")

        assert (azulejo.option("size"), default.option("size")) == ("Formato", "Tamaño")
        assert azulejo.value("finish", "honed") == "Apomazado"
        assert default.value("finish", "honed") == "Honed"
        assert default.value("colour", "navy") == azulejo.value("colour", "navy") == "Azul marino"

    @pytest.mark.parametrize(
        ("entered", "shown"),
        [
            ("shoe_size", "Shoe size"),
            ("20x20", "20x20"),
            ("XL", "XL"),
            ("MacBook", "MacBook"),
            ("azul marino", "Azul marino"),
            ("", ""),
        ],
    )
    def test_of_a_shop_are_shown_as_they_were_entered(self, entered: str, shown: str) -> None:
        assert titled(entered) == shown


def test_money_is_written_as_people_write_it() -> None:
    assert words("default", "es").money(1234_50, "EUR").replace("\xa0", " ") == "1.234,50 €"
    assert words("default", "en").money(1234_50, "USD") == "$1,234.50"


@pytest.mark.parametrize(
    ("language", "day", "weekday", "first"),
    [
        ("es", "7 dic", "lun 7 dic", "1 de diciembre de 2026"),
        ("fr", "7 décembre", "lun. 7 décembre", "1er décembre 2026"),
        ("de", "7. Dezember", "Mo. 7. Dezember", "1. Dezember 2026"),
        ("en", "Dec 7", "Mon Dec 7", "December 1, 2026"),
    ],
)
def test_a_day_is_written_as_a_sentence_can_end_in_it(
    language: str, day: str, weekday: str, first: str
) -> None:
    said = words("default", language)

    assert (said.day(date(2026, 12, 7)), said.weekday(date(2026, 12, 7))) == (day, weekday)
    assert said.whole_day(date(2026, 12, 1)) == first


@pytest.mark.parametrize("header", ["", ";;;", "q=,", "es;q=x", "*", "x" * 5000])
def test_a_header_that_makes_no_sense_gets_the_first_language(header: str) -> None:
    assert preferred(header, ("es", "en")) == "es"
