"""All SQL of edits. The order's row lock guards all of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run
from lonja.orders._editing.rule import Content
from lonja.orders._editing.status import EditStatus, OnExpiry
from lonja.orders._order import OrderDiscount, OrderLine


@dataclass(frozen=True, slots=True)
class EditRow:
    order_id: UUID
    id: UUID
    version: int
    status: EditStatus
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    difference_minor: int
    reason: str
    actor: str
    at: datetime
    pay_by: datetime | None
    waits: bool
    on_expiry: OnExpiry | None
    settled_at: datetime | None


async def of_order(db: AsyncConnection, order_id: UUID) -> list[EditRow]:
    return await rows(
        db,
        EditRow,
        "SELECT order_id, id, version, status, before, after, difference_minor, reason, actor, at,"
        " pay_by, waits, on_expiry, settled_at FROM order_edits WHERE order_id = %(order)s"
        " ORDER BY version LIMIT 500",
        order=order_id,
    )


async def insert(db: AsyncConnection, edit: Mapping[str, Any]) -> None:
    await run(
        db,
        "INSERT INTO order_edits (order_id, id, version, status, before, after, difference_minor,"
        " reason, actor, at, pay_by, waits, on_expiry) VALUES (%(order)s, %(id)s, %(version)s,"
        " %(status)s, %(before)s::jsonb, %(after)s::jsonb, %(difference)s, %(reason)s, %(actor)s,"
        " %(at)s, %(pay_by)s, %(waits)s, %(on_expiry)s)",
        **edit,
    )


async def settle(
    db: AsyncConnection, order_id: UUID, edit_id: UUID, status: EditStatus, now: datetime
) -> bool:
    """False where it does not wait any more."""
    return bool(
        await run(
            db,
            "UPDATE order_edits SET status = %(status)s, settled_at = %(now)s"
            " WHERE order_id = %(order)s AND id = %(id)s AND status = 'awaiting_payment'",
            order=order_id,
            id=edit_id,
            status=status,
            now=now,
        )
    )


async def overdue(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT order_id FROM order_edits WHERE status = 'awaiting_payment' AND pay_by <= %(now)s"
        " ORDER BY pay_by, order_id LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


_LINE_COLUMNS = ", ".join(one.name for one in fields(OrderLine))
_LINE_CHANGES = ", ".join(
    f"{one.name} = excluded.{one.name}" for one in fields(OrderLine) if one.name != "line"
)
_DISCOUNT_COLUMNS = ", ".join(one.name for one in fields(OrderDiscount))


async def rewrite(db: AsyncConnection, order_id: UUID, made: Content, now: datetime) -> None:
    """The order is what the edit made of it."""
    await run(
        db,
        "UPDATE orders SET items_minor = %(items)s, discount_minor = %(discount)s,"
        " shipping_minor = %(shipping)s, tax_minor = %(tax)s, total_minor = %(total)s,"
        " tax_groups = %(groups)s::jsonb, shipping_code = %(code)s,"
        " pickup_location = %(pickup)s, updated_at = %(now)s WHERE id = %(id)s",
        id=order_id,
        items=made.items_minor,
        discount=made.discount_minor,
        shipping=made.shipping_minor,
        tax=made.tax_minor,
        total=made.total_minor,
        groups=json.dumps([dict(one) for one in made.tax_groups]),
        code=made.shipping_code,
        pickup=made.pickup_location,
        now=now,
    )
    await run(
        db,
        "DELETE FROM order_lines WHERE order_id = %(id)s AND line <> ALL(%(lines)s::int[])",
        id=order_id,
        lines=[one.line for one in made.lines],
    )
    await run(
        db,
        f"INSERT INTO order_lines (order_id, {_LINE_COLUMNS}) SELECT %(id)s, {_LINE_COLUMNS}"
        " FROM jsonb_populate_recordset(NULL::order_lines, %(lines)s::jsonb)"
        f" ON CONFLICT (order_id, line) DO UPDATE SET {_LINE_CHANGES}",
        id=order_id,
        lines=json.dumps([asdict(one) for one in made.lines], default=str),
    )
    await run(db, "DELETE FROM order_discounts WHERE order_id = %(id)s", id=order_id)
    await run(
        db,
        f"INSERT INTO order_discounts (order_id, {_DISCOUNT_COLUMNS})"
        f" SELECT %(id)s, {_DISCOUNT_COLUMNS}"
        " FROM jsonb_populate_recordset(NULL::order_discounts, %(discounts)s::jsonb)",
        id=order_id,
        discounts=json.dumps([asdict(one) for one in made.discounts], default=str),
    )
