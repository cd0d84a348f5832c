"""What a migration holds from one statement to the next, and whether it can be run again. Pure.

Each migration is one transaction, but for what stands in an autocommit block, which alembic writes
as COMMIT … BEGIN. A lock is held to the end of its transaction, however short its own statement.
And what an autocommit block did stays when the deployment breaks off before the version is noted,
so that migration is run once more from its first line.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Final

from lonja_tools.deployment.migrating.statements import NAME, Statement, actions, bare

_ALTERED: Final = re.compile(rf"^alter\s+table\s+{NAME}\s+(.*)$", re.IGNORECASE | re.DOTALL)
_TRIGGERED: Final = re.compile(
    r"^(?:create|drop|alter)\s+(?:or\s+replace\s+)?(?:constraint\s+)?(?:trigger|policy|rule)\s"
    rf".*?\son\s+{NAME}",
    re.IGNORECASE | re.DOTALL,
)
_VALIDATES: Final = re.compile(r"^validate\s+constraint\b", re.IGNORECASE)
_COPIES: Final = re.compile(r"^(?:with\b.*\b)?insert\s+into\b.*\bselect\b", re.IGNORECASE)
_ALONE: Final = re.compile(
    r"^(?:(?:create|drop)\s+(?:unique\s+)?index\s+concurrently|reindex\s+.*concurrently|vacuum\b"
    r"|alter\s+table\s.*\bdetach\s+partition\s.*\bconcurrently)",
    re.IGNORECASE,
)
_NEW_VALUE: Final = re.compile(r"^alter\s+type\s.*\badd\s+value\b", re.IGNORECASE)
_INDEX: Final = re.compile(
    r"^create\s+(?:unique\s+)?index\s+concurrently\s+(if\s+not\s+exists\s+)?\"?([\w.]+)",
    re.IGNORECASE,
)
_CLEARED: Final = re.compile(
    r"^drop\s+index\s+concurrently\s+if\s+exists\s+\"?([\w.]+)", re.IGNORECASE
)


def refusals(pending: Iterable[Statement], new: Collection[str]) -> Iterator[str]:
    """`new` are tables that are not in use yet."""
    for revision, statements in groupby(pending, key=lambda one: one.revision):
        inside, alone = _divided(one.sql for one in statements)
        for transaction in inside:
            for why in (*_held(transaction, new), *_needs_none(transaction)):
                yield f"{revision}: {why}"
        if alone:
            for why in _again(any(inside), alone):
                yield f"{revision}: {why}"


def _divided(statements: Iterable[str]) -> tuple[list[list[str]], list[str]]:
    """(the transactions, what runs outside of any)"""
    inside: list[list[str]] = [[]]
    alone: list[str] = []
    is_open = True
    for sql in statements:
        if sql.upper() in {"COMMIT", "BEGIN"}:
            is_open = sql.upper() == "BEGIN"
            inside.append([])
        elif is_open:
            inside[-1].append(sql)
        else:
            alone.append(sql)
    return inside, alone


def _held(transaction: list[str], new: Collection[str]) -> Iterator[str]:
    held: list[str] = []
    for sql in transaction:
        table, takes_long = _lock(sql)
        if takes_long and held:
            yield (
                f"`{sql[:60]}` takes as long as its table is large, while {held[0]} is locked since"
                " a statement before it: put it in a migration of its own."
            )
        if table and table.lower() not in {*new, *held}:
            held.append(table.lower())
    if len(held) > 1:
        yield (
            f"{', '.join(held)} are locked in one transaction: while it waits for one, it blocks writes"
            " to those before. A migration of its own for each table that is in use."
        )


def _lock(sql: str) -> tuple[str, bool]:
    """(the table locked against writes, or even reads, from here on; whether it takes long)"""
    altered, triggered = _ALTERED.match(sql), _TRIGGERED.match(bare(sql))
    if altered:
        every = actions(altered[2])
        validates = [bool(_VALIDATES.match(action)) for action in every]
        return "" if all(validates) else altered[1], any(validates)
    if triggered:
        return triggered[1], False
    return "", bool(_COPIES.match(bare(sql)))


def _needs_none(transaction: list[str]) -> Iterator[str]:
    for sql in transaction:
        if _ALONE.match(sql):
            yield (
                f"`{sql[:60]}` runs outside of a transaction only: put it in an"
                " op.get_context().autocommit_block(), in a migration of its own."
            )
        elif _NEW_VALUE.match(sql):
            yield (
                f"`{sql[:60]}`: the value cannot be used before the transaction ends. ADD VALUE IF"
                " NOT EXISTS in an op.get_context().autocommit_block(), in a migration of its own;"
                " or let it be text with a CHECK."
            )


def _again(has_others: bool, alone: list[str]) -> Iterator[str]:
    """An interrupted migration is run again from its first line."""
    if has_others:
        yield (
            "what stands beside its autocommit block is done and not noted when the deployment"
            " breaks off in the block: put the block in a migration of its own."
        )
    cleared: set[str] = set()
    for sql in alone:
        if clear := _CLEARED.match(sql):
            cleared.add(clear[1].lower())
        index = _INDEX.match(sql)
        if index and (index[1] or index[2].lower() not in cleared):
            yield (
                f"the index {index[2]} is left INVALID when making it breaks off, and in the way of"
                f" the next attempt: op.execute('DROP INDEX CONCURRENTLY IF EXISTS {index[2]}')"
                " before it, and no IF NOT EXISTS."
            )
        if _NEW_VALUE.match(sql) and not re.search(r"if\s+not\s+exists", sql, re.IGNORECASE):
            yield f"`{sql[:60]}` fails when it is run again: ADD VALUE IF NOT EXISTS."
