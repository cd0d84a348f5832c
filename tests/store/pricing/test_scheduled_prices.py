"""Prices that begin and end by themselves: what is paid, what lists show, what the law says."""

import asyncio
from contextvars import Context
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from lonja.actions.schedule_prices import end_schedule, schedule_prices
from lonja.actions.start_scheduled import next_start, start_all_scheduled, start_scheduled
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing
from lonja.shelf import api as shelf
from lonja_tools.proofs.small_shop import NOW, open_small_shop

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
START, END = NOW + 40 * DAY, NOW + 50 * DAY


async def plan(
    database: Database,
    variant: UUID,
    minor: int = 8_00,
    *,
    starts_at: datetime = START,
    ends_at: datetime | None = END,
    now: datetime = NOW,
    schedule_id: UUID | None = None,
    currency: str = "EUR",
) -> UUID:
    schedule_id = schedule_id or uuid7()
    async with database.transaction() as db:
        await schedule_prices(
            db,
            schedule_id,
            [pricing.PlannedPrice(variant, currency, minor)],
            starts_at=starts_at,
            ends_at=ends_at,
            actor="ana",
            now=now,
        )
    return schedule_id


async def price(database: Database, variant: UUID, now: datetime) -> pricing.Price:
    async with database.reading() as db:
        return (await pricing.prices(db, [variant], "EUR", now=now))[variant]


async def card(database: Database) -> tuple[int, int | None, int | None]:
    async with database.reading() as db:
        (found,) = (await shelf.list_cards(db, language="es", currency="EUR")).items
    return found.from_minor, found.compare_at_minor, found.lowest_minor


