"""The SQL of goods on their way."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.inventory._backorders.terms import IncomingStatus
from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class Incoming:
    """Units of a variant that are expected at a location; `received` is how many came."""

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
        "SELECT id, variant_id, location, quantity, expected_on, status, note, version, actor,"
        " received FROM incoming_stock WHERE id = %(id)s FOR UPDATE",
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
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[Incoming]:
    day, last = after or (None, None)
    return await rows(
        db,
        Incoming,
        "SELECT id, variant_id, location, quantity, expected_on, status, note, version, actor,"
        " received FROM incoming_stock WHERE status = 'expected'"
        " AND (%(variant_id)s::uuid IS NULL OR variant_id = %(variant_id)s)"
        " AND (%(day)s::date IS NULL OR (expected_on, id) > (%(day)s, %(last)s))"
        " ORDER BY expected_on, id LIMIT %(limit)s",
        variant_id=variant_id,
        day=day,
        last=last,
        limit=limit,
    )
