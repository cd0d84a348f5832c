"""Addresses of products: which are allowed, and what a title would be. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

MAX_SLUG: Final = 120
MAX_MADE_UP_SKU: Final = 60
_ACCENTS: Final = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_LETTERS: Final = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "'": "", "\u2019": "",
}  # fmt: skip


def slug_of(title: str) -> str:
    """The address that a title suggests: "Café de Huila, 250 g" → `cafe-de-huila-250-g`.

    Latin letters lose their accents; other scripts stay as they are. Empty where nothing is left.
    """
    text = title.casefold() if "ß" not in title else title.lower()
    text = "".join(_LETTERS.get(one, one) for one in text)
    text = "".join(map(_plain, unicodedata.normalize("NFC", text)))
    text = "".join(one if _is_part(one) else " " for one in _ACCENTS.sub("", text))
    slug = unicodedata.normalize("NFC", "-".join(text.split()))[:MAX_SLUG].strip("-")
    return slug if any(one.isalnum() for one in slug) else ""


def _is_part(letter: str) -> bool:
    """A letter, a digit, or a sign of a script that writes vowels as marks."""
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def made_up_sku(handle: str, values: Sequence[str]) -> str:
    """The same SKU each time for a variant that has none, so that a second import finds it."""
    return slug_of(" ".join((handle, *values)))[:MAX_MADE_UP_SKU].strip("-").upper()


def _plain(letter: str) -> str:
    base = "".join(
        one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
    )
    return base.lower() if base.isascii() and base.isalnum() else letter


def next_free(slug: str, taken: frozenset[str]) -> str:
    """`slug`, or the first of `slug-2`, `slug-3`, … that is not taken."""
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug[: MAX_SLUG - len(str(number)) - 1].rstrip('-')}-{number}"
    return found


def problem_of_slug(slug: str) -> str | None:
    """Why it cannot be an address: letters and digits of any script, hyphens and underscores can."""
    if not 1 <= len(slug) <= MAX_SLUG or not any(one.isalnum() for one in slug):
        return f"an address has 1 to {MAX_SLUG} characters, one of them a letter or a digit"
    if slug != unicodedata.normalize("NFC", slug.lower()):
        return "an address is written in small letters"
    if not all(_is_part(one) or one in "-_" for one in slug):
        return "an address has letters, digits and hyphens"
    return None
