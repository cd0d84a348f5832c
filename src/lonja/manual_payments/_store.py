"""All SQL of payments without a network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, rows, run
from lonja.kernel.money import Money
from lonja.manual_payments._answering import ReceivedBy, Standing, standing

_COLUMNS = (
    "order_id, attempt_id, method, number, amount_minor, currency, language, text, opened_at,"
    " due_at, reminders, received_minor, closed_at"
)


@dataclass(frozen=True, slots=True)
class ManualPayment:
    order_id: UUID
    attempt_id: UUID
    method: str
    number: str
    amount_minor: int
    currency: str
    language: str
    text: str
    opened_at: datetime
    due_at: datetime
    reminders: int
    received_minor: int
    closed_at: datetime | None

    @property
    def amount(self) -> Money:
        return Money(self.currency, self.amount_minor)

    @property
    def received(self) -> Money:
        return Money(self.currency, self.received_minor)

    @property
    def standing(self) -> Standing:
        return standing(
            amount_minor=self.amount_minor,
            received_minor=self.received_minor,
            is_closed=self.closed_at is not None,
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    id: UUID
    attempt_id: UUID
    amount_minor: int
    currency: str
    received_on: date
    received_by: ReceivedBy
    reference: str
    actor: str
    at: datetime


async def insert(db: AsyncConnection, payment: Mapping[str, Any]) -> None:
    await run(
        db,
        "INSERT INTO manual_payments (order_id, attempt_id, method, number, amount_minor, currency,"
        " language, text, opened_at, due_at, remind_at) VALUES (%(order)s, %(attempt)s, %(method)s,"
        " %(number)s, %(amount)s, %(currency)s, %(language)s, %(text)s, %(now)s, %(due_at)s, %(remind_at)s)"
        " ON CONFLICT DO NOTHING",
        **payment,
    )


async def of_attempt(db: AsyncConnection, attempt_id: UUID) -> ManualPayment | None:
    return await first(
        db,
        ManualPayment,
        f"SELECT {_COLUMNS} FROM manual_payments WHERE attempt_id = %(id)s",
        id=attempt_id,
    )


async def of_order(db: AsyncConnection, order_id: UUID) -> list[ManualPayment]:
    return await rows(
        db,
        ManualPayment,
        f"SELECT {_COLUMNS} FROM manual_payments WHERE order_id = %(order)s"
        " ORDER BY opened_at DESC, attempt_id DESC LIMIT 20",
        order=order_id,
    )


async def by_numbers(db: AsyncConnection, numbers: Sequence[str]) -> list[ManualPayment]:
    return await rows(
        db,
        ManualPayment,
        f"SELECT {_COLUMNS} FROM manual_payments WHERE number = ANY(%(numbers)s)"
        " ORDER BY number, opened_at DESC, attempt_id DESC LIMIT 1000",
        numbers=list(numbers),
    )


async def awaited(
    db: AsyncConnection, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[ManualPayment]:
    after_at, after_id = after or (None, None)
    return await rows(
        db,
        ManualPayment,
        f"SELECT {_COLUMNS} FROM manual_payments WHERE closed_at IS NULL"
        " AND received_minor < amount_minor AND (%(after_at)s::timestamptz IS NULL"
        " OR (due_at, attempt_id) > (%(after_at)s, %(after_id)s))"
        " ORDER BY due_at, attempt_id LIMIT %(limit)s",
        after_at=after_at,
        after_id=after_id,
        limit=limit,
    )


async def close(db: AsyncConnection, attempt_id: UUID, now: datetime) -> None:
    await run(
        db,
        "UPDATE manual_payments SET closed_at = coalesce(closed_at, %(now)s), remind_at = NULL"
        " WHERE attempt_id = %(id)s AND received_minor < amount_minor",
        id=attempt_id,
        now=now,
    )


async def change_amount(db: AsyncConnection, attempt_id: UUID, minor: int) -> None:
    await run(
        db,
        "UPDATE manual_payments SET amount_minor = %(minor)s, text = ''"
        " WHERE attempt_id = %(id)s AND closed_at IS NULL",
        id=attempt_id,
        minor=minor,
    )


async def set_text(db: AsyncConnection, attempt_id: UUID, text: str) -> None:
    await run(
        db,
        "UPDATE manual_payments SET text = %(text)s WHERE attempt_id = %(id)s AND text = ''",
        id=attempt_id,
        text=text,
    )


async def receive(db: AsyncConnection, receipt: Mapping[str, Any]) -> bool:
    """Book it once, with its payment's sum; False when this very receipt was there before."""
    return bool(
        await run(
            db,
            "WITH booked AS (INSERT INTO manual_receipts (order_id, id, attempt_id, amount_minor,"
            " currency, received_on, received_by, reference, actor, at) VALUES (%(order)s, %(id)s,"
            " %(attempt)s, %(amount)s, %(currency)s, %(on)s, %(by)s, %(reference)s, %(actor)s,"
            " %(now)s) ON CONFLICT DO NOTHING RETURNING order_id, attempt_id, amount_minor)"
            " UPDATE manual_payments p SET received_minor = p.received_minor + b.amount_minor,"
            " remind_at = CASE WHEN p.received_minor + b.amount_minor < p.amount_minor"
            " THEN p.remind_at END FROM booked b"
            " WHERE p.order_id = b.order_id AND p.attempt_id = b.attempt_id",
            **receipt,
        )
    )


async def receipts(db: AsyncConnection, order_id: UUID) -> list[Receipt]:
    return await rows(
        db,
        Receipt,
        "SELECT id, attempt_id, amount_minor, currency, received_on, received_by, reference, actor,"
        " at FROM manual_receipts WHERE order_id = %(order)s ORDER BY at, id LIMIT 200",
        order=order_id,
    )


async def lock_reminders(db: AsyncConnection, *, now: datetime, limit: int) -> list[ManualPayment]:
    return await rows(
        db,
        ManualPayment,
        f"SELECT {_COLUMNS} FROM manual_payments WHERE remind_at <= %(now)s"
        " ORDER BY remind_at, attempt_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        now=now,
        limit=limit,
    )


async def set_reminder(
    db: AsyncConnection, payment: ManualPayment, remind_at: datetime | None
) -> None:
    await run(
        db,
        "UPDATE manual_payments SET remind_at = %(at)s, reminders = reminders + 1"
        " WHERE order_id = %(order)s AND attempt_id = %(id)s",
        at=remind_at,
        order=payment.order_id,
        id=payment.attempt_id,
    )
