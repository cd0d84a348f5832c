"""The SQL of migrations, cut into statements. Pure: text in, text out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

NAME: Final = r'(?:only\s+)?(?:if\s+(?:not\s+)?exists\s+)?(?:"?public"?\.)?"?([\w.]+)"?'
_CREATED: Final = re.compile(rf"create\s+(?:unlogged\s+)?table\s+{NAME}", re.IGNORECASE)
_QUOTED: Final = re.compile(r"\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'", re.DOTALL)
_BLOCK: Final = re.compile(
    r"^do\s+(?:language\s+\w+\s+)?\$(\w*)\$(.*)\$\1\$", re.IGNORECASE | re.DOTALL
)
_BRANCH: Final = re.compile(r"\b(?:begin|then|else|loop)\b", re.IGNORECASE)
_DYNAMIC: Final = re.compile(r"^execute\s+(?:format\s*\()?\s*'((?:[^']|'')*)'", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a migration."""

    revision: str
    sql: str


def statements(revision: str, text: str) -> Iterator[Statement]:
    """Cut a text at its semicolons, but for those inside quotes and function bodies."""
    parts = re.split(r"(\$\w*\$.*?\$\w*\$|'(?:[^']|'')*'|--[^\n]*)", text, flags=re.DOTALL)
    whole = ""
    for number, part in enumerate(parts):
        if number % 2:
            whole += " " if part.startswith("--") else part
            continue
        *ended, rest = part.split(";")
        for one in ended:
            yield from _one(revision, whole + one)
            whole = ""
        whole += rest
    yield from _one(revision, whole)


def _one(revision: str, sql: str) -> Iterator[Statement]:
    if sql.strip():
        yield Statement(revision, " ".join(sql.split()))


def opened(nested: Iterable[Statement]) -> Iterator[Statement]:
    """The statements of a DO block, on every branch, including those that it builds as text."""
    for one in nested:
        block = _BLOCK.match(one.sql)
        if not block:
            yield one
            continue
        for inner in statements(one.revision, block[2]):
            for piece in _BRANCH.split(inner.sql):
                dynamic = _DYNAMIC.match(piece.strip())
                text = re.sub(r"%+[ILs]", "_", dynamic[1]) if dynamic else piece
                yield from _one(one.revision, text)


def bare(sql: str) -> str:
    """Without quoted text."""
    return _QUOTED.sub("''", sql)


def created(statements: Iterable[Statement]) -> set[str]:
    """Tables that these create, which are not in use yet."""
    return {name.lower() for one in statements for name in _CREATED.findall(one.sql)}


def actions(text: str) -> list[str]:
    """`ADD COLUMN a numeric(10, 2), DROP COLUMN b` cut at the commas outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [one.strip() for one in parts]
