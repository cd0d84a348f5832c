"""Orders in the database: numbers, totals, moves with their events, and who moves one first."""

import asyncio
from contextvars import Context
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg.errors import CheckViolation
from tests.support.asking import scalar
from tests.support.selling import (
    NOW,
    STATUSES,
    address,
    an_order,
    fill_cart,
    move,
    place,
    waits_for_a_lock,
)

from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change
from lonja.orders import api as orders
from lonja.orders._moving import ImpossibleMove
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def read(database: Database, order_id: UUID) -> orders.Order:
    async with database.reading() as db:
        return await orders.get(db, order_id)


class TestAnOrder:
    async def test_keeps_what_its_cart_cost(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5, "B": 5})

        order = await read(database, await an_order(database, {"A": 2, "B": 1}))

        assert [(line.line, line.sku, line.quantity, line.total_minor) for line in order.lines] == [
            *((1, "A", 2, 20_00), (2, "B", 1, 10_00)),
        ]
        assert (order.items_minor, order.shipping_minor, order.total_minor) == (
            *(30_00, 5_00, 35_00),
        )
        assert order.tax_minor == sum(line.tax_minor for line in order.lines) + 87
        assert (order.status, order.placed_at, order.address) == ("placed", NOW, address())
        assert [(event.kind, event.actor) for event in order.events] == [("placed", "buyer")]

    async def test_costs_its_parts_or_the_database_refuses_it(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        await an_order(database, {"A": 1})

        for column in ("items_minor", "shipping_minor", "discount_minor", "total_minor"):
            with pytest.raises(CheckViolation, match="total_is_its_parts"):
                async with database.transaction() as db:
                    await run(db, f"UPDATE orders SET {column} = {column} + 1")

    async def test_has_a_number_of_its_own_that_is_found_however_it_is_written(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 50})
        placed = [await place(database, await fill_cart(database, {"A": 1})) for _ in range(5)]

        assert len({one.number for one in placed}) == 5
        async with database.reading() as db:
            for one in placed:
                assert await orders.find(db, one.number.lower()) == one.order_id
            for wrong in ("", "NO-SUCH", "x" * 41, "a\0b"):
                with pytest.raises(orders.UnknownOrder):
                    await orders.find(db, wrong)

    async def test_that_was_never_placed_is_unknown(self, database: Database) -> None:
        async with database.transaction() as db:
            for read_it in (orders.get, orders.lock):
                with pytest.raises(orders.UnknownOrder):
                    await read_it(db, uuid7())


class TestAMove:
    @pytest.mark.parametrize("status", STATUSES)
    async def test_that_is_not_in_the_table_leaves_no_trace(
        self, database: Database, status: str
    ) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status=status)
        before = await read(database, order_id)

        for to in STATUSES:
            if not orders.may_move(status, to):
                with pytest.raises(ImpossibleMove):
                    await move(database, order_id, to)

        assert await read(database, order_id) == before
        assert before.status == status

    async def test_records_when_it_happened_who_did_it_and_why(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status="paying")
        later = NOW + timedelta(minutes=5)
        async with database.transaction() as db:
            order = await orders.lock(db, order_id)
            await orders.move(
                db, order=order, to="payment_failed", at=later, actor="shop", refusal="expired_card"
            )

        order = await read(database, order_id)
        event = order.events[-1]
        assert (order.status, order.refusal) == ("payment_failed", "expired_card")
        assert (event.kind, event.at, event.actor) == ("payment_failed", later, "shop")
        assert event.facts == {"reason": "expired_card"}

    async def test_sets_the_time_of_its_step_once(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})

        order = await read(database, await an_order(database, {"A": 1}, status="delivered"))

        assert (order.confirmed_at, order.shipped_at, order.cancelled_at) == (NOW, NOW, None)
        assert [event.kind for event in order.events] == [
            *("placed", "confirmed", "shipped", "delivered"),
        ]

    async def test_waits_for_whoever_moves_the_order_and_sees_where_it_went(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1}, status="confirmed")

        async def status_after_waiting() -> str:
            async with database.transaction() as db:
                return (await orders.lock(db, order_id)).status

        async with database.transaction() as db:
            order = await orders.lock(db, order_id)
            second = asyncio.create_task(status_after_waiting(), context=Context())
            assert await waits_for_a_lock(database)
            await orders.move(db, order=order, to="cancelled", at=NOW, actor="ana")

        assert await second == "cancelled"

    async def test_is_announced_once_it_is_durable_and_not_if_it_is_rolled_back(
        self, database: Database, announced: list[Change]
    ) -> None:
        await open_small_shop(database, {"A": 5})
        order_id = await an_order(database, {"A": 1})
        announced.clear()
        with pytest.raises(ZeroDivisionError):
            async with database.transaction() as db:
                order = await orders.lock(db, order_id)
                await orders.move(db, order=order, to="cancelled", at=NOW, actor="ana")
                raise ZeroDivisionError
        assert announced == []
        await move(database, order_id, "paying")

        assert announced == [Change("order", str(order_id))]


