"""All SQL of gift cards that orders bought."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit._sold.card import NewSale, SoldCard, card_id
from lonja.kernel.db import rows, run

_CARD = (
    "SELECT s.order_id, s.line, s.unit, s.order_number, s.account_id, s.currency, s.amount_minor,"
    " s.email, s.name, s.message, s.language, s.send_at, s.takes, s.paid_at, s.issued_at,"
    " s.stopped_at,"
    " a.balance_minor, a.last_four, a.sent_at FROM credit_sales s"
    " LEFT JOIN credit_accounts a ON a.id = s.account_id"
)


async def insert(
    db: AsyncConnection, sales: Sequence[NewSale], *, order_id: UUID, order_number: str
) -> None:
    values = [
        {
            "line": one.line,
            "unit": one.unit,
            "account_id": str(card_id(order_id, one.line, one.unit)),
            "currency": one.amount.currency,
            "amount_minor": one.amount.minor,
            "email": one.email,
            "name": one.name,
            "message": one.message,
            "language": one.language,
            "send_at": one.send_at.isoformat() if one.send_at else None,
        }
        for one in sales
    ]
    await run(
        db,
        "INSERT INTO credit_sales (order_id, line, unit, order_number, account_id, currency,"
        " amount_minor, email, name, message, language, send_at)"
        " SELECT %(order)s, s.line, s.unit, %(number)s, s.account_id, s.currency, s.amount_minor,"
        " s.email, s.name, s.message, s.language, s.send_at"
        " FROM jsonb_to_recordset(%(sales)s::jsonb) AS s(line int, unit int, account_id uuid,"
        " currency text, amount_minor bigint, email text, name text, message text, language text,"
        " send_at timestamptz)",
        order=order_id,
        number=order_number,
        sales=json.dumps(values),
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> list[SoldCard]:
    return await rows(
        db, SoldCard, _CARD + " WHERE s.order_id = %(id)s ORDER BY s.line, s.unit", id=order_id
    )


async def mark_paid(db: AsyncConnection, order_id: UUID, *, now: datetime) -> int:
    return await run(
        db,
        "UPDATE credit_sales SET paid_at = %(now)s WHERE order_id = %(id)s AND paid_at IS NULL",
        id=order_id,
        now=now,
    )


async def mark_issued(db: AsyncConnection, account_id: UUID, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE credit_sales SET issued_at = %(now)s WHERE account_id = %(id)s",
        id=account_id,
        now=now,
    )


async def take(db: AsyncConnection, account_id: UUID, *, refund_id: UUID, minor: int) -> None:
    await run(
        db,
        "UPDATE credit_sales SET takes = takes || jsonb_build_object(%(refund)s::text,"
        " %(minor)s::bigint) WHERE account_id = %(id)s",
        id=account_id,
        refund=str(refund_id),
        minor=minor,
    )


async def untake(db: AsyncConnection, account_id: UUID, *, refund_id: UUID) -> None:
    """A card that was never issued, since all of it was taken, waits to be issued again."""
    await run(
        db,
        "UPDATE credit_sales s SET takes = takes - %(refund)s::text, issued_at = CASE WHEN EXISTS"
        " (SELECT FROM credit_accounts a WHERE a.id = s.account_id) THEN issued_at END"
        " WHERE account_id = %(id)s",
        id=account_id,
        refund=str(refund_id),
    )


async def stop(db: AsyncConnection, account_id: UUID, *, at: datetime | None) -> None:
    await run(
        db,
        "UPDATE credit_sales SET stopped_at = %(at)s WHERE account_id = %(id)s",
        id=account_id,
        at=at,
    )


async def unissued(db: AsyncConnection, *, before: datetime, limit: int) -> list[UUID]:
    """Orders whose cards should be there by now."""
    return await rows(
        db,
        UUID,
        "SELECT order_id FROM credit_sales WHERE paid_at <= %(before)s AND issued_at IS NULL"
        " AND stopped_at IS NULL"
        " GROUP BY order_id ORDER BY min(paid_at), order_id LIMIT %(limit)s",
        before=before,
        limit=limit,
    )


async def forget(db: AsyncConnection, *, email: str) -> int:
    return await run(
        db,
        "UPDATE credit_sales SET email = '', name = '', message = ''"
        " WHERE email <> '' AND lower(email) = lower(%(email)s)",
        email=email,
    )
