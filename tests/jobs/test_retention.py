"""Old data goes once a day: by the shop's rules, in pieces, through kills, and counted once."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from datetime import datetime, timedelta

import pytest
from tests.support.asking import scalar
from tests.support.front_office import front_office
from tests.support.shop import readers

from lonja.actions import remove_old_data
from lonja.bootstrap import Shop
from lonja.jobs import retention as job
from lonja.kernel import clock
from lonja.kernel.db import Database, one, run
from lonja.retention import api as retention
from lonja.retention.api import DataKind, KeptTooShort, RetentionChanged

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(fresh_database_url: str, storage_connection: str) -> AsyncIterator[Shop]:
    async with front_office(fresh_database_url, storage_connection) as (_buyer, opened):
        yield opened


async def old_carts(database: Database, count: int, *, days: int) -> None:
    then = clock.now() - timedelta(days=days)
    async with database.transaction() as db:
        await run(
            db,
            "WITH made AS (INSERT INTO carts (id, currency, language, country, created_at,"
            " updated_at, expires_at) SELECT gen_random_uuid(), 'EUR', 'es', 'ES', %(then)s,"
            " %(then)s, %(end)s FROM generate_series(1, %(count)s) RETURNING id)"
            " INSERT INTO cart_lines (cart_id, variant_id, quantity, added_at)"
            " SELECT id, gen_random_uuid(), 1, %(then)s FROM made",
            then=then,
            end=then + timedelta(days=30),
            count=count,
        )


async def keep(database: Database, kind: DataKind, days: int | None, *, version: int = 0) -> None:
    async with database.transaction() as db:
        await retention.set_rule(db, kind, days, version=version, actor="ana", now=clock.now())


async def left(database: Database, table: str) -> int:
    async with database.reading() as db:
        return await one(db, int, f"SELECT count(*) FROM {table}")


async def preview(database: Database, kind: DataKind, days: int | None, now: datetime) -> int:
    async with database.reading() as db:
        return await remove_old_data.would_go(db, kind, days, now=now)


class TestTheDailyRun:
    async def test_takes_out_in_pieces_what_was_said_beforehand(self, shop: Shop) -> None:
        await old_carts(shop.database, 1_204, days=10)
        await old_carts(shop.database, 3, days=5)
        await keep(shop.database, DataKind.CARTS, 7)
        said = await preview(shop.database, DataKind.CARTS, 7, clock.now())

        gone = await job.remove_old(shop)

        async with shop.database.reading() as db:
            (run_of_today,) = await retention.runs(db)
            counted = await scalar(
                db, "SELECT facts ->> 'carts' FROM audit_log WHERE action = 'data_removed'"
            )
        assert (said, gone) == (1_204, 1_204)
        assert (await left(shop.database, "carts"), await left(shop.database, "cart_lines")) == (
            3,
            3,
        )
        assert run_of_today.counts == {"carts": 1_204}
        assert run_of_today.ended_at is not None
        assert counted == "1204"

    async def test_does_nothing_a_second_time_on_the_same_day(self, shop: Shop) -> None:
        await job.remove_old(shop)
        await old_carts(shop.database, 2, days=40)

        assert await job.remove_old(shop) == 0
        async with shop.database.reading() as db:
            count = await scalar(db, "SELECT count(*) FROM audit_log WHERE action = 'data_removed'")
        assert count == 1

    async def test_goes_on_after_a_kill_and_counts_each_row_once(self, shop: Shop) -> None:
        await old_carts(shop.database, 700, days=40)
        async with shop.database.transaction() as db:
            await retention.begin_run(db, now=clock.now())
        async with shop.database.reading() as db:
            begun = await retention.unfinished_run(db)
        assert begun is not None
        first = await job.remove_one_piece(shop, begun, DataKind.CARTS)

        rest = await asyncio.gather(
            *(asyncio.create_task(job.look(shop), context=Context()) for _ in range(2))
        )

        async with shop.database.reading() as db:
            (whole,) = await retention.runs(db)
        assert first + sum(rest) == 700
        assert whole.counts == {"carts": 700}
        assert await left(shop.database, "carts") == 0

    async def test_erases_people_who_never_bought_and_take_no_news(self, shop: Shop) -> None:
        taking_news, *others = await readers(shop.database, 3, domain="old.example")
        async with shop.database.transaction() as db:
            await run(
                db,
                "UPDATE customers SET marketing_consent = false WHERE id = ANY(%(ids)s)",
                ids=others,
            )
        await keep(shop.database, DataKind.CUSTOMERS, 90)

        await job.remove_old(shop)

        async with shop.database.reading() as db:
            named = await scalar(db, "SELECT array_agg(id) FROM customers WHERE email <> ''")
        assert named == [taking_news]


class TestARule:
    async def test_refuses_less_than_the_law_asks_for(self, shop: Shop) -> None:
        with pytest.raises(KeptTooShort):
            await keep(shop.database, DataKind.ORDERS, 365)

        async with shop.database.reading() as db:
            rule = (await retention.rules(db))[DataKind.ORDERS]
        assert (rule.keep_days, rule.version) == (None, 0)

    async def test_is_not_overwritten_unseen(self, shop: Shop) -> None:
        await keep(shop.database, DataKind.MAILS, 400)

        with pytest.raises(RetentionChanged):
            await keep(shop.database, DataKind.MAILS, 500)
        await keep(shop.database, DataKind.MAILS, None, version=1)

        async with shop.database.reading() as db:
            assert (await retention.rules(db))[DataKind.MAILS].keep_days is None
