"""What the message catalogs promise."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from lonja.frontoffice.i18n import LANGUAGES, LOCALE, preferred, speech

HERE = LOCALE.parent


def messages() -> Iterator[str | tuple[str, ...]]:
    options = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
    found = extract_from_dir(
        HERE,
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map=options,
        keywords={"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)},
    )
    for _, _, message, _, _ in found:
        yield message if isinstance(message, str) else tuple(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_storefront_is_translated(language: str) -> None:
    with Path(LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=language)

    untranslated = []
    for message in messages():
        entry = catalog.get(message)
        said = entry.string if entry is not None and not entry.fuzzy else ""
        if not said or (isinstance(said, tuple) and not all(said)):
            untranslated.append(message)

    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_a_placeholder(language: str) -> None:
    with Path(LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=language)

    wrong = [str(error) for entry in catalog for error in entry.check(catalog)]

    assert wrong == []


def test_money_is_written_as_people_write_it() -> None:
    assert speech("es").money(1234_50, "EUR").replace("\xa0", " ") == "1.234,50 €"
    assert speech("en").money(1234_50, "USD") == "$1,234.50"


@pytest.mark.parametrize("header", ["", ";;;", "q=,", "es;q=x", "*", "x" * 5000])
def test_a_header_that_makes_no_sense_gets_the_first_language(header: str) -> None:
    assert preferred(header) == "es"
