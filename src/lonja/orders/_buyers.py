"""The orders of one buyer: theirs, what they add up to, and taking the person out of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.orders import _buyer_store
from lonja.orders._buyer_store import BuyersCount, BuyersOrder
from lonja.orders._moving import TO_SHIP, WAITING, OrderStatus

SOLD: Final = (OrderStatus.CONFIRMED, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
UNDER_WAY: Final = (*sorted({*WAITING, *TO_SHIP, OrderStatus.SHIPPED}),)
"""Somebody still does something about it, and needs to know for whom."""


async def orders_of(db: AsyncConnection, customer_id: UUID, *, limit: int) -> list[BuyersOrder]:
    """Newest first."""
    return await _buyer_store.of_customer(db, customer_id, limit=limit)


async def count_of(db: AsyncConnection, customer_id: UUID) -> BuyersCount:
    """How many of their orders are sales, and when they ordered last."""
    return await _buyer_store.count(db, customer_id, SOLD)


async def lock_of(db: AsyncConnection, customer_id: UUID, *, email: str) -> list[UUID]:
    """Their orders, and the unpaid ones under their address, locked."""
    return await _buyer_store.ids_of(db, customer_id, email)


async def under_way(db: AsyncConnection, order_ids: Sequence[UUID]) -> list[str]:
    """The numbers of those that are not over."""
    return await _buyer_store.open_numbers(db, order_ids, UNDER_WAY)


async def forget_buyer(db: AsyncConnection, order_ids: Sequence[UUID], *, now: datetime) -> int:
    """Take name, e-mail, telephone and street out; number, lines, totals, taxes and country stay."""
    return await _buyer_store.forget(db, order_ids, now)


async def traces(db: AsyncConnection, email: str) -> int:
    """Orders that still name the address."""
    return await _buyer_store.traces(db, email)
