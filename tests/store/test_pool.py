"""What a process may rely on when it asks for a connection."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg.errors import AdminShutdown, DivisionByZero
from tests.support.asking import rows, scalar

from lonja.kernel.db import Database, run
from lonja.kernel.errors import Unavailable

pytestmark = pytest.mark.anyio


@pytest.fixture
async def one(database_url: str) -> AsyncIterator[Database]:
    """A database that lends one connection at a time."""
    database = Database(database_url, pool_size=1)
    yield database
    await database.close()


async def backend(database: Database) -> int:
    async with database.reading() as db:
        return int(await scalar(db, "SELECT pg_backend_pid()"))


class TestAConnection:
    async def test_is_lent_again_with_nothing_open(self, one: Database) -> None:
        first = await backend(one)

        with pytest.raises(DivisionByZero):
            async with one.transaction() as db:
                await run(db, "CREATE TABLE left_over (n int)")
                await scalar(db, "SELECT 1 / 0")

        assert await backend(one) == first
        async with one.reading() as db:
            assert await scalar(db, "SELECT to_regclass('left_over')") is None

    async def test_is_waited_for_while_another_has_it(self, one: Database) -> None:
        order: list[str] = []

        async def second() -> None:
            async with one.reading() as db:
                order.append(str(await scalar(db, "SELECT 'second'")))

        async with one.reading() as db:
            waiting = asyncio.create_task(second())
            await scalar(db, "SELECT pg_sleep(0.05)")
            order.append("first")
        await waiting

        assert order == ["first", "second"]

    async def test_that_the_server_ended_while_it_was_idle_is_replaced_unseen(
        self, one: Database, database_url: str
    ) -> None:
        ended = await backend(one)
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])

        assert await backend(one) != ended

    async def test_that_the_server_ends_in_the_middle_is_replaced(
        self, one: Database, database_url: str
    ) -> None:
        with pytest.raises(AdminShutdown):
            async with one.reading() as db:
                ended = await scalar(db, "SELECT pg_backend_pid()")
                with psycopg.connect(database_url, autocommit=True) as other:
                    other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
                await scalar(db, "SELECT 1")

        assert await backend(one) != ended

    async def test_whose_query_was_given_up_answers_the_next_question_only(
        self, one: Database
    ) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1), one.transaction() as db:
                await scalar(db, "SELECT pg_sleep(30)")

        async with one.reading() as db:
            assert [tuple(row) for row in await rows(db, "SELECT 1, 'a' AS word")] == [(1, "a")]

    async def test_to_nobody_is_refused_at_once(self) -> None:
        nowhere = Database("postgresql://lonja@/lonja?host=/nowhere")

        with pytest.raises(Unavailable, match="does not answer"):
            await backend(nowhere)
