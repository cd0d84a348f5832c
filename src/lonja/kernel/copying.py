"""Many rows at once: COPY inside the transaction that is open."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from psycopg import AsyncConnection, sql

FETCH_ROWS = 5_000


async def copy_rows(
    db: AsyncConnection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Append `rows` to `table`; triggers and constraints hold as for any insert."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    async with db.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)
            count += 1
    return count


async def stream(
    db: AsyncConnection, query: str, **values: object
) -> AsyncIterator[tuple[Any, ...]]:
    """The rows of a query of our own, without ever holding them all."""
    async with db.cursor(name="stream") as cursor:
        cursor.itersize = FETCH_ROWS
        await cursor.execute(query.encode(), values)
        async for row in cursor:
            yield row
