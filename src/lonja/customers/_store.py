"""All SQL of customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who agreed to be written to."""

    customer_id: UUID
    email: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Customer:
    id: UUID
    email: str
    name: str
    language: str
    country: str
    marketing_consent: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Named:
    id: UUID
    name: str
    email: str


async def names(db: AsyncConnection, customer_ids: Sequence[UUID]) -> list[Named]:
    return await rows(
        db,
        Named,
        "SELECT id, name, email FROM customers WHERE id = ANY(%(ids)s) AND email <> ''",
        ids=list(customer_ids),
    )


async def claim_email(db: AsyncConnection, *, email: str, customer_id: UUID) -> UUID:
    """The customer an address belongs to: `customer_id` if nobody had it."""
    return await one(
        db,
        UUID,
        "INSERT INTO customer_emails (email, customer_id) VALUES (%(email)s, %(id)s)"
        " ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING customer_id",
        email=email,
        id=customer_id,
    )


async def insert(
    db: AsyncConnection,
    *,
    customer_id: UUID,
    email: str,
    name: str,
    language: str,
    country: str,
    phone: str,
    now: datetime,
) -> None:
    await run(
        db,
        "INSERT INTO customers (id, email, name, language, country, phone, last_order_at,"
        " created_at) VALUES (%(id)s, %(email)s, %(name)s, %(language)s, %(country)s, %(phone)s,"
        " %(now)s, %(now)s)",
        id=customer_id,
        email=email,
        name=name,
        language=language,
        country=country,
        phone=phone,
        now=now,
    )


async def note_phone(db: AsyncConnection, customer_id: UUID, phone: str) -> None:
    await run(
        db,
        "UPDATE customers SET phone = %(phone)s WHERE id = %(id)s AND phone <> %(phone)s",
        id=customer_id,
        phone=phone,
    )


async def get(db: AsyncConnection, customer_id: UUID) -> Customer | None:
    return await first(
        db,
        Customer,
        "SELECT id, email, name, language, country, marketing_consent, created_at FROM customers"
        " WHERE id = coalesce((SELECT merged_into FROM customers WHERE id = %(id)s), %(id)s)",
        id=customer_id,
    )


async def suppress(db: AsyncConnection, *, email: str, reason: str, now: datetime) -> None:
    await run(
        db,
        "INSERT INTO suppressions (email, reason, at) VALUES (%(email)s, %(reason)s, %(now)s)"
        " ON CONFLICT (email) DO NOTHING",
        email=email,
        reason=reason,
        now=now,
    )
    await run(
        db,
        "UPDATE customers SET marketing_consent = false WHERE id ="
        " (SELECT customer_id FROM customer_emails WHERE email = %(email)s)",
        email=email,
    )


async def suppressed(db: AsyncConnection, emails: Sequence[str]) -> list[str]:
    return await rows(
        db, str, "SELECT email FROM suppressions WHERE email = ANY(%(emails)s)", emails=list(emails)
    )


async def has_ordered(db: AsyncConnection, email: str) -> bool:
    return bool(
        await rows(
            db,
            int,
            "SELECT orders FROM customers WHERE orders > 0 AND id ="
            " (SELECT customer_id FROM customer_emails WHERE email = %(email)s)",
            email=email,
        )
    )


async def count_idle(db: AsyncConnection, *, before: datetime, most: int) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM (SELECT FROM customers WHERE orders = 0 AND email <> ''"
        " AND NOT marketing_consent AND merged_into IS NULL AND created_at < %(before)s"
        " LIMIT %(most)s) AS old",
        before=before,
        most=most,
    )


async def oldest_idle(db: AsyncConnection, *, before: datetime, limit: int) -> Sequence[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM customers WHERE orders = 0 AND email <> '' AND NOT marketing_consent"
        " AND merged_into IS NULL AND created_at < %(before)s"
        " ORDER BY created_at, id LIMIT %(limit)s",
        before=before,
        limit=limit,
    )


async def write_scores(
    db: AsyncConnection, customer_ids: Sequence[UUID], segments: Sequence[str]
) -> int:
    """Say which segment of the model each is in; how many were in another one before."""
    return await run(
        db,
        "INSERT INTO customer_scores AS s (customer_id, segment)"
        " SELECT c.id, n.segment FROM unnest(%(ids)s::uuid[], %(segments)s::text[]) AS n(id, segment)"
        " JOIN customers c ON c.id = n.id AND c.erased_at IS NULL"
        " ON CONFLICT (customer_id) DO UPDATE SET segment = excluded.segment"
        " WHERE s.segment <> excluded.segment",
        ids=list(customer_ids),
        segments=list(segments),
    )


async def forget_scores(db: AsyncConnection) -> int:
    return await run(db, "DELETE FROM customer_scores")
