"""What migrations drop: the running version must not use it any more. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lonja_tools.deployment.migrating.statements import NAME, Statement, actions, created, opened

_DROPPED: Final = re.compile(
    r"^drop\s+((?:materialized\s+)?view|table|function|procedure|schema|sequence|type|domain)\s+(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ALTERED: Final = re.compile(rf"^alter\s+table\s+{NAME}\s+(.*)$", re.IGNORECASE | re.DOTALL)
_COLUMN: Final = re.compile(
    r'drop\s+(?:column\s+)?(?!constraint\b|column\b)(?:if\s+exists\s+)?"?(\w+)"?', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A name that a migration drops."""

    revision: str
    name: str
    what: str


def dropped(pending: Iterable[Statement]) -> list[Dropped]:
    """What is dropped that existed before these migrations."""
    pending = list(opened(pending))
    new = created(pending)
    return [lost for one in pending for lost in (*_dropped(one, new), *_columns(one, new))]


def _dropped(one: Statement, new: set[str]) -> Iterator[Dropped]:
    match = _DROPPED.match(one.sql)
    for name in actions(match[2]) if match else []:
        named = re.match(NAME, name, re.IGNORECASE)
        if match and named and named[1].lower() not in new:
            # The running version may name it without its schema.
            yield Dropped(
                one.revision, named[1].rpartition(".")[2], f"{match[1].lower()} {named[1]}"
            )


def _columns(one: Statement, new: set[str]) -> Iterator[Dropped]:
    altered = _ALTERED.match(one.sql)
    if altered and altered[1].lower() not in new:
        for action in actions(altered[2]):
            if column := _COLUMN.match(action):
                yield Dropped(one.revision, column[1], f"column {altered[1]}.{column[1]}")
