"""Texts to begin a legal page with: for Spain, Portugal, Germany, France, the rest of the EU. Pure.

A draft says of itself that it is no legal advice, and cannot be published while it says so.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from lonja.kernel.languages import ENGLISH, best_of

_FOLDER: Final = Path(__file__).parent / "drafts"
_FACT: Final = re.compile(r"\{(\w+)\}")
_MARK: Final = re.compile(r"[A-Z]{2}\| ")

DRAFT_NOTES: Final[Mapping[str, str]] = {
    "es": "Esto es un borrador y no es asesoramiento jurídico: haga que lo revise un profesional y"
    " borre esta frase antes de publicarlo.",
    "en": "This is a draft and no legal advice: have it checked by a lawyer, and remove this"
    " sentence before you publish it.",
    "pt": "Isto é um rascunho e não é aconselhamento jurídico: peça a um profissional que o reveja e"
    " apague esta frase antes de o publicar.",
    "de": "Dies ist ein Entwurf und keine Rechtsberatung: Lassen Sie ihn prüfen und löschen Sie"
    " diesen Satz, bevor Sie ihn veröffentlichen.",
    "fr": "Ceci est un projet et non un conseil juridique : faites-le vérifier par un professionnel"
    " et supprimez cette phrase avant de le publier.",
}


def legal_draft(
    role: str, language: str, country: str, facts: Mapping[str, str]
) -> tuple[str, str, str]:
    """Slug, title and body of a draft; `facts` are the seller's, as plain text.

    A language without a draft gets the English one, with its note in English.
    """
    language = draft_language(role, language)
    slug, title, *lines = _lines(role, language)
    kept = "\n".join(_for_country(lines, country))
    body = _FACT.sub(lambda found: html.escape(facts.get(found[1], "")) or "…", kept)
    return slug, title, f"<p><em>{DRAFT_NOTES[language]}</em></p>\n{body}"


def draft_language(role: str, language: str) -> str:
    """The language of the draft that a reader of `language` begins with."""
    return best_of(language, _languages(role)) or ENGLISH


@cache
def _languages(role: str) -> tuple[str, ...]:
    found = (file.name.split(".")[1] for file in _FOLDER.glob(f"{role}.*.html"))
    return tuple(sorted(one for one in found if one in DRAFT_NOTES))


def _for_country(lines: Sequence[str], country: str) -> Iterator[str]:
    """Of lines in a row that begin with countries, `DE| `, those of this one, else those of the EU."""
    for is_marked, group in groupby(lines, key=lambda line: _MARK.match(line) is not None):
        if not is_marked:
            yield from group
            continue
        marked = [(line[:2], line[4:]) for line in group]
        own = country if any(mark == country for mark, _ in marked) else "EU"
        yield from (text for mark, text in marked if mark == own)


@cache
def _lines(role: str, language: str) -> tuple[str, ...]:
    """The file of a draft: its slug, its title, then a paragraph on each line."""
    text = (_FOLDER / f"{role}.{language}.html").read_text()
    return tuple(line for line in text.splitlines() if line)
