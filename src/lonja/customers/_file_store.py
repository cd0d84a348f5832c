"""All SQL of customers that a file brings in or takes out, many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.copying import copy_rows
from lonja.kernel.db import one, rows, run


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """A customer as files write them down; `note` is the newest one, the choice the newest said."""

    id: UUID
    key: str
    email: str
    name: str
    phone: str
    country: str
    language: str
    tags: Sequence[str]
    orders: int
    note: str
    agreed_at: datetime | None
    agreed_by: str
    agreed_words: str


_PEOPLE = (
    "SELECT c.id, e.email AS key, c.email, c.name, c.phone, c.country, c.language, c.tags, c.orders,"
    " coalesce(n.text, '') AS note, CASE WHEN m.granted THEN m.at END AS agreed_at,"
    " coalesce(m.source, '') AS agreed_by, coalesce(m.text_version, '') AS agreed_words"
    " FROM customer_emails e JOIN customers c ON c.id = e.customer_id"
    " LEFT JOIN LATERAL (SELECT text FROM customer_notes WHERE customer_id = c.id"
    " ORDER BY at DESC, id DESC LIMIT 1) n ON true"
    " LEFT JOIN LATERAL (SELECT granted, at, source, text_version FROM marketing_choices"
    " WHERE email = e.email ORDER BY at DESC, id DESC LIMIT 1) m ON true"
)


async def people(db: AsyncConnection, emails: Sequence[str]) -> list[StoredPerson]:
    return await rows(
        db, StoredPerson, _PEOPLE + " WHERE e.email = ANY(%(emails)s)", emails=list(emails)
    )


async def write(
    db: AsyncConnection,
    customer_id: UUID,
    *,
    name: str,
    phone: str,
    country: str,
    language: str,
    tags: Sequence[str],
) -> None:
    await run(
        db,
        "UPDATE customers SET name = %(name)s, phone = %(phone)s, country = %(country)s,"
        " language = %(language)s, tags = %(tags)s, version = version + 1 WHERE id = %(id)s",
        id=customer_id,
        name=name,
        phone=phone,
        country=country,
        language=language,
        tags=list(tags),
    )


async def has_note(db: AsyncConnection, customer_id: UUID, text: str) -> bool:
    found = await rows(
        db,
        UUID,
        "SELECT id FROM customer_notes WHERE customer_id = %(id)s AND text = %(text)s LIMIT 1",
        id=customer_id,
        text=text,
    )
    return bool(found)


async def is_known_otherwise(db: AsyncConnection, customer_id: UUID, *, note_id: UUID) -> bool:
    """Whether staff wrote more about them than this note, grouped them, or merged somebody into them."""
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM customer_notes WHERE customer_id = %(id)s AND id <> %(note)s)"
        " OR EXISTS (SELECT FROM customer_group_members WHERE customer_id = %(id)s)"
        " OR (SELECT count(*) FROM customer_emails WHERE customer_id = %(id)s) > 1",
        id=customer_id,
        note=note_id,
    )


async def delete(db: AsyncConnection, customer_id: UUID, email: str) -> None:
    """Somebody who never ordered, as if no file had ever named them."""
    await run(db, "DELETE FROM customer_notes WHERE customer_id = %(id)s", id=customer_id)
    await run(
        db,
        "DELETE FROM marketing_choices WHERE email = %(email)s AND source = 'import'",
        email=email,
    )
    await run(db, "DELETE FROM customer_emails WHERE email = %(email)s", email=email)
    await run(db, "DELETE FROM customers WHERE id = %(id)s AND orders = 0", id=customer_id)


@dataclass(frozen=True, slots=True)
class HistoricalCustomer:
    id: UUID
    external_ref: str
    language: str
    country: str
    segment: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    external_ref: str
    id: UUID


async def ids_by_reference(db: AsyncConnection, refs: Sequence[str]) -> dict[str, UUID]:
    """By the channel's number; who is not there is missing."""
    found = await rows(
        db,
        _Known,
        "SELECT external_ref, id FROM customers WHERE external_ref = ANY(%(refs)s)",
        refs=list(refs),
    )
    return {known.external_ref: known.id for known in found}


async def insert_historical(db: AsyncConnection, customers: Sequence[HistoricalCustomer]) -> None:
    await copy_rows(
        db,
        "customers",
        ("id", "email", "language", "country", "segment", "created_at", "external_ref"),
        (
            (one.id, "", one.language, one.country, one.segment, one.created_at, one.external_ref)
            for one in customers
        ),
    )
