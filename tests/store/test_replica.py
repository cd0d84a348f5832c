"""Lists read from a real standby of PostgreSQL, and do without it when it cannot keep up."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from tests.support.asking import scalar
from tests.support.standby import Pair, standby_pair

from lonja.kernel import replica as replicas
from lonja.kernel.db import Database, run
from lonja.kernel.replica import Replica
from lonja_tools.laptop.postgres import Postgres

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    def prepare(server: Postgres) -> None:
        server.ask("CREATE TABLE notes (word text)")

    with standby_pair(before=prepare) as running:
        yield running


@dataclass
class Shop:
    primary: Database
    second: Database
    limit_s: float = 0.05

    def __post_init__(self) -> None:
        self.replica = Replica(self.primary, self.second, limit_s=self.limit_s)

    async def write(self, word: str) -> None:
        async with self.primary.transaction() as db:
            await run(db, "INSERT INTO notes VALUES (%(word)s)", word=word)

    async def last(self) -> tuple[str, bool]:
        """The newest word as a list shows it, and whether the standby was read."""
        async with self.replica.reading() as read:
            word = await scalar(read.db, "SELECT word FROM notes ORDER BY ctid DESC LIMIT 1")
            standby = await scalar(read.db, "SELECT pg_is_in_recovery()")
        assert (read.lag_s is not None) == standby
        return word, standby


@pytest.fixture
async def shop(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    # A test does not wait for the next check of a standby.
    monkeypatch.setattr(replicas, "LEFT_ALONE_S", 0.0)
    primary, second = (Database(one.url("postgres")) for one in (pair.primary, pair.standby))
    yield Shop(primary, second)
    await second.close()
    await primary.close()


class TestAList:
    async def test_shows_what_was_committed_before_the_request(self, shop: Shop) -> None:
        for number in range(50):
            await shop.write(f"word {number}")

            assert await shop.last() == (f"word {number}", True)

    async def test_is_read_from_the_database_while_the_standby_is_too_far_behind(
        self, pair: Pair, shop: Shop
    ) -> None:
        await shop.write("before")
        await shop.last()
        with pair.held_back():
            await shop.write("after")

            assert await shop.last() == ("after", False)

        assert await shop.last() == ("after", True)

    async def test_says_how_old_it_may_be_while_that_is_allowed(
        self, pair: Pair, shop: Shop
    ) -> None:
        patient = Shop(shop.primary, shop.second, limit_s=600)
        await shop.write("seen")
        await shop.last()
        with pair.held_back():
            await shop.write("not yet")

            async with patient.replica.reading() as read:
                word = await scalar(read.db, "SELECT word FROM notes ORDER BY ctid DESC LIMIT 1")

        assert word == "seen"
        assert read.lag_s is not None
        assert read.lag_s > 0

    async def test_is_read_from_the_database_while_the_standby_is_down(
        self, pair: Pair, shop: Shop
    ) -> None:
        await shop.write("up")
        assert await shop.last() == ("up", True)
        pair.stop(pair.standby)
        try:
            await shop.write("down")
            with contextlib.suppress(Exception):
                await shop.last()  # a connection of the pool may only now notice

            assert await shop.last() == ("down", False)
        finally:
            pair.start(pair.standby)

        assert await shop.last() == ("down", True)

    async def test_is_read_from_the_database_where_there_is_no_second_server(
        self, shop: Shop
    ) -> None:
        async with Replica(shop.primary, None, limit_s=1).reading() as read:
            assert read.lag_s is None
            assert await scalar(read.db, "SELECT pg_is_in_recovery()") is False

    async def test_is_never_read_from_a_server_that_is_no_standby(self, shop: Shop) -> None:
        twice = Shop(shop.primary, shop.primary, limit_s=600)
        await twice.write("itself")

        assert await twice.last() == ("itself", False)
