"""Texts to begin a legal page with: a draft for Spain and one for the rest of the EU. Pure.

A draft says of itself that it is no legal advice, and cannot be published while it says so.
"""

import html
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "drafts"
_FACT: Final = re.compile(r"\{(\w+)\}")

DRAFT_NOTES: Final[Mapping[str, str]] = {
    "es": "Esto es un borrador y no es asesoramiento jurídico: haga que lo revise un profesional y"
    " borre esta frase antes de publicarlo.",
    "en": "This is a draft and no legal advice: have it checked by a lawyer, and remove this"
    " sentence before you publish it.",
}


def legal_draft(
    role: str, language: str, country: str, facts: Mapping[str, str]
) -> tuple[str, str, str]:
    """Slug, title and body of a draft; `facts` are the seller's, as plain text."""
    slug, title, *lines = _lines(role, language)
    own, other = ("ES", "EU") if country == "ES" else ("EU", "ES")
    kept = [line.removeprefix(f"{own}| ") for line in lines if not line.startswith(f"{other}| ")]
    body = _FACT.sub(lambda found: html.escape(facts.get(found[1], "")) or "…", "\n".join(kept))
    return slug, title, f"<p><em>{DRAFT_NOTES[language]}</em></p>\n{body}"


@cache
def _lines(role: str, language: str) -> tuple[str, ...]:
    """The file of a draft: its slug, its title, then a paragraph on each line."""
    text = (_FOLDER / f"{role}.{language}.html").read_text()
    return tuple(line for line in text.splitlines() if line)
