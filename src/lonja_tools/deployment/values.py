"""The values of an environment, read from its file: a Terraform file of names and literals.

Only what such a file holds is understood: text, numbers, true, false, null, lists and objects.
"""

import json
import re
from typing import Any, Final

_TOKEN: Final = re.compile(
    r'\s+|#[^\n]*|//[^\n]*|(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?)'
    r"|(?P<word>[A-Za-z_][\w-]*)|(?P<sign>[={}\[\],])"
)
_WORDS: Final = {"true": True, "false": False, "null": None}


class NotAValueError(ValueError):
    """Something in the file that is not a literal."""


def parse(text: str) -> dict[str, Any]:
    """Each name of the file with its value."""
    reader = _Reader(text)
    values = reader.pairs(until="")
    assert not reader.peek(), "the end was read"
    return values


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text):
            token = _TOKEN.match(text, place)
            if token is None:
                raise NotAValueError(f"{text[place : place + 40]!r} is no literal")
            if token.lastgroup:
                self._tokens.append((token.lastgroup, token[0]))
            place = token.end()
        self._tokens.reverse()

    def peek(self) -> str:
        return self._tokens[-1][1] if self._tokens else ""

    def pairs(self, *, until: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while self.peek() != until:
            kind, name = self._next()
            if kind not in {"word", "text"} or self._take("=") is None:
                raise NotAValueError(f"{name} is given no value")
            values[json.loads(name) if kind == "text" else name] = self._value()
            self._take(",")
        return values

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise NotAValueError("the file ends in the middle of a value")
        return self._tokens.pop()

    def _take(self, sign: str) -> str | None:
        return self._tokens.pop()[1] if self.peek() == sign else None

    def _value(self) -> Any:
        kind, text = self._next()
        if text == "{":
            value = self.pairs(until="}")
            self._tokens.pop()
            return value
        if text == "[":
            return self._list()
        if kind == "word" and text in _WORDS:
            return _WORDS[text]
        if kind in {"text", "number"} and "${" not in text:
            return json.loads(text)
        raise NotAValueError(f"{text} is no literal")

    def _list(self) -> list[Any]:
        items = []
        while self.peek() != "]":
            items.append(self._value())
            self._take(",")
        self._tokens.pop()
        return items
