"""What a buyer ordered, paid and got back is counted again, after anything of it changed.

From the orders and the ledger, so that twice gives the same; their row is locked meanwhile, so
that two payments at once do not count past each other.
"""

from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.orders import api as orders
from lonja.payments import api as payments

MOST: Final = 10_000
"""Orders of one buyer that are added up."""


async def count_buyer(db: AsyncConnection, order_id: UUID) -> None:
    """Of the buyer of this order; nothing while it has none. Its row is locked by the caller."""
    customer_id = (await orders.lock(db, order_id)).customer_id
    if customer_id is not None:
        await count(db, customer_id)


async def count(db: AsyncConnection, customer_id: UUID) -> None:
    """Orders, money and products of one buyer, from the orders and the ledger as they are now."""
    await customers.lock_record(db, customer_id)
    counted = await orders.count_of(db, customer_id)
    theirs = await orders.orders_of(db, customer_id, limit=MOST)
    money = await payments.money_of(db, [order.id for order in theirs])
    await customers.save_counts(
        db,
        customer_id,
        orders=counted.orders,
        last_order_at=counted.last_order_at,
        spent=[
            customers.Spending(one.currency, one.paid_minor, one.refunded_minor) for one in money
        ],
    )
    await customers.save_purchases(
        db, customer_id, await orders.products_of(db, customer_id, limit=MOST)
    )
