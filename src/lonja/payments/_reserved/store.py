"""The SQL of payments that wait for their goods to leave."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import one, run


async def wait(db: AsyncConnection, *, order_id: UUID, attempt_id: UUID, until: datetime) -> None:
    await run(
        db,
        "UPDATE payment_attempts SET capture_by = %(until)s, look_at = %(until)s"
        " WHERE order_id = %(order)s AND id = %(id)s AND status = 'authorised'",
        order=order_id,
        id=attempt_id,
        until=until,
    )


async def end(db: AsyncConnection, order_id: UUID, now: datetime) -> int:
    return await run(
        db,
        "UPDATE payment_attempts SET capture_by = NULL, look_at = %(now)s"
        " WHERE order_id = %(order)s AND status = 'authorised' AND capture_by IS NOT NULL",
        order=order_id,
        now=now,
    )


async def minor(db: AsyncConnection, order_id: UUID) -> int:
    return await one(
        db,
        int,
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM payment_attempts"
        " WHERE order_id = %(order)s AND status = 'authorised' AND capture_by IS NOT NULL",
        order=order_id,
    )
