"""All SQL of segments, and of whom a list or a campaign is about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.customers._store import Reader
from lonja.kernel.db import first, one, rows, run


@dataclass(frozen=True, slots=True)
class SegmentRow:
    id: UUID
    name: str
    rule: Mapping[str, Any]
    version: int
    created_at: datetime


AGREED: Final = (
    "(c.marketing_consent AND NOT EXISTS"
    " (SELECT FROM suppressions u WHERE u.email = lower(c.email)))"
)
CONDITIONS: Final[Mapping[str, str]] = {
    "language": "c.language = %(language)s",
    "country": "c.country = %(country)s",
    "group": "c.id IN (SELECT customer_id FROM customer_group_members WHERE group_id = %(group)s)",
    "orders_min": "c.orders >= %(orders_min)s",
    "orders_max": "c.orders <= %(orders_max)s",
    "spent_min_minor": (
        "c.id IN (SELECT customer_id FROM customer_spending WHERE currency = %(rule_currency)s"
        " AND (paid_minor - refunded_minor) >= %(spent_min_minor)s)"
    ),
    "spent_max_minor": (
        "NOT EXISTS (SELECT FROM customer_spending m WHERE m.customer_id = c.id"
        " AND m.currency = %(rule_currency)s"
        " AND (m.paid_minor - m.refunded_minor) > %(spent_max_minor)s)"
    ),
    "ordered_within_days": "c.orders > 0 AND c.last_order_at >= %(ordered_within_days)s",
    "quiet_for_days": "c.orders > 0 AND c.last_order_at < %(quiet_for_days)s",
    "joined_within_days": "c.created_at >= %(joined_within_days)s",
    "countries": "c.country = ANY(%(countries)s)",
    "languages": "c.language = ANY(%(languages)s)",
    "tags": "c.tags && %(tags)s::text[]",
    "consents": AGREED,
    "consents_not": "NOT " + AGREED,
    "groups": (
        "c.id IN (SELECT customer_id FROM customer_group_members"
        " WHERE group_id = ANY(%(groups)s::uuid[]))"
    ),
    "rfm": "c.id IN (SELECT customer_id FROM customer_scores WHERE segment = ANY(%(rfm)s))",
    "not_groups": (
        "NOT EXISTS (SELECT FROM customer_group_members m WHERE m.customer_id = c.id"
        " AND m.group_id = ANY(%(not_groups)s::uuid[]))"
    ),
    "products": (
        "c.id IN (SELECT customer_id FROM customer_products"
        " WHERE product_id = ANY(%(products)s::uuid[]))"
    ),
    "categories": (
        "c.id IN (SELECT customer_id FROM customer_products"
        " WHERE product_id = ANY(%(categories)s::uuid[]))"
    ),
}
"""By the name of what is asked; a name that is not here is a value of another one."""


def conditions_sql(names: Collection[str]) -> str:
    """` AND …` for each condition that is asked, in a fixed order."""
    return "".join(f" AND {text}" for name, text in CONDITIONS.items() if name in names)


def count_sql(names: Collection[str]) -> str:
    """How many customers, and how many of them can be written to; a test looks at its plan."""
    return (
        "SELECT count(*) AS people,"
        " count(*) FILTER (WHERE c.marketing_consent AND s.email IS NULL) AS reachable"
        " FROM customers c LEFT JOIN suppressions s ON s.email = lower(c.email)"
        " WHERE c.email <> ''" + conditions_sql(names)
    )


def readers_sql(names: Collection[str], *, is_first: bool) -> str:
    return (
        "SELECT c.id AS customer_id, c.email, c.name, c.language FROM customers c"
        f" WHERE c.email <> '' AND {AGREED}"
        + conditions_sql(names)
        + ("" if is_first else " AND c.id > %(after)s")
        + " ORDER BY c.id LIMIT %(limit)s"
    )


@dataclass(frozen=True, slots=True)
class Size:
    """`reachable` are those of `people` who agreed to marketing mail and did not leave."""

    people: int
    reachable: int


async def size(db: AsyncConnection, asked: Mapping[str, Any]) -> Size:
    return await one(db, Size, count_sql(asked), **asked)


def member_sql(names: Collection[str]) -> str:
    return (
        "SELECT EXISTS (SELECT FROM customers c JOIN customer_emails e ON e.customer_id = c.id"
        " WHERE e.email = %(email)s" + conditions_sql(names) + ")"
    )


async def is_member(db: AsyncConnection, email: str, asked: Mapping[str, Any]) -> bool:
    return await one(db, bool, member_sql(asked), email=email, **asked)


async def readers_after(
    db: AsyncConnection, asked: Mapping[str, Any], *, after: UUID | None, limit: int
) -> list[Reader]:
    return await rows(
        db, Reader, readers_sql(asked, is_first=after is None), after=after, limit=limit, **asked
    )


_SELECTED: Final = "SELECT id, name, rule, version, created_at FROM customer_segments"


async def all_segments(db: AsyncConnection, limit: int) -> list[SegmentRow]:
    return await rows(
        db, SegmentRow, _SELECTED + " ORDER BY lower(name), id LIMIT %(limit)s", limit=limit
    )


async def get(db: AsyncConnection, segment_id: UUID, *, lock: bool = False) -> SegmentRow | None:
    return await first(
        db,
        SegmentRow,
        _SELECTED + " WHERE id = %(id)s" + (" FOR UPDATE" if lock else ""),
        id=segment_id,
    )


async def count(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM customer_segments")


async def insert(
    db: AsyncConnection, segment_id: UUID, *, name: str, rule: Mapping[str, Any], now: datetime
) -> bool:
    """False where another segment has the name."""
    return bool(
        await run(
            db,
            "INSERT INTO customer_segments (id, name, rule, created_at)"
            " VALUES (%(id)s, %(name)s, %(rule)s, %(now)s) ON CONFLICT DO NOTHING",
            id=segment_id,
            name=name,
            rule=Jsonb(dict(rule)),
            now=now,
        )
    )


async def is_taken(db: AsyncConnection, name: str, *, by_other_than: UUID) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM customer_segments WHERE lower(name) = lower(%(name)s)"
        " AND id <> %(id)s)",
        name=name,
        id=by_other_than,
    )


async def update(
    db: AsyncConnection, segment_id: UUID, *, name: str, rule: Mapping[str, Any]
) -> None:
    await run(
        db,
        "UPDATE customer_segments SET name = %(name)s, rule = %(rule)s, version = version + 1"
        " WHERE id = %(id)s",
        id=segment_id,
        name=name,
        rule=Jsonb(dict(rule)),
    )


async def delete(db: AsyncConnection, segment_id: UUID) -> None:
    await run(db, "DELETE FROM customer_segments WHERE id = %(id)s", id=segment_id)
