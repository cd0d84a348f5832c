"""All SQL of a buyer's orders: theirs, what they add up to, and taking the person out of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import one, rows, run
from lonja.orders._moving import OrderStatus


@dataclass(frozen=True, slots=True)
class BuyersOrder:
    id: UUID
    number: str
    status: OrderStatus
    currency: str
    total_minor: int
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class BuyersCount:
    orders: int
    last_order_at: datetime | None


async def of_customer(db: AsyncConnection, customer_id: UUID, *, limit: int) -> list[BuyersOrder]:
    return await rows(
        db,
        BuyersOrder,
        "SELECT id, number, status, currency, total_minor, placed_at FROM orders"
        " WHERE customer_id = %(id)s ORDER BY placed_at DESC, id DESC LIMIT %(limit)s",
        id=customer_id,
        limit=limit,
    )


async def count(db: AsyncConnection, customer_id: UUID, statuses: Sequence[str]) -> BuyersCount:
    return await one(
        db,
        BuyersCount,
        "SELECT count(*) FILTER (WHERE status = ANY(%(statuses)s)) AS orders,"
        " max(placed_at) AS last_order_at FROM orders WHERE customer_id = %(id)s",
        id=customer_id,
        statuses=list(statuses),
    )


async def ids_of(db: AsyncConnection, customer_id: UUID, email: str) -> list[UUID]:
    """Theirs, and those under their address that were never paid; locked in the order of ids."""
    return await rows(
        db,
        UUID,
        "SELECT id FROM orders WHERE customer_id = %(id)s OR email = ANY(%(emails)s)"
        " ORDER BY id FOR UPDATE",
        id=customer_id,
        emails=sorted({email, email.lower()}),
    )


async def open_numbers(
    db: AsyncConnection, order_ids: Sequence[UUID], statuses: Sequence[str]
) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT number FROM orders WHERE id = ANY(%(ids)s) AND status = ANY(%(statuses)s)"
        " ORDER BY number LIMIT 20",
        ids=list(order_ids),
        statuses=list(statuses),
    )


async def forget(db: AsyncConnection, order_ids: Sequence[UUID], now: datetime) -> int:
    """What taxes and statistics need stays: country, region, the beginning of the postal code."""
    return await run(
        db,
        "UPDATE orders SET email = '', updated_at = %(now)s, address = CASE WHEN address IS NULL"
        " THEN NULL ELSE address || jsonb_build_object('name', '', 'line1', '', 'line2', '',"
        " 'city', '', 'phone', '', 'postal_code', left(address ->> 'postal_code', 2)) END"
        " WHERE id = ANY(%(ids)s)",
        ids=list(order_ids),
        now=now,
    )


async def traces(db: AsyncConnection, email: str) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM orders WHERE email = ANY(%(emails)s)",
        emails=sorted({email, email.lower()}),
    )