class TestOrdersThatWait:
    async def test_are_counted_by_where_they_stand(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9})
        for status in ("placed", "placed", "confirmed"):
            await an_order(database, {"A": 1}, status=status)

        async with database.reading() as db:
            counted = await orders.count_by_status(db, ["placed", "confirmed", "shipped"])
        assert counted == {"placed": 2, "confirmed": 1}


class TestTheList:
    async def test_is_narrowed_and_read_on_from_where_it_ended(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9})
        placed = [
            await place(
                database, await fill_cart(database, {"A": 1}), now=NOW + timedelta(minutes=number)
            )
            for number in range(3)
        ]
        async with database.reading() as db:
            first = await orders.list_orders(db, limit=2)
            rest = await orders.list_orders(db, after=(first[-1].placed_at, first[-1].id), limit=2)
            by_number = await orders.list_orders(db, query=placed[1].number)
            by_address = await orders.list_orders(db, query="ana@example.com\0")
            shipped = await orders.list_orders(db, status=["shipped"])

        assert [row.id for row in (*first, *rest)] == [one.order_id for one in reversed(placed)]
        assert [row.number for row in by_number] == [placed[1].number]
        assert (len(by_address), shipped) == (3, [])
        assert [(row.units, row.total_minor) for row in first] == [(1, 15_00)] * 2
        async with database.reading() as db:
            assert await scalar(db, "SELECT count(*) FROM orders") == 3

    async def test_finds_parts_of_what_staff_know_in_any_order_without_accents(
        self, database: Database
    ) -> None:
        await open_small_shop(database, {"ZEL-157": 9})
        placed = await place(database, await fill_cart(database, {"ZEL-157": 1}), now=NOW)
        async with database.transaction() as db:
            await run(
                db,
                "UPDATE orders SET email = 'b.obrien@example.ie', address = address ||"
                ' \'{"name": "Bríd O Brien Fernández", "city": "Sóller", "phone": "+34 600 11 22 33"}\'',
            )
        number = placed.number

        async with database.reading() as db:

            async def finds(query: str) -> bool:
                return [row.number for row in await orders.list_orders(db, query=query)] == [number]

            known = [
                number.replace("-", "").lower(),
                f"#{number}",
                number.replace("-", "\u2011"),
                number[:4],
                number[2:7],
                "Brien",
                "fernandez brid",
                "OBRIEN@",
                "soller",
                "+34 60011",
                "112233",
                "zel-15",
            ]
            others = ["100%", "_", "brien madrid", "el-157"]
            assert {query: await finds(query) for query in known} == dict.fromkeys(known, True)
            assert {query: await finds(query) for query in others} == dict.fromkeys(others, False)

    async def test_reads_oldest_first_too(self, database: Database) -> None:
        await open_small_shop(database, {"A": 9})
        placed = [
            await place(
                database, await fill_cart(database, {"A": 1}), now=NOW + timedelta(minutes=number)
            )
            for number in range(3)
        ]
        async with database.reading() as db:
            first = await orders.list_orders(db, oldest_first=True, limit=2)
            last = (first[-1].placed_at, first[-1].id)
            rest = await orders.list_orders(db, oldest_first=True, after=last, limit=2)

        assert [row.id for row in (*first, *rest)] == [one.order_id for one in placed]
