"""All SQL of two records that are one person."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers._record_store import CustomerRecord
from lonja.kernel.db import rows, run


async def emails(db: AsyncConnection, customer_id: UUID) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT email FROM customer_emails WHERE customer_id = %(id)s ORDER BY email LIMIT 50",
        id=customer_id,
    )


async def records_of_email(db: AsyncConnection, email: str) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM customers WHERE id ="
        " (SELECT customer_id FROM customer_emails WHERE email = %(email)s) OR merged_into ="
        " (SELECT customer_id FROM customer_emails WHERE email = %(email)s) ORDER BY id LIMIT 50",
        email=email,
    )


async def merged_from(db: AsyncConnection, customer_id: UUID) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM customers WHERE merged_into = %(id)s ORDER BY id LIMIT 50",
        id=customer_id,
    )


async def take_over(
    db: AsyncConnection, customer_id: UUID, *, other: CustomerRecord, now: datetime
) -> None:
    """Everything that names the other record names this one; the other keeps its id alone."""
    await run(
        db,
        "INSERT INTO customer_notes (customer_id, id, text, at, actor)"
        " SELECT %(id)s, id, text, at, actor FROM customer_notes WHERE customer_id = %(other)s"
        " ON CONFLICT DO NOTHING",
        id=customer_id,
        other=other.id,
    )
    await run(
        db,
        "INSERT INTO customer_group_members (customer_id, group_id, joined_at)"
        " SELECT %(id)s, group_id, %(now)s FROM customer_group_members"
        " WHERE customer_id = %(other)s ON CONFLICT DO NOTHING",
        now=now,
        id=customer_id,
        other=other.id,
    )
    await _empty(db, other.id)
    await run(
        db,
        "UPDATE customer_emails SET customer_id = %(id)s WHERE customer_id = %(other)s",
        id=customer_id,
        other=other.id,
    )
    await run(
        db,
        "UPDATE customers SET merged_into = %(id)s WHERE merged_into = %(other)s",
        id=customer_id,
        other=other.id,
    )
    await run(
        db,
        "UPDATE customers SET email = '', name = '', phone = '', tags = '{}', orders = 0,"
        " marketing_consent = false, consent_at = NULL, merged_into = %(id)s,"
        " version = version + 1 WHERE id = %(other)s",
        id=customer_id,
        other=other.id,
    )
    await run(
        db,
        "UPDATE customers SET name = CASE name WHEN '' THEN %(name)s ELSE name END,"
        " phone = CASE phone WHEN '' THEN %(phone)s ELSE phone END,"
        " created_at = least(created_at, %(since)s), version = version + 1,"
        " tags = (SELECT coalesce(array_agg(tag ORDER BY lower(tag)), '{}') FROM"
        " (SELECT DISTINCT unnest(tags || %(tags)s::text[]) AS tag LIMIT 50) t)"
        " WHERE id = %(id)s",
        id=customer_id,
        name=other.name,
        phone=other.phone,
        since=other.created_at,
        tags=list(other.tags),
    )


async def _empty(db: AsyncConnection, customer_id: UUID) -> None:
    """Notes, groups, products and money of a record that is nobody's any more."""
    await run(db, "DELETE FROM customer_notes WHERE customer_id = %(id)s", id=customer_id)
    await run(db, "DELETE FROM customer_group_members WHERE customer_id = %(id)s", id=customer_id)
    await run(db, "DELETE FROM customer_products WHERE customer_id = %(id)s", id=customer_id)
    await run(db, "DELETE FROM customer_scores WHERE customer_id = %(id)s", id=customer_id)
    await run(db, "DELETE FROM customer_spending WHERE customer_id = %(id)s", id=customer_id)