class TestASale:
    async def test_is_paid_from_its_start_to_its_end_though_no_clock_runs(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a)

        second = timedelta(seconds=1)
        paid = [
            (await price(database, a, at)).amount_minor
            for at in (START - second, START, END - second, END)
        ]

        assert paid == [10_00, 8_00, 8_00, 10_00]

    async def test_is_in_lists_once_the_clock_started_it(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a)

        assert await card(database) == (10_00, None, None)
        assert await start_all_scheduled(database, lambda: START) == 1
        assert await card(database) == (8_00, 10_00, 10_00)
        assert await start_all_scheduled(database, lambda: END) == 1
        assert await card(database) == (10_00, None, None)

    async def test_freezes_the_lowest_price_before_it(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        for days, minor in ((20, 9_00), (30, 12_00)):
            async with database.transaction() as db:
                await pricing.set_price(
                    db, variant_id=a, currency="EUR", amount_minor=minor, actor="ana",
                    now=NOW + days * DAY,
                )  # fmt: skip
        await plan(database, a)

        # The clock is late by a day, and staff meanwhile changed the price.
        async with database.transaction() as db:
            await pricing.set_price(
                db, variant_id=a, currency="EUR", amount_minor=8_50, actor="ana", now=START + DAY
            )

        found = await price(database, a, START + DAY)
        assert (found.amount_minor, found.compare_at_minor, found.lowest_minor) == (
            8_00,
            8_50,
            9_00,
        )

    async def test_of_new_goods_announces_nothing(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a, starts_at=NOW + DAY, ends_at=NOW + 5 * DAY)
        await start_all_scheduled(database, lambda: NOW + DAY)

        found = await price(database, a, NOW + 2 * DAY)

        assert (found.amount_minor, found.lowest_minor) == (8_00, None)

    async def test_says_when_a_page_about_it_is_over(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a)

        assert (await price(database, a, NOW)).until == START
        assert (await price(database, a, START)).until == END
        assert (await price(database, a, END)).until is None

    async def test_starts_and_ends_at_once_where_the_clock_slept_through_it(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a)

        assert await start_all_scheduled(database, lambda: END + DAY) == 1
        async with database.reading() as db:
            assert await next_start(db) is None
        assert await card(database) == (10_00, None, None)

    async def test_that_is_ended_early_costs_its_regular_price_again(
        self, database: Database
    ) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        schedule_id = await plan(database, a)
        await start_all_scheduled(database, lambda: START)

        async with database.transaction() as db:
            await end_schedule(db, schedule_id, actor="ana", now=START + DAY)

        assert (await price(database, a, START + DAY)).amount_minor == 10_00
        assert await card(database) == (10_00, None, None)
        async with database.reading() as db:
            (kept,) = await pricing.scheduled_prices(db, [a])
        assert kept.ends_at == START + DAY

    async def test_that_never_began_is_forgotten(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        schedule_id = await plan(database, a)

        async with database.transaction() as db:
            await end_schedule(db, schedule_id, actor="ana", now=NOW)

        async with database.reading() as db:
            assert await pricing.scheduled_prices(db, [a]) == []
        assert (await price(database, a, START)).amount_minor == 10_00

    async def test_is_planned_once_however_often_it_is_sent(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        schedule_id = await plan(database, a)

        await plan(database, a, schedule_id=schedule_id)

        async with database.reading() as db:
            assert len(await pricing.scheduled_prices(db, [a])) == 1
        with pytest.raises(pricing.ScheduleReused):
            await plan(database, a, 7_00, schedule_id=schedule_id)

    async def test_is_planned_once_by_two_clicks_at_once(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        schedule_id = uuid7()

        await asyncio.gather(
            *(
                asyncio.create_task(plan(database, a, schedule_id=schedule_id), context=Context())
                for _ in range(3)
            )
        )

        async with database.reading() as db:
            assert len(await pricing.scheduled_prices(db, [a])) == 1

    @pytest.mark.parametrize(
        ("minor", "currency", "code"),
        [
            (10_00, "EUR", "not_lower"),
            (9_00, "EUR", "overlaps"),
            (9_00, "GBP", "price_invalid"),
        ],
    )
    async def test_that_makes_no_sense_is_refused_price_by_price(
        self, database: Database, minor: int, currency: str, code: str
    ) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a, starts_at=START + DAY, ends_at=END + DAY)

        with pytest.raises(pricing.ScheduleRefused) as refused:
            await plan(database, a, minor, currency=currency)

        assert [one.code for one in refused.value.found] == [code]

    async def test_ends_after_it_starts(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]

        with pytest.raises(Invalid):
            await plan(database, a, ends_at=START)

    async def test_of_two_clocks_is_started_by_one(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a)

        async with database.transaction() as db:
            assert await start_scheduled(db, now=START) == 1
            async with database.reading() as other:
                assert await next_start(other) == START
                assert await pricing.start_due_prices(other, now=START, limit=10) == set()


class TestARegularPriceFromADay:
    async def test_is_paid_from_then_on_though_no_clock_runs(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a, 12_00, ends_at=None)

        assert (await price(database, a, START - DAY)).amount_minor == 10_00
        assert (await price(database, a, START)).amount_minor == 12_00

    async def test_is_history_as_of_its_start(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a, 12_00, ends_at=None)
        await start_all_scheduled(database, lambda: START + DAY)

        async with database.reading() as db:
            newest = (await pricing.price_history(db, a, limit=1))[0]
        assert (newest.amount_minor, newest.at, newest.actor) == (12_00, START, "ana")
        assert await card(database) == (12_00, None, None)

    async def test_gives_way_to_what_staff_set_later(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a, 12_00, ends_at=None)

        async with database.transaction() as db:
            await pricing.set_price(
                db, variant_id=a, currency="EUR", amount_minor=11_00, actor="eva", now=START + DAY
            )
        await start_all_scheduled(database, lambda: START + 2 * DAY)

        assert (await price(database, a, START + 2 * DAY)).amount_minor == 11_00

    async def test_of_many_is_the_last_that_is_due(self, database: Database) -> None:
        a = (await open_small_shop(database, {"A": 1}))["A"]
        await plan(database, a, 12_00, ends_at=None)
        await plan(database, a, 13_00, starts_at=START + DAY, ends_at=None)

        assert (await price(database, a, START + 2 * DAY)).amount_minor == 13_00
        await start_all_scheduled(database, lambda: START + 2 * DAY)
        assert (await price(database, a, START + 2 * DAY)).amount_minor == 13_00


async def test_the_price_of_an_instant_is_read_by_an_index(database: Database) -> None:
    a = (await open_small_shop(database, {"A": 1}))["A"]
    await plan(database, a)
    async with database.transaction() as db:
        await run(db, "SET LOCAL enable_seqscan = off")
        plans = await db.execute(
            "EXPLAIN SELECT amount_minor FROM scheduled_prices WHERE variant_id = %s AND"
            " currency = 'EUR' AND starts_at <= %s AND ends_at > %s ORDER BY starts_at DESC LIMIT 1",
            [a, START, START],
        )
        text = "\n".join(row[0] for row in await plans.fetchall())

    assert "ix_scheduled_prices_variant_id_starts_at" in text
