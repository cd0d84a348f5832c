"""The list of orders by the two statuses: the same as the rule says of each, and never of another sum
than the ledger's.
"""

from itertools import product
from uuid import UUID

import pytest

from lonja.kernel.db import Database, one, run
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.orders.api import FulfilmentStanding, OrderFilter, OrderStatus, PaymentStanding

pytestmark = pytest.mark.anyio
MONEY = [(0, 0, 0), (100, 0, 0), (100, 40, 0), (100, 100, 0), (0, 100, 0), (100, 100, 30), (100, 100, 100)]  # fmt: skip


async def write_order(database: Database, status: str = "confirmed", total: int = 100) -> UUID:
    order_id = uuid7()
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO orders (id, number, channel, status, currency, language, items_minor,"
            " total_minor, placed_at, updated_at) VALUES (%(id)s, %(number)s, 'web', %(status)s,"
            " 'EUR', 'es', %(total)s, %(total)s, now(), now())",
            id=order_id,
            number=str(order_id),
            status=status,
            total=total,
        )
    return order_id


async def book(database: Database, *moves: tuple[UUID, str, int]) -> None:
    """One statement, as the ledger writes several at once."""
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO payment_moves (order_id, id, kind, amount_minor, currency, at)"
            " SELECT o, gen_random_uuid(), k, a, 'EUR', now() FROM"
            " unnest(%(orders)s::uuid[], %(kinds)s::text[], %(amounts)s::bigint[]) AS t (o, k, a)",
            orders=[move[0] for move in moves],
            kinds=[move[1] for move in moves],
            amounts=[move[2] for move in moves],
        )


@pytest.fixture
async def every_kind(database: Database) -> dict[UUID, tuple[PaymentStanding, FulfilmentStanding]]:
    """An order for each status, sums, total, hold and origin, with what the rule says of it."""
    said = {}
    for status, money, total, is_held, is_imported in product(
        OrderStatus, MONEY, (0, 100), (False, True), (False, True)
    ):
        order_id = await write_order(database, status, total)
        async with database.transaction() as db:
            await run(
                db,
                "UPDATE orders SET authorised_minor = %(a)s, captured_minor = %(c)s,"
                " refunded_minor = %(r)s, held_at = CASE WHEN %(held)s THEN now() END,"
                " hold_reason = CASE WHEN %(held)s THEN 'stock' END,"
                " source_ref = CASE WHEN %(imported)s THEN 'elsewhere' END WHERE id = %(id)s",
                a=money[0],
                c=money[1],
                r=money[2],
                held=is_held,
                imported=is_imported,
                id=order_id,
            )
            order = await orders.get(db, order_id)
        said[order_id] = (order.payment, order.fulfilment)
    return said


async def listed(database: Database, narrowed: OrderFilter) -> set[UUID]:
    async with database.reading() as db:
        rows = await orders.list_orders(db, narrowed=narrowed, limit=10_000)
    return {row.id for row in rows}


async def test_a_list_by_a_status_has_those_that_the_rule_says_it_of(
    database: Database, every_kind: dict[UUID, tuple[PaymentStanding, FulfilmentStanding]]
) -> None:
    for payment in PaymentStanding:
        assert await listed(database, OrderFilter(payment=[payment])) == {
            order for order, (money, _) in every_kind.items() if money == payment
        }, payment
    for fulfilment in FulfilmentStanding:
        assert await listed(database, OrderFilter(fulfilment=[fulfilment])) == {
            order for order, (_, parcels) in every_kind.items() if parcels == fulfilment
        }, fulfilment
    assert await listed(database, OrderFilter(payment=list(PaymentStanding))) == set(every_kind)
    assert await listed(database, OrderFilter(payment=[])) == set()


async def test_a_row_says_the_same_as_the_order(
    database: Database, every_kind: dict[UUID, tuple[PaymentStanding, FulfilmentStanding]]
) -> None:
    async with database.reading() as db:
        rows = await orders.list_orders(db, limit=10_000)

    assert {row.id: (row.payment, row.fulfilment) for row in rows} == every_kind


async def test_the_sums_are_the_ledgers(database: Database) -> None:
    first, second = await write_order(database), await write_order(database)
    await book(database, (first, "authorised", 100), (second, "authorised", 100))
    await book(database, (first, "captured", 60), (second, "voided", 100))
    await book(database, (first, "captured", 40), (second, "late_captured", 100))
    await book(database, (first, "refunded", 30), (second, "refunded", 100))
    await book(database, (first, "refund_failed", 30), (first, "disputed", 100))

    async with database.reading() as db:
        sums = [
            await one(
                db,
                str,
                "SELECT concat_ws(' ', authorised_minor, captured_minor, refunded_minor)"
                " FROM orders WHERE id = %(id)s",
                id=order,
            )
            for order in (first, second)
        ]
    assert sums == ["100 100 0", "0 100 100"]
