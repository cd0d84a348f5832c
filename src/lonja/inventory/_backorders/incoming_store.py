"""The SQL of goods on their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._backorders.terms import IncomingStatus
from lonja.inventory._stock_orders.stock_order import StockOrderKind
from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class Incoming:
    """Units of a variant that are expected at a location; `received` is how many came.

    Of a stock order, which has the same `id`, `quantity` is what is still to come.
    """

    id: UUID
    variant_id: UUID
    location: str
    quantity: int
    expected_on: date
    status: IncomingStatus
    note: str
    version: int
    actor: str
    received: int
    stock_order_kind: StockOrderKind | None


@dataclass(frozen=True, slots=True)
class OnOrder:
    variant_id: UUID
    units: int


_LEFT: Final = "quantity - received - lost - called_off"
_READ: Final = (
    f"id, variant_id, location, CASE WHEN is_of_stock_order THEN {_LEFT} ELSE quantity END"
    " AS quantity, expected_on, status, note, version, actor, received,"
    " (SELECT s.kind FROM stock_orders s WHERE s.id = incoming_stock.id) AS stock_order_kind"
)


async def insert(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    incoming_id: UUID,
    location: str,
    quantity: int,
    expected_on: date,
    note: str,
    actor: str,
    now: datetime,
) -> bool:
    """False where the id is known."""
    return bool(
        await run(
            db,
            "INSERT INTO incoming_stock (variant_id, id, location, quantity, expected_on, status,"
            " note, created_at, actor) VALUES (%(variant_id)s, %(id)s, %(location)s, %(quantity)s,"
            " %(expected_on)s, 'expected', %(note)s, %(now)s, %(actor)s) ON CONFLICT DO NOTHING",
            variant_id=variant_id,
            id=incoming_id,
            location=location,
            quantity=quantity,
            expected_on=expected_on,
            note=note,
            now=now,
            actor=actor,
        )
    )


async def lock(db: AsyncConnection, incoming_id: UUID) -> Incoming | None:
    return await first(
        db,
        Incoming,
        f"SELECT {_READ} FROM incoming_stock WHERE id = %(id)s"
        " AND expected_on IS NOT NULL LIMIT 1 FOR UPDATE",
        id=incoming_id,
    )


async def change(
    db: AsyncConnection, incoming_id: UUID, *, expected_on: date, quantity: int
) -> None:
    await run(
        db,
        "UPDATE incoming_stock SET expected_on = %(expected_on)s, quantity = %(quantity)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=incoming_id,
        expected_on=expected_on,
        quantity=quantity,
    )


async def end(
    db: AsyncConnection, incoming_id: UUID, *, status: IncomingStatus, received: int, now: datetime
) -> None:
    await run(
        db,
        "UPDATE incoming_stock SET status = %(status)s, received = %(received)s,"
        " ended_at = %(now)s, version = version + 1 WHERE id = %(id)s",
        id=incoming_id,
        status=status,
        received=received,
        now=now,
    )


async def expected(
    db: AsyncConnection,
    *,
    variant_id: UUID | None,
    after: tuple[date, UUID, UUID] | None,
    limit: int,
) -> list[Incoming]:
    day, last, variant = after or (None, None, None)
    return await rows(
        db,
        Incoming,
        f"SELECT {_READ} FROM incoming_stock WHERE status = 'expected'"
        " AND (%(variant_id)s::uuid IS NULL OR variant_id = %(variant_id)s)"
        " AND (%(day)s::date IS NULL OR (expected_on, id, variant_id) > (%(day)s, %(last)s, %(variant)s))"
        " ORDER BY expected_on, id, variant_id LIMIT %(limit)s",
        variant_id=variant_id,
        day=day,
        last=last,
        variant=variant,
        limit=limit,
    )


async def on_order(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[OnOrder]:
    """Units that are on their way to where they may be sold."""
    return await rows(
        db,
        OnOrder,
        f"SELECT i.variant_id, sum({_LEFT})::bigint AS units FROM incoming_stock i"
        " JOIN locations l ON l.code = i.location AND l.sellable"
        " WHERE i.variant_id = ANY(%(ids)s) AND i.status = 'expected' GROUP BY 1 ORDER BY 1",
        ids=list(variant_ids),
    )
