"""Which migrations would stop the shop, or break the version that still runs. Pure: reads SQL only.

While a deployment migrates, the old version serves, and afterwards for a while both do. So a
migration only adds (expand); what nobody names any more goes in a later one (contract). And it may
not hold a lock on a table for as long as the table is large.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_NAME: Final = r'(?:only\s+)?(?:if\s+(?:not\s+)?exists\s+)?(?:"?public"?\.)?"?([\w.]+)"?'
_CREATED: Final = re.compile(rf"create\s+(?:unlogged\s+)?table\s+{_NAME}", re.IGNORECASE)
_ALTERED: Final = re.compile(rf"^alter\s+table\s+{_NAME}\s+(.*)$", re.IGNORECASE | re.DOTALL)
_INDEXED: Final = re.compile(
    r"^create\s+(?:unique\s+)?index\s+(concurrently\s+)?.*?\son\s+" + _NAME,
    re.IGNORECASE | re.DOTALL,
)
_DROPPED: Final = re.compile(rf"^drop\s+(?:table|view)\s+{_NAME}", re.IGNORECASE)
# A default that differs from row to row is written into each row at once.
_VOLATILE: Final = ("random(", "gen_random_uuid(", "uuidv7(", "clock_timestamp(", "nextval(")
_WHOLE_TABLE: Final = re.compile(
    r"^(lock\s+table|vacuum\s+full|cluster\b|reindex\s+(?!.*concurrently)"
    r"|refresh\s+materialized\s+view\s+(?!concurrently))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a migration."""

    revision: str
    sql: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A name that a migration takes away: the running version may not use it any more."""

    revision: str
    name: str
    what: str


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


def refusals(pending: Iterable[Statement]) -> list[str]:
    """Why these may not run beside the shop, a sentence each."""
    pending = list(pending)
    new = {match.lower() for one in pending for match in _CREATED.findall(one.sql)}
    return [f"{one.revision}: {why}" for one in pending for why in _wrong(one.sql, new)]


def _wrong(sql: str, new: set[str]) -> Iterator[str]:
    if _WHOLE_TABLE.match(sql):
        yield f"`{sql[:60]}` locks a whole table: take the form with CONCURRENTLY, or leave it out."
    indexed = _INDEXED.match(sql)
    if indexed and not indexed[1] and indexed[2].lower() not in new:
        yield (
            f"an index on {indexed[2]} is made without CONCURRENTLY, so nobody can write to"
            " the table meanwhile: op.create_index(…, postgresql_concurrently=True) in an"
            " op.get_context().autocommit_block()."
        )
    altered = _ALTERED.match(sql)
    if altered and altered[1].lower() not in new:
        for action in _actions(altered[2]):
            yield from _wrong_action(altered[1], action)


def _actions(text: str) -> list[str]:
    """`ADD COLUMN a numeric(10, 2), DROP COLUMN b` cut at the commas outside brackets."""
    found, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return [one.strip() for one in found]


def _wrong_action(table: str, action: str) -> Iterator[str]:
    low = action.lower()
    added = re.match(r'add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?"?(\w+)"?', low)
    column = re.match(r'alter\s+(?:column\s+)?"?(\w+)"?\s+(.*)', low, re.DOTALL)
    if low.startswith(("rename ", "set schema")):
        yield (
            f"{table} or a column of it is renamed: the running version knows the old name."
            " Add the new one, write both, and drop the old one in a later release."
        )
    elif constrained := re.match(
        r"add\s+(?:constraint\s+\S+\s+)?(foreign\s+key|check|unique|primary\s+key|exclude)", low
    ):
        yield from _wrong_constraint(table, constrained[1], low)
    elif added:
        yield from _wrong_column(table, added[1], low)
    elif column and re.match(r"(set\s+data\s+)?type\b", column[2]):
        yield (
            f"the type of {table}.{column[1]} changes: every row is rewritten under a lock that"
            " nobody reads past. Add a column of the new type, fill it in batches, and read it"
            " from the next release on."
        )
    elif column and column[2].startswith("set not null"):
        yield (
            f"{table}.{column[1]} becomes NOT NULL: the table is read under a lock, and the"
            " running version may still write nothing. Add CHECK (… IS NOT NULL) NOT VALID"
            " and validate it; every release that writes must fill it first."
        )


def _wrong_constraint(table: str, kind: str, low: str) -> Iterator[str]:
    if kind.split(maxsplit=1)[0] in {"foreign", "check"}:
        if "not valid" not in low:
            yield (
                f"a {kind.upper()} is added to {table} and every row is checked under a lock:"
                " add it NOT VALID, and VALIDATE it in a migration of its own."
            )
    elif "using index" not in low:
        yield (
            f"{kind.upper()} on {table} builds its index under a lock: make the unique index"
            " CONCURRENTLY and add the constraint USING INDEX."
        )


def _wrong_column(table: str, column: str, low: str) -> Iterator[str]:
    default = re.search(r"\bdefault\b(.*)", low, re.DOTALL)
    if re.search(r"\bnot\s+null\b", low) and not default and "generated" not in low:
        yield (
            f"{table}.{column} is added NOT NULL without a default: rows that are there have"
            " none, and the running version writes none. Give it a default, or let it be empty."
        )
    if default and any(name in default[1].replace(" ", "") for name in _VOLATILE):
        yield (
            f"{table}.{column} gets a default that differs by row, so the table is rewritten"
            " under a lock. Add it without, fill it in batches, then set the default."
        )
    if re.search(r"\breferences\b", low):
        yield (
            f"{table}.{column} is added with REFERENCES, which checks under a lock: add the"
            " foreign key NOT VALID and validate it in a migration of its own."
        )


def gone(pending: Iterable[Statement]) -> list[Gone]:
    """What is taken away that was there before these migrations."""
    pending = list(pending)
    new = {match.lower() for one in pending for match in _CREATED.findall(one.sql)}
    found = []
    for one in pending:
        dropped = _DROPPED.match(one.sql)
        if dropped and dropped[1].lower() not in new:
            found.append(Gone(one.revision, dropped[1], f"table {dropped[1]}"))
        altered = _ALTERED.match(one.sql)
        for action in _actions(altered[2]) if altered and altered[1].lower() not in new else []:
            column = re.match(
                r'drop\s+column\s+(?:if\s+exists\s+)?"?(\w+)"?', action, re.IGNORECASE
            )
            if altered and column:
                found.append(Gone(one.revision, column[1], f"column {altered[1]}.{column[1]}"))
    return found
