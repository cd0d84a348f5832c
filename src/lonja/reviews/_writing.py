"""What a review may say, and how its words are cleaned. Pure: no clock, no database."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, Self

from lonja.kernel import limits
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language

type Problem = Literal["missing", "too_short", "too_long", "address", "not_offered"]

_CHARACTERS: Final = {
    "title": (1, limits.REVIEW_TITLE_CHARACTERS),
    "body": (limits.REVIEW_LEAST_CHARACTERS, limits.REVIEW_CHARACTERS),
    "name": (1, limits.REVIEW_NAME_CHARACTERS),
}


class ReviewRefused(Invalid):
    """`facts["field"]` is not as a review needs it; `facts["problem"]` says how."""

    code: ClassVar[str] = "review_refused"


@dataclass(frozen=True, slots=True)
class Words:
    """What a buyer says of a product, in one language, and the name it is shown under."""

    rating: int
    title: str
    body: str
    name: str
    language: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)


def cleaned(words: Words) -> Words:
    """Without what nobody sees or typed: control characters, room at the ends, empty lines."""
    return Words(
        rating=words.rating,
        title=_one_line(words.title),
        body="\n".join(filter(None, map(_one_line, words.body.splitlines()))),
        name=_one_line(words.name),
        language=words.language,
    )


def wrong_parts(words: Words) -> dict[str, Problem]:
    """Field → what is wrong with it, of cleaned words; nothing where they may be sent."""
    wrong: dict[str, Problem] = {}
    if not 1 <= words.rating <= 5:
        wrong["rating"] = "missing"
    for field, (least, most) in _CHARACTERS.items():
        length = len(getattr(words, field))
        if length == 0:
            wrong[field] = "missing"
        elif length < least:
            wrong[field] = "too_short"
        elif length > most:
            wrong[field] = "too_long"
    if "@" in words.name:
        wrong["name"] = "address"
    if not is_language(words.language):
        wrong["language"] = "not_offered"
    return wrong


def check_words(words: Words) -> None:
    for field, problem in wrong_parts(words).items():
        raise ReviewRefused(f"{field}: {problem}", field=field, problem=problem)


def shown_name(full_name: str) -> str:
    """What a form proposes: Ana Prueba Ruiz is shown as "Ana P."."""
    first, *rest = _one_line(full_name).split() or [""]
    short = f"{first} {rest[0][0]}." if rest else first
    return short[: limits.REVIEW_NAME_CHARACTERS]


def _one_line(text: str) -> str:
    """Format characters go too: one that turns the direction round would turn the page round."""
    seen = (" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in seen if not _is_unseen(c)).split())


def _is_unseen(character: str) -> bool:
    # The joiner holds an emoji of several people together.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character != "\u200d"
