"""Which migrations would stop the shop. Pure: reads SQL only.

While a deployment migrates, the old version serves, and afterwards for a while both do. So a
migration only adds (expand); what nobody names any more goes in a later one (contract). And it may
not hold a lock on a table, or on many of its rows, for as long as the table is large.

The rules are those of strong_migrations and squawk, as far as they concern a shop on PostgreSQL,
and our own of what a migration holds from one statement to the next (`_transactions`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lonja_tools.deployment.migrating import transactions
from lonja_tools.deployment.migrating.columns import wrong_column, wrong_constraint
from lonja_tools.deployment.migrating.statements import (
    NAME,
    Statement,
    actions,
    bare,
    created,
    opened,
)

_ALTERED: Final = re.compile(rf"^alter\s+table\s+{NAME}\s+(.*)$", re.IGNORECASE | re.DOTALL)
_INDEXED: Final = re.compile(
    r"^create\s+(?:unique\s+)?index\s+(concurrently\s+)?.*?\son\s+" + NAME,
    re.IGNORECASE | re.DOTALL,
)
_MADE: Final = re.compile(
    rf"^create\s+(?:unique\s+)?index\s+(?:concurrently\s+)?{NAME}", re.IGNORECASE
)
_UNMADE: Final = re.compile(rf"^drop\s+index\s+(?!concurrently){NAME}", re.IGNORECASE)
_EMPTIED: Final = re.compile(rf"^truncate\s+(?:table\s+)?{NAME}", re.IGNORECASE)
_ROWS: Final = re.compile(
    rf"\b(?:update\s+{NAME}(?:\s+(?:as\s+)?\w+)?\s+set\b|delete\s+from\s+{NAME}|merge\s+into\s+{NAME})(.*)",
    re.IGNORECASE | re.DOTALL,
)
# Rows that are named, or counted.
_FEW: Final = re.compile(
    r"\blimit\s+\d"
    r"|\bwhere\b.*\b(?:id|\w+_id|key|code|sku|slug|name)\s*(?:=\s*|in\s*\(\s*)(?:''|\d)",
    re.IGNORECASE | re.DOTALL,
)
_STATEMENTS: Final = {
    r"lock\s+table|vacuum\s+full|cluster\b|repack\b|reindex\s+(?!.*concurrently)"
    r"|refresh\s+materialized\s+view\s+(?!concurrently)": "locks a whole table: take the form with"
    " CONCURRENTLY, or leave it out.",
    r"alter\s+(?:schema|type|domain|function|sequence|(?:materialized\s+)?view)\s.*\srename\s": "gives"
    " a new name to what the running version knows by the old one: make a new one beside it, and"
    " drop the old one in a later release.",
    r"alter\s+domain\s.*\b(?:set\s+not\s+null|add\s+(?!.*not\s+valid))": "checks every row of every"
    " table that has the domain, under a lock: add a CHECK to the table, NOT VALID, and validate it"
    " in a migration of its own.",
    r"alter\s+type\s.*\balter\s+attribute\b": "rewrites every table that has the type: make a new"
    " type and a column of it.",
    r"drop\s+database\b": "is no migration of a shop that serves: leave it out.",
    r"(?:re)?set\s+(?:session\s+|local\s+)?(?:lock_timeout|statement_timeout)\b"
    r"|select\s+.*set_config\s*\(\s*'(?:lock|statement)_timeout'": "takes away the limit that lets a"
    " migration fail before the shop stops: leave it out, and cut the migration into smaller ones.",
}
_REFUSED: Final = tuple(
    (re.compile(rf"^(?:{pattern})", re.IGNORECASE | re.DOTALL), why)
    for pattern, why in _STATEMENTS.items()
)


def refusals(pending: Iterable[Statement]) -> list[str]:
    """Why these migrations may not run while the shop serves, a sentence each."""
    pending = list(opened(pending))
    # Tables and indexes that these create are not in use yet.
    new = created(pending) | {
        match[1].lower() for one in pending if (match := _MADE.match(one.sql))
    }
    problems = [f"{one.revision}: {why}" for one in pending for why in _wrong(one.sql, new)]
    return [*problems, *transactions.refusals(pending, new)]


def _wrong(sql: str, new: set[str]) -> Iterator[str]:
    for pattern, why in _REFUSED:
        if pattern.match(sql):
            yield f"`{sql[:60]}` {why}"
    unmade = _UNMADE.match(sql)
    if unmade and unmade[1].lower() not in new:
        yield (
            f"the index {unmade[1]} is dropped under a lock that waits for all users of its table and"
            " blocks new ones meanwhile: DROP INDEX CONCURRENTLY IF EXISTS in an"
            " op.get_context().autocommit_block()."
        )
    indexed = _INDEXED.match(sql)
    if indexed and not indexed[1] and indexed[2].lower() not in new:
        yield (
            f"an index on {indexed[2]} is made without CONCURRENTLY, which blocks writes to"
            " the table meanwhile: op.create_index(…, postgresql_concurrently=True) in an"
            " op.get_context().autocommit_block()."
        )
    emptied = _EMPTIED.match(sql)
    if emptied and emptied[1].lower() not in new:
        yield (
            f"TRUNCATE of {emptied[1]} blocks all reads and deletes what the running version may have"
            " just written: let a job delete old rows in batches."
        )
    yield from _wrong_rows(sql, new)
    altered = _ALTERED.match(sql)
    if altered and altered[1].lower() not in new:
        for action in actions(bare(altered[2])):
            yield from _wrong_action(altered[1], action)


def _wrong_rows(sql: str, new: set[str]) -> Iterator[str]:
    changed = _ROWS.search(bare(sql))
    if changed is None:
        return
    table = next(name for name in changed.groups()[:3] if name)
    if table.lower() not in new and not _FEW.search(changed[4]):
        yield (
            f"rows of {table} are changed by the thousand: each stays locked until the last is done."
            " Let a job of the next release do it in batches; a migration may change rows that it"
            " names (WHERE id = …) or counts (LIMIT)."
        )


_WHOLE_TABLE: Final = {
    r"set\s+(?:logged|unlogged|tablespace|access\s+method)\b|alter\s+.*\sset\s+expression\b": "is"
    " rewritten under a lock that blocks reads. Make a new table, and move to it in batches.",
    r"detach\s+partition\s+(?!.*concurrently)": "loses a partition under a lock that blocks"
    " reads: DETACH PARTITION … CONCURRENTLY in an op.get_context().autocommit_block().",
    r"(?:enable|force)\s+row\s+level\s+security": "shows the running version no row any more, for it"
    " has no policy: make the policies first, then ask for them in a release that knows them.",
    r"disable\s+(?:trigger|rule)\b": "changes unrecorded meanwhile: its triggers do not run."
    " Replace the trigger's function instead.",
}


def _wrong_action(table: str, action: str) -> Iterator[str]:
    low = action.lower()
    column = re.match(r'alter\s+(?:column\s+)?"?(\w+)"?\s+(.*)', low, re.DOTALL)
    for pattern, why in _WHOLE_TABLE.items():
        if re.match(pattern, low):
            yield f"{table} {why}"
    if low.startswith(("rename ", "set schema")):
        yield (
            f"{table} or a column of it is renamed: the running version knows the old name."
            " Add the new one, write both, and drop the old one in a later release."
        )
    elif constrained := re.match(
        r"add\s+(?:constraint\s+\S+\s+)?"
        r"(foreign\s+key|check|unique|primary\s+key|exclude|not\s+null)\b",
        low,
    ):
        yield from wrong_constraint(table, constrained[1], low)
    elif added := re.match(r'add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?"?(\w+)"?', low):
        yield from wrong_column(table, added[1], low)
    elif column and re.match(r"(set\s+data\s+)?type\b", column[2]):
        yield (
            f"the type of {table}.{column[1]} changes: every row is rewritten under a lock that"
            " blocks reads. Add a column of the new type, fill it in batches, and read it"
            " from the next release on."
        )
    elif column and column[2].startswith("set not null"):
        yield (
            f"{table}.{column[1]} becomes NOT NULL: the table is read under a lock, and the"
            " running version may still write nothing. Add CHECK (… IS NOT NULL) NOT VALID"
            " and validate it, which is as good; every release that writes must fill it first."
        )
