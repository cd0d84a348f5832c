"""Questions that only a test asks: rows without a type, as named tuples."""

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import namedtuple_row


async def rows(db: AsyncConnection, sql: str, **values: Any) -> list[Any]:
    return await (await db.cursor(row_factory=namedtuple_row).execute(sql, values)).fetchall()


async def first(db: AsyncConnection, sql: str, **values: Any) -> Any:
    return await (await db.cursor(row_factory=namedtuple_row).execute(sql, values)).fetchone()


async def scalar(db: AsyncConnection, sql: str, **values: Any) -> Any:
    """The first column of the first row; None without one."""
    found = await first(db, sql, **values)
    return None if found is None else found[0]
