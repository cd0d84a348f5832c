"""What a transaction has read of what seldom changes it does not read again, unless it changed it itself."""

import pytest
from psycopg import AsyncConnection

from lonja.kernel.db import Database, one, run
from lonja.kernel.standing import Standing, from_memory
from lonja.kernel.transaction import EVERYTHING, announce

pytestmark = pytest.mark.anyio


async def read(db: AsyncConnection) -> int:
    return await from_memory(db, "theirs", lambda db: one(db, int, "SELECT max(n) FROM theirs"))


class TestATransaction:
    async def test_reads_once_what_stands_until_it_says_that_it_changed(
        self, database: Database
    ) -> None:
        async with database.transaction() as db:
            await run(db, "CREATE TABLE theirs AS SELECT 1 AS n")
        async with database.transaction() as db:
            first = await read(db)
            await run(db, "INSERT INTO theirs VALUES (2)")
            again = await read(db)
            announce(db, EVERYTHING)
            changed = await read(db)
        async with database.transaction() as db:
            await run(db, "INSERT INTO theirs VALUES (3)")
            later = await read(db)

        assert (first, again, changed, later) == (1, 1, 2, 3)


class TestATransactionThatOnlyShows:
    async def test_takes_from_memory_what_any_other_reads_again(
        self, database: Database, fresh_database_url: str
    ) -> None:
        async with database.transaction() as db:
            await run(db, "CREATE TABLE theirs AS SELECT 1 AS n")
        keeping = Database(fresh_database_url, standing=Standing(is_live=lambda: True))
        try:
            async with keeping.reading() as db:
                await read(db)
            async with database.transaction() as db:
                await run(db, "INSERT INTO theirs VALUES (2)")
            async with keeping.transaction(shows=True) as db:
                shown = await read(db)
            async with keeping.transaction() as db:
                decided = await read(db)
        finally:
            await keeping.close()

        assert (shown, decided) == (1, 2)
