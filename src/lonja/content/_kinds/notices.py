"""Notices that the law gives a fixed form: the official file of each language, shown unmodified. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language

GUARANTEE_SINCE: Final = date(2026, 9, 27)
"""Directive (EU) 2024/825, Implementing Regulation (EU) 2025/1960."""
WORDS_CHARACTERS: Final = 4_000
_BLOB: Final = re.compile(r"notices/[0-9a-f-]{36}\.(?:pdf|png|svg)")


@dataclass(frozen=True, slots=True)
class Notice:
    """`words`: what the file says, for who cannot see it."""

    blob: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Notices:
    """`guarantee`: the harmonised notice on the legal guarantee, by language."""

    guarantee: Mapping[str, Notice] = field(default_factory=dict)

    def guarantee_in(self, language: str) -> Notice | None:
        """A notice in another language is none."""
        return self.guarantee.get(language)


def asks_for_guarantee(*, is_in_eu: bool, on: date) -> bool:
    return is_in_eu and on >= GUARANTEE_SINCE


def faults(notices: Notices) -> Iterator[Invalid]:
    for language, notice in notices.guarantee.items():
        name = f"guarantee.{language}"
        if not is_language(language):
            yield Invalid(f"there is no language {language!r}", field=name)
        if not _BLOB.fullmatch(notice.blob):
            yield Invalid("this is no file that was uploaded here", field=f"{name}.blob")
        if len(notice.words) > WORDS_CHARACTERS:
            yield Invalid(f"at most {WORDS_CHARACTERS:,} characters", field=f"{name}.words")
