"""The SQL of payments that wait for their goods to leave."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, run
from lonja.payments._moving import MoveKind
from lonja.payments._store import ATTEMPT_COLUMNS, Attempt

_WAITING = "order_id = %(order)s AND status = 'authorised' AND capture_by IS NOT NULL"


async def wait(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, until: datetime, in_parts: bool
) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET capture_by = %(until)s, look_at = %(until)s,"
        " in_parts = %(in_parts)s"
        " WHERE order_id = %(order)s AND id = %(id)s AND status = 'authorised'",
        order=order_id,
        id=attempt_id,
        until=until,
        in_parts=in_parts,
    )


async def waiting(db: AsyncConnection, order_id: UUID) -> Attempt | None:
    return await first(
        db,
        Attempt,
        f"SELECT {ATTEMPT_COLUMNS} FROM payment_attempts WHERE {_WAITING} ORDER BY id LIMIT 1",
        order=order_id,
    )


async def want_part(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, upto: int, look_at: datetime
) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET part_minor = %(upto)s, look_at = %(look_at)s"
        f" WHERE {_WAITING} AND id = %(id)s AND part_minor = taken_minor",
        order=order_id,
        id=attempt_id,
        upto=upto,
        look_at=look_at,
    )


async def book_part(
    db: AsyncConnection, *, attempt: Attempt, move_id: UUID, taken: int, now: datetime
) -> bool:
    """So much was taken in all; the ledger has what is new of it. False where it has it already."""
    return bool(
        await run(
            db,
            "WITH taken AS (UPDATE payment_attempts SET taken_minor = %(taken)s,"
            " part_minor = greatest(part_minor, %(taken)s) WHERE order_id = %(order)s"
            " AND id = %(id)s AND status = 'authorised' AND taken_minor = %(before)s RETURNING id)"
            " INSERT INTO payment_moves (order_id, id, attempt_id, kind, amount_minor, currency,"
            " vendor_id, at) SELECT %(order)s, %(move)s, id, 'captured', %(taken)s - %(before)s,"
            " %(currency)s, id::text || ':' || %(taken)s::text, %(now)s FROM taken",
            order=attempt.order_id,
            id=attempt.id,
            before=attempt.taken_minor,
            taken=taken,
            currency=attempt.currency,
            move=move_id,
            now=now,
        )
    )


async def count_parts(db: AsyncConnection, *, order_id: UUID, attempt_id: UUID) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM payment_moves WHERE order_id = %(order)s AND attempt_id = %(id)s"
        " AND kind = 'captured'",
        order=order_id,
        id=attempt_id,
    )


async def void(
    db: AsyncConnection,
    *,
    attempt: Attempt,
    move_id: UUID,
    minor: int,
    vendor_id: str,
    now: datetime,
) -> None:
    """So much of what was reserved is never taken."""
    await run(
        db,
        "INSERT INTO payment_moves (order_id, id, attempt_id, kind, amount_minor, currency,"
        " vendor_id, at) VALUES (%(order)s, %(move)s, %(id)s, %(kind)s, %(minor)s, %(currency)s,"
        " %(vendor)s, %(now)s) ON CONFLICT DO NOTHING",
        order=attempt.order_id,
        id=attempt.id,
        move=move_id,
        kind=MoveKind.VOIDED,
        minor=minor,
        currency=attempt.currency,
        vendor=vendor_id,
        now=now,
    )


async def lower(db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, minor: int) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET amount_minor = amount_minor - %(minor)s"
        f" WHERE {_WAITING} AND id = %(id)s",
        order=order_id,
        id=attempt_id,
        minor=minor,
    )


async def change_promise(
    db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, amount_minor: int
) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET amount_minor = %(amount)s, next_step = NULL WHERE order_id = %(order)s"
        " AND id = %(id)s AND promised AND status = 'pending'",
        order=order_id,
        id=attempt_id,
        amount=amount_minor,
    )


async def end(db: AsyncConnection, order_id: UUID, now: datetime) -> int:
    return await run(
        db,
        f"UPDATE payment_attempts SET capture_by = NULL, look_at = %(now)s WHERE {_WAITING}",
        order=order_id,
        now=now,
    )


async def minor(db: AsyncConnection, order_id: UUID) -> int:
    return await one(
        db,
        int,
        "SELECT coalesce(sum(amount_minor - taken_minor), 0)::bigint FROM payment_attempts"
        f" WHERE {_WAITING}",
        order=order_id,
    )
