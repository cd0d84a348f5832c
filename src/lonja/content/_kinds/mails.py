"""What a shop says in its mails instead of its theme, by kind and language. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Final

from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language

_PLACEHOLDER: Final = re.compile(r"\{([^{}\s]{0,40})\}")


@dataclass(frozen=True, slots=True)
class MailWords:
    """The parts of one mail that may be written; the theme's words stand where one is empty."""

    subject: str = ""
    headline: str = ""
    text: str = ""
    button: str = ""
    footer: str = ""


MOST: Final = {"subject": 150, "headline": 200, "text": 4_000, "button": 60, "footer": 1_000}
"""Characters of each part; all but text and footer are one line."""


@dataclass(frozen=True, slots=True)
class Mails:
    """`kinds`: by kind of mail, then by language."""

    kinds: Mapping[str, Mapping[str, MailWords]] = field(default_factory=dict)

    def words(self, kind: str, language: str) -> MailWords:
        return self.kinds.get(kind, {}).get(language, MailWords())

    def replaced(self, kind: str, texts: Mapping[str, MailWords]) -> "Mails":
        return replace(self, kinds={**self.kinds, kind: dict(texts)})


def placeholders(words: MailWords) -> dict[str, str]:
    """Each `{name}` in these words, with the first part that has it."""
    found: dict[str, str] = {}
    for part in MOST:
        for name in _PLACEHOLDER.findall(getattr(words, part)):
            found.setdefault(name, part)
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with values in place of names; a name that has none stays as it was written."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def without_empty(mails: Mails) -> Mails:
    """The same without texts that say nothing."""
    kinds = {
        kind: {language: stripped(words) for language, words in texts.items()}
        for kind, texts in mails.kinds.items()
    }
    kept = {
        kind: {code: words for code, words in texts.items() if words != MailWords()}
        for kind, texts in kinds.items()
    }
    return Mails({kind: texts for kind, texts in sorted(kept.items()) if texts})


def stripped(words: MailWords) -> MailWords:
    return MailWords(**{part.name: getattr(words, part.name).strip() for part in fields(words)})


def faults(mails: Mails) -> Iterator[Invalid]:
    for kind, texts in mails.kinds.items():
        for language, words in texts.items():
            name = f"{kind}.{language}"
            if not is_language(language):
                yield Invalid(f"there is no language {language!r}", field=name)
            for part, most in MOST.items():
                text = getattr(words, part)
                if len(text) > most:
                    yield Invalid(f"at most {most:,} characters", field=f"{name}.{part}")
                if part not in {"text", "footer"} and not text.isprintable():
                    yield Invalid("this is one line", field=f"{name}.{part}")
