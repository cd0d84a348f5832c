"""All SQL of customers as staff see them: lists, counts, notes, tags, and taking a person out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers._audiences.segment_store import conditions_sql
from lonja.kernel.db import first, one, rows, run
from lonja.kernel.folding import MAX_WORDS, patterns


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """`spent_minor` is what was paid and not refunded, in `currency`.

    Who never paid in the currency that was asked for is shown what they paid in another one;
    sorted by money, everybody is in the same one.
    """

    id: UUID
    email: str
    name: str
    phone: str
    country: str
    language: str
    tags: Sequence[str]
    marketing_consent: bool
    created_at: datetime
    orders: int
    last_order_at: datetime
    currency: str
    spent_minor: int


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    id: UUID
    email: str
    name: str
    phone: str
    country: str
    language: str
    tags: Sequence[str]
    marketing_consent: bool
    consent_at: datetime | None
    created_at: datetime
    orders: int
    last_order_at: datetime
    version: int
    erased_at: datetime | None
    merged_into: UUID | None


@dataclass(frozen=True, slots=True)
class Spending:
    currency: str
    paid_minor: int
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class Note:
    id: UUID
    text: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class StoredChoice:
    """What somebody said about marketing mail: the proof of their consent."""

    granted: bool
    source: str
    text_version: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Suppression:
    reason: str
    at: datetime


_LISTED = (
    "SELECT c.id, c.email, c.name, c.phone, c.country, c.language, c.tags, c.marketing_consent,"
    " c.created_at, c.orders, c.last_order_at, coalesce(s.currency, %(currency)s) AS currency,"
    " coalesce(s.paid_minor - s.refunded_minor, 0) AS spent_minor"
)
_JOINED = (
    " FROM customers c LEFT JOIN LATERAL (SELECT m.currency, m.paid_minor, m.refunded_minor"
    " FROM customer_spending m WHERE m.customer_id = c.id"
    " ORDER BY m.paid_minor > m.refunded_minor DESC, m.currency = %(currency)s DESC,"
    " m.paid_minor - m.refunded_minor DESC, m.currency LIMIT 1) s ON true"
)
_JOINED_BY_MONEY = (
    " FROM customers c JOIN customer_spending s"
    " ON s.customer_id = c.id AND s.currency = %(currency)s"
)
_SORTS: Final[Mapping[str, tuple[str, str]]] = {
    # name: the sort key, and what it is called in a cursor
    "newest": ("c.created_at", "created_at"),
    "last_order": ("c.last_order_at", "last_order_at"),
    "orders": ("c.orders", "orders"),
    "spent": ("(s.paid_minor - s.refunded_minor)", "spent_minor"),
}
_ID: Final = {name: "s.customer_id" if name == "spent" else "c.id" for name in _SORTS}
SORT_KEYS: Final = {name: column for name, (_, column) in _SORTS.items()}
_WORDS = " AND ".join(f"search LIKE %(w{i})s" for i in range(MAX_WORDS))
# First who is meant, then their order: the order of a hundred thousand others costs nothing.
_FOUND = (
    " AND c.id IN (WITH found AS MATERIALIZED (SELECT id FROM customers"
    f" WHERE {_WORDS} LIMIT 5000) SELECT id FROM found)"
)


def page_sql(*, sort: str, query: str, is_first: bool, asked: Collection[str] = ()) -> str:
    """One page of the list; a test looks at how the database would read it."""
    key, _ = _SORTS[sort]
    joined = _JOINED_BY_MONEY if sort == "spent" else _JOINED
    return (
        _LISTED
        + joined
        + " WHERE c.email <> ''"
        + (_FOUND if query else "")
        + conditions_sql(asked)
        + ("" if is_first else f" AND ({key}, {_ID[sort]}) < (%(last)s, %(last_id)s)")
        + f" ORDER BY {key} DESC, {_ID[sort]} DESC LIMIT %(limit)s"
    )


async def list_customers(
    db: AsyncConnection,
    *,
    sort: str,
    currency: str,
    query: str,
    asked: Mapping[str, Any],
    after: tuple[Any, UUID] | None,
    limit: int,
) -> list[CustomerRow]:
    last, last_id = after or (None, None)
    words = {f"w{i}": pattern for i, pattern in enumerate(patterns(query))} if query else {}
    return await rows(
        db,
        CustomerRow,
        page_sql(sort=sort, query=query, is_first=after is None, asked=asked),
        currency=currency,
        last=last,
        last_id=last_id,
        limit=limit,
        **asked,
        **words,
    )


async def record(
    db: AsyncConnection, customer_id: UUID, *, lock: bool = False
) -> CustomerRecord | None:
    return await first(
        db,
        CustomerRecord,
        "SELECT id, email, name, phone, country, language, tags, marketing_consent, consent_at,"
        " created_at, orders, last_order_at, version, erased_at, merged_into FROM customers WHERE id = %(id)s"
        + (" FOR UPDATE" if lock else ""),
        id=customer_id,
    )


async def spending(db: AsyncConnection, customer_id: UUID) -> list[Spending]:
    return await rows(
        db,
        Spending,
        "SELECT currency, paid_minor, refunded_minor FROM customer_spending"
        " WHERE customer_id = %(id)s ORDER BY currency",
        id=customer_id,
    )


async def save_counts(
    db: AsyncConnection,
    customer_id: UUID,
    *,
    orders: int,
    last_order_at: datetime | None,
    spent: Sequence[Spending],
) -> None:
    await run(
        db,
        "UPDATE customers SET orders = %(orders)s,"
        " last_order_at = coalesce(%(at)s, last_order_at) WHERE id = %(id)s"
        " AND (orders, last_order_at) IS DISTINCT FROM"
        " (%(orders)s, coalesce(%(at)s, last_order_at))",
        id=customer_id,
        orders=orders,
        at=last_order_at,
    )
    for amount in spent:
        await run(
            db,
            "INSERT INTO customer_spending (customer_id, currency, paid_minor, refunded_minor)"
            " VALUES (%(id)s, %(currency)s, %(paid)s, %(refunded)s)"
            " ON CONFLICT (customer_id, currency) DO UPDATE SET paid_minor = excluded.paid_minor,"
            " refunded_minor = excluded.refunded_minor",
            id=customer_id,
            currency=amount.currency,
            paid=amount.paid_minor,
            refunded=amount.refunded_minor,
        )


async def save_products(
    db: AsyncConnection, customer_id: UUID, product_ids: Sequence[UUID]
) -> None:
    await run(
        db,
        "DELETE FROM customer_products WHERE customer_id = %(id)s"
        " AND NOT product_id = ANY(%(products)s::uuid[])",
        id=customer_id,
        products=list(product_ids),
    )
    await run(
        db,
        "INSERT INTO customer_products (customer_id, product_id)"
        " SELECT %(id)s, product_id FROM unnest(%(products)s::uuid[]) AS t(product_id)"
        " ON CONFLICT DO NOTHING",
        id=customer_id,
        products=list(product_ids),
    )


async def update_tags(db: AsyncConnection, customer_id: UUID, tags: Sequence[str]) -> None:
    await run(
        db,
        "UPDATE customers SET tags = %(tags)s, version = version + 1 WHERE id = %(id)s",
        id=customer_id,
        tags=list(tags),
    )


async def insert_note(
    db: AsyncConnection, customer_id: UUID, note_id: UUID, *, text: str, actor: str, now: datetime
) -> bool:
    """False where this note is there already."""
    return bool(
        await run(
            db,
            "INSERT INTO customer_notes (customer_id, id, text, at, actor)"
            " VALUES (%(customer)s, %(id)s, %(text)s, %(now)s, %(actor)s) ON CONFLICT DO NOTHING",
            customer=customer_id,
            id=note_id,
            text=text,
            now=now,
            actor=actor,
        )
    )


async def delete_note(db: AsyncConnection, customer_id: UUID, note_id: UUID) -> bool:
    return bool(
        await run(
            db,
            "DELETE FROM customer_notes WHERE customer_id = %(customer)s AND id = %(id)s",
            customer=customer_id,
            id=note_id,
        )
    )


async def notes(db: AsyncConnection, customer_id: UUID, limit: int) -> list[Note]:
    return await rows(
        db,
        Note,
        "SELECT id, text, at, actor FROM customer_notes WHERE customer_id = %(id)s"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        id=customer_id,
        limit=limit,
    )


async def choices(db: AsyncConnection, emails: Sequence[str], limit: int) -> list[StoredChoice]:
    return await rows(
        db,
        StoredChoice,
        "SELECT granted, source, text_version, language, at FROM marketing_choices"
        " WHERE email = ANY(%(emails)s) ORDER BY at DESC, id DESC LIMIT %(limit)s",
        emails=list(emails),
        limit=limit,
    )


async def suppression(db: AsyncConnection, email: str) -> Suppression | None:
    return await first(
        db,
        Suppression,
        "SELECT reason, at FROM suppressions WHERE email = %(email)s",
        email=email,
    )


async def erase(db: AsyncConnection, customer_id: UUID, *, now: datetime) -> None:
    """The row stays for counts, without the person."""
    await run(
        db,
        "UPDATE customers SET email = '', name = '', phone = '', tags = '{}',"
        " marketing_consent = false, consent_at = NULL, erased_at = %(now)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=customer_id,
        now=now,
    )
    await run(db, "DELETE FROM customer_notes WHERE customer_id = %(id)s", id=customer_id)
    await run(db, "DELETE FROM customer_group_members WHERE customer_id = %(id)s", id=customer_id)
    await run(db, "DELETE FROM customer_products WHERE customer_id = %(id)s", id=customer_id)
    await run(db, "DELETE FROM customer_scores WHERE customer_id = %(id)s", id=customer_id)


async def forget_address(db: AsyncConnection, email: str, *, pseudonym: str) -> None:
    """The proof of consent stays under a pseudonym."""
    await run(db, "DELETE FROM customer_emails WHERE email = %(email)s", email=email)
    await run(db, "DELETE FROM suppressions WHERE email = %(email)s", email=email)
    await run(
        db,
        "UPDATE marketing_choices SET email = %(pseudonym)s WHERE email = %(email)s",
        email=email,
        pseudonym=pseudonym,
    )


async def traces(db: AsyncConnection, email: str) -> int:
    """Rows of this noun that still name the address."""
    return await one(
        db,
        int,
        "SELECT (SELECT count(*) FROM customers WHERE lower(email) = %(email)s)"
        " + (SELECT count(*) FROM customer_emails WHERE email = %(email)s)"
        " + (SELECT count(*) FROM suppressions WHERE email = %(email)s)"
        " + (SELECT count(*) FROM marketing_choices WHERE email = %(email)s)",
        email=email,
    )
