"""The door to what a bank's file says: read, written down once, and decided by a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.bank import _store
from lonja.bank._line import BankFileUnreadable, Credit, LineStatus, with_ids
from lonja.bank._matching import numbers_in, only
from lonja.bank._reading_camt import read_camt
from lonja.bank._reading_csv import (
    FIELDS,
    BankColumnsNeeded,
    check_columns,
    guess,
    read_credits,
    read_table,
)
from lonja.bank._store import BankLine
from lonja.kernel.errors import Conflict, NotFound

__all__ = [
    "FIELDS",
    "BankColumnsNeeded",
    "BankFileUnreadable",
    "BankLine",
    "BankLineDecided",
    "Credit",
    "LineStatus",
    "UnknownBankLine",
    "add_lines",
    "decide",
    "lock_open",
    "numbers_in",
    "only",
    "open_lines",
    "read_file",
    "with_ids",
]


class UnknownBankLine(NotFound):
    code: ClassVar[str] = "unknown_bank_line"


class BankLineDecided(Conflict):
    """Somebody was quicker; `facts["status"]` is what became of it."""

    code: ClassVar[str] = "bank_line_decided"


async def read_file(
    db: AsyncConnection, text: str, *, columns: Mapping[str, str], currency: str
) -> list[Credit]:
    """The credits of a CAMT or CSV file. Columns that were said are remembered for the next such file."""
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return read_camt(text.lstrip("\ufeff \r\n\t"))
    table = read_table(text)
    before = await _store.columns_of(db, table.key)
    chosen = dict(columns or (before.columns if before else guess(table.headers)))
    check_columns(table, chosen)
    found = read_credits(table, chosen, currency=currency)
    if columns:
        await _store.remember_columns(db, table.key, chosen)
    return found


async def add_lines(
    db: AsyncConnection, found: Sequence[Credit], *, file_name: str, actor: str, now: datetime
) -> dict[UUID, Credit]:
    """Write down the lines that no file has brought before; these, by id."""
    named = list(with_ids(found))
    if not named:
        return {}
    new = await _store.insert(db, named, file_name=file_name, actor=actor, now=now)
    by_id = dict(named)
    return {line_id: by_id[line_id] for line_id in new}


async def open_lines(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None = None, limit: int
) -> list[BankLine]:
    """What waits for a person, oldest first."""
    return await _store.open_lines(db, after=after, limit=limit)


async def lock_open(db: AsyncConnection, line_id: UUID) -> BankLine:
    """An undecided line, locked; raises where somebody was quicker."""
    found = await _store.lock(db, line_id)
    if found is None:
        raise UnknownBankLine("there is no such line")
    if found.status is not LineStatus.OPEN:
        raise BankLineDecided("this line was decided before", status=str(found.status))
    return found


async def decide(
    db: AsyncConnection,
    line_id: UUID,
    status: LineStatus,
    *,
    number: str = "",
    note: str = "",
    actor: str,
    now: datetime,
) -> None:
    await _store.decide(db, line_id, status=status, number=number, note=note, actor=actor, now=now)
