"""Doors that are asked together: their statements go to the database in turns, and each gets its own answer."""

import asyncio
from collections.abc import Awaitable

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg._pipeline_base import BasePipeline
from tests.support.statements import overheard

from lonja.kernel.at_once import at_once
from lonja.kernel.db import Database, first, one, rows, run

pytestmark = pytest.mark.anyio


async def twice(db: AsyncConnection, name: str) -> list[str]:
    """A door that asks again, with what it heard."""
    heard = await one(db, str, "SELECT %(name)s::text", name=f"{name}1")
    return [heard, await one(db, str, "SELECT %(name)s::text", name=f"{name}2")]


async def once(db: AsyncConnection) -> int | None:
    return await first(db, int, "SELECT 7 WHERE false")


async def after_a_while(db: AsyncConnection) -> int:
    await asyncio.sleep(0)
    found = await rows(db, int, "SELECT generate_series(1, 3)")
    await asyncio.sleep(0)
    return sum(found)


async def silent() -> str:
    return "asked nothing"


class TestAtOnce:
    async def test_sends_what_all_ask_before_any_goes_on(self, database: Database) -> None:
        async with database.reading() as db:
            with overheard() as heard:
                found = await at_once(db, twice(db, "a"), twice(db, "b"), once(db), silent())

        assert found == (["a1", "a2"], ["b1", "b2"], None, "asked nothing")
        names = [values["name"] for _, values in heard if values]
        assert names == ["a1", "b1", "a2", "b2"]

    async def test_stands_inside_itself_and_waits_for_other_things(
        self, database: Database
    ) -> None:
        async def inside(db: AsyncConnection) -> tuple[list[str], int]:
            return await at_once(db, twice(db, "b"), after_a_while(db))

        async with database.reading() as db:
            with overheard() as heard:
                found = await at_once(db, twice(db, "a"), inside(db))
            alone = await twice(db, "c")

        assert found == (["a1", "a2"], (["b1", "b2"], 6))
        assert [values["name"] for _, values in heard if values] == ["a1", "b1", "a2", "b2"]
        assert alone == ["c1", "c2"]

    async def test_prepared_statements_answer_the_same(self, database: Database) -> None:
        """psycopg prepares what it has sent five times."""
        async with database.reading() as db:
            found = [await at_once(db, twice(db, f"a{n}"), twice(db, f"b{n}")) for n in range(8)]

        assert found == [([f"a{n}1", f"a{n}2"], [f"b{n}1", f"b{n}2"]) for n in range(8)]

    async def test_a_fault_of_one_ends_all_and_leaves_the_connection_usable(
        self, database: Database
    ) -> None:
        async def wrong(db: AsyncConnection) -> int:
            return await one(db, int, "SELECT 1 / 0")

        async with database.reading() as db:
            with pytest.raises(psycopg.errors.DivisionByZero):
                await at_once(db, twice(db, "a"), wrong(db))

            assert await twice(db, "b") == ["b1", "b2"]

    async def test_a_refusal_of_one_ends_all(self, database: Database) -> None:
        async def refuses(db: AsyncConnection) -> None:
            await once(db)
            raise LookupError

        async with database.reading() as db:
            with pytest.raises(LookupError):
                await at_once(db, twice(db, "a"), refuses(db))

            assert await twice(db, "b") == ["b1", "b2"]

    async def test_a_refusal_beside_doors_that_ask_several_gives_a_usable_connection_back(
        self, database: Database
    ) -> None:
        async def several(db: AsyncConnection) -> object:
            return await at_once(db, twice(db, "a"), twice(db, "b"))

        async def refuses(db: AsyncConnection) -> None:
            await once(db)
            raise LookupError

        async with database.reading() as db:
            with pytest.raises(LookupError):
                await at_once(db, refuses(db), several(db))

            assert await twice(db, "c") == ["c1", "c2"]

    async def test_writes_of_a_transaction_go_with_it(self, database: Database) -> None:
        async def write(db: AsyncConnection, n: int) -> int:
            return await run(db, "INSERT INTO kept VALUES (%(n)s)", n=n)

        async def count() -> int:
            async with database.reading() as db:
                return await one(db, int, "SELECT count(*) FROM kept")

        async def both(*, fails: bool) -> None:
            async with database.transaction() as db:
                assert await at_once(db, write(db, 1), write(db, 2)) == (1, 1)
                if fails:
                    raise LookupError

        async with database.transaction() as db:
            await run(db, "CREATE TABLE kept (n int)")
        with pytest.raises(LookupError):
            await both(fails=True)
        assert await count() == 0
        await both(fails=False)
        assert await count() == 2

    async def test_who_is_cancelled_gives_a_usable_connection_back(
        self, database: Database
    ) -> None:
        async def never(db: AsyncConnection) -> None:
            await once(db)
            await asyncio.Event().wait()

        async def waits() -> None:
            async with database.reading() as db:
                await at_once(db, never(db), twice(db, "a"))

        async def cancelled(work: Awaitable[None]) -> None:
            task = asyncio.ensure_future(work)
            for _ in range(5):
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        await cancelled(waits())
        async with database.reading() as db:
            assert await twice(db, "b") == ["b1", "b2"]


def test_psycopg_still_has_what_we_hold_back() -> None:
    """`at_once` keeps it from sending each statement by itself; see there."""
    assert hasattr(BasePipeline, "_communicate_gen")
