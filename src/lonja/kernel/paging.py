"""Lists a page at a time: an opaque cursor holds the sort key of the last row shown."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import ClassVar

from lonja.kernel.errors import Refused

MAX_PAGE = 100


class BadCursor(Refused):
    code: ClassVar[str] = "bad_cursor"


@dataclass(frozen=True, slots=True)
class Page[T]:
    """`next_cursor` is None on the last page."""

    items: list[T]
    next_cursor: str | None


def encode_cursor(*key: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: tuple[type, ...]) -> list[str | int]:
    """The key in a cursor, each part of the kind that the list sorts by."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor("this cursor is not one of ours; start from the first page") from error
    if (
        not isinstance(key, list)
        or len(key) != len(kinds)
        or any(type(part) is not kind for part, kind in zip(key, kinds, strict=True))
        or any(isinstance(part, str) and ("\0" in part or len(part) > 400) for part in key)
        or any(isinstance(part, int) and abs(part) >= 1 << 62 for part in key)
    ):
        raise BadCursor("this cursor belongs to another list; start from the first page")
    return key
