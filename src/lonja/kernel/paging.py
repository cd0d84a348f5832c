"""Lists a page at a time: an opaque cursor holds the sort key of the last row shown."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final, cast, overload
from uuid import UUID

from lonja.kernel.errors import Refused

MAX_PAGE = 100
_MAX_TEXT: Final = 400
_MAX_NUMBER: Final = 1 << 62


class BadCursor(Refused):
    code: ClassVar[str] = "bad_cursor"


@dataclass(frozen=True, slots=True)
class Page[T]:
    """`next_cursor` is None on the last page."""

    items: list[T]
    next_cursor: str | None


class SortKey[K: tuple[Any, ...]]:
    """The sort key of a list: the types of its parts, as a cursor carries them.

    Two lists with the same types accept each other's cursors; with others they refuse them.
    """

    @overload
    def __init__[A](self: "SortKey[tuple[A]]", a: type[A], /) -> None: ...
    @overload
    def __init__[A, B](self: "SortKey[tuple[A, B]]", a: type[A], b: type[B], /) -> None: ...
    @overload
    def __init__[A, B, C](
        self: "SortKey[tuple[A, B, C]]", a: type[A], b: type[B], c: type[C], /
    ) -> None: ...
    def __init__(self, *kinds: type) -> None:
        assert all(kind in _READ for kind in kinds), "a cursor cannot carry this type"
        self._kinds = kinds

    def encode(self, key: K) -> str:
        assert len(key) == len(self._kinds), "the key of another list"
        parts = [
            part.isoformat()
            if isinstance(part, date)
            else part
            if isinstance(part, int)
            # A subclass of str, such as an enum's value, is text here.
            else str(part)
            for part in key
        ]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    def decode(self, cursor: str) -> K:
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            parts = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        except (binascii.Error, ValueError, RecursionError) as error:
            raise BadCursor("this cursor is not one of ours; start from the first page") from error
        if not isinstance(parts, list):
            raise BadCursor("this cursor is not one of ours; start from the first page")
        try:
            key = tuple(_READ[kind](part) for kind, part in zip(self._kinds, parts, strict=True))
        except (ValueError, TypeError) as error:
            raise BadCursor("this cursor is of another list; start from the first page") from error
        return cast("K", key)

    def after(self, cursor: str | None) -> K | None:
        """The key of the last row shown; None for the first page."""
        return self.decode(cursor) if cursor else None

    def page[T](self, found: Sequence[T], limit: int, key: Callable[[T], K]) -> Page[T]:
        """The first `limit` rows of those found; one row more than fits means there is a next page."""
        items = list(found[:limit])
        return Page(items, self.encode(key(items[-1])) if len(found) > limit else None)


def _text(part: object) -> str:
    if not isinstance(part, str) or "\0" in part or len(part) > _MAX_TEXT:
        raise ValueError("not text of ours")
    return part


def _number(part: object) -> int:
    if type(part) is not int or abs(part) >= _MAX_NUMBER:
        raise ValueError("not a number of ours")
    return part


def _moment(part: object) -> datetime:
    moment = datetime.fromisoformat(_text(part))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _uuid(part: object) -> UUID:
    return UUID(_text(part))


def _day(part: object) -> date:
    return date.fromisoformat(_text(part))


_READ: Final[dict[type, Callable[[object], object]]] = {
    str: _text,
    int: _number,
    date: _day,
    datetime: _moment,
    UUID: _uuid,
}

BY_TIME: Final = SortKey(datetime, UUID)
BY_NAME: Final = SortKey(str, UUID)
BY_NUMBER: Final = SortKey(int)
