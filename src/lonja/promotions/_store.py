"""All SQL of promotions; their codes and uses are in `_use_store` and `_code_store`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run
from lonja.promotions._rules.basket import PromotionStatus
from lonja.promotions._rules.rule import Level

MOST_AUTOMATIC = 200


@dataclass(frozen=True, slots=True)
class ForCart:
    id: UUID
    version: int
    status: PromotionStatus
    names: Mapping[str, str]
    rule: str
    combines_with: Sequence[Level]
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    max_per_buyer: int | None
    is_spent: bool
    code: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    id: UUID
    version: int
    status: PromotionStatus
    names: Mapping[str, str]
    rule: str
    level: Level
    needs_code: bool
    combines_with: Sequence[Level]
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    max_uses: int | None
    max_per_buyer: int | None
    created_at: datetime
    updated_at: datetime
    uses: int
    codes: int
    first_code: str | None


_FOR_CART = (
    "p.id, p.version, p.status, p.names, p.rule::text AS rule, p.combines_with, p.priority,"
    " p.starts_at, p.ends_at, p.max_per_buyer,"
    " coalesce((SELECT n.used >= p.max_uses FROM promotion_counts n WHERE n.promotion_id = p.id),"
    " false)"
)


_OF_CODES = (
    f" UNION ALL SELECT {_FOR_CART} OR coalesce(c.used >= c.max_uses, false), c.code"
    " FROM promotion_codes c JOIN promotions p ON p.id = c.promotion_id"
    " WHERE c.code = ANY(%(codes)s)"
)


async def for_cart(db: AsyncConnection, codes: Sequence[str], *, now: datetime) -> list[ForCart]:
    """What runs by itself now, and what these codes are of, whether or not it runs."""
    return await rows(
        db,
        ForCart,
        f"(SELECT {_FOR_CART} AS is_spent, NULL::text AS code FROM promotions p"
        " WHERE p.status = 'active' AND NOT p.needs_code"
        " AND (p.starts_at IS NULL OR p.starts_at <= %(now)s)"
        " AND (p.ends_at IS NULL OR p.ends_at > %(now)s)"
        f" ORDER BY p.priority DESC, p.id LIMIT {MOST_AUTOMATIC})" + _OF_CODES,
        codes=list(codes),
        now=now,
    )


async def bundles(db: AsyncConnection) -> list[ForCart]:
    """That run by themselves, whenever: those that are not over before those that are."""
    return await rows(
        db,
        ForCart,
        f"SELECT {_FOR_CART} AS is_spent, NULL::text AS code FROM promotions p"
        " WHERE p.status = 'active' AND NOT p.needs_code"
        " AND p.rule -> 'reward' ->> 'kind' = 'bundle'"
        " ORDER BY coalesce(p.ends_at <= now(), false), p.priority DESC, p.id LIMIT 500",
    )


async def with_stopped(
    db: AsyncConnection, codes: Sequence[str], *, now: datetime
) -> list[ForCart]:
    """The same with drafts, what is paused, and what ended less than a year before `now`."""
    return await rows(
        db,
        ForCart,
        f"(SELECT {_FOR_CART} AS is_spent, NULL::text AS code FROM promotions p"
        " WHERE NOT p.needs_code AND (p.ends_at IS NULL"
        " OR p.ends_at > %(now)s::timestamptz - interval '1 year')"
        f" ORDER BY (p.status = 'active') DESC, p.priority DESC, p.id LIMIT {MOST_AUTOMATIC})"
        + _OF_CODES,
        codes=list(codes),
        now=now,
    )


_STORED = (
    "SELECT p.id, p.version, p.status, p.names, p.rule::text AS rule, p.level, p.needs_code,"
    " p.combines_with, p.priority, p.starts_at, p.ends_at, p.max_uses, p.max_per_buyer,"
    " p.created_at, p.updated_at,"
    " (SELECT count(*) FROM promotion_uses u WHERE u.promotion_id = p.id"
    "  AND u.released_at IS NULL) AS uses,"
    " (SELECT count(*) FROM promotion_codes c WHERE c.promotion_id = p.id) AS codes,"
    " (SELECT min(c.code) FROM promotion_codes c WHERE c.promotion_id = p.id) AS first_code"
    " FROM promotions p"
)


async def get(db: AsyncConnection, promotion_id: UUID) -> Stored | None:
    return await first(db, Stored, _STORED + " WHERE p.id = %(id)s", id=promotion_id)


async def lock(db: AsyncConnection, promotion_id: UUID) -> int | None:
    """Its version; orders that use it wait, and this waits for theirs."""
    return await first(
        db, int, "SELECT version FROM promotions WHERE id = %(id)s FOR UPDATE", id=promotion_id
    )


@dataclass(frozen=True, slots=True)
class Begun:
    id: UUID
    names: Mapping[str, str]
    at: datetime


async def begun(db: AsyncConnection, start: datetime, end: datetime, *, limit: int) -> list[Begun]:
    return await rows(
        db,
        Begun,
        "SELECT id, names, coalesce(starts_at, created_at) AS at FROM promotions"
        " WHERE status <> 'draft' AND coalesce(starts_at, created_at) >= %(start)s"
        " AND coalesce(starts_at, created_at) < %(end)s ORDER BY 3, 1 LIMIT %(limit)s",
        start=start,
        end=end,
        limit=limit,
    )


async def list_promotions(
    db: AsyncConnection,
    *,
    query: str,
    status: str | None,
    level: str | None,
    after: UUID | None,
    limit: int,
) -> list[Stored]:
    """Newest first, as ids grow with time; `query` is part of a name or a whole code."""
    return await rows(
        db,
        Stored,
        _STORED + " WHERE (%(query)s = '' OR EXISTS (SELECT FROM jsonb_each_text(p.names) n"
        " WHERE position(lower(%(query)s) IN lower(n.value)) > 0) OR p.id ="
        " (SELECT promotion_id FROM promotion_codes WHERE code = upper(%(query)s)))"
        " AND (%(status)s::text IS NULL OR p.status = %(status)s)"
        " AND (%(level)s::text IS NULL OR p.level = %(level)s)"
        " AND (%(after)s::uuid IS NULL OR p.id < %(after)s) ORDER BY p.id DESC LIMIT %(limit)s",
        query=query,
        status=status,
        level=level,
        after=after,
        limit=limit,
    )


async def insert(db: AsyncConnection, **promotion: Any) -> None:
    await run(
        db,
        "INSERT INTO promotions (id, status, names, rule, level, needs_code, combines_with,"
        " priority, starts_at, ends_at, max_uses, max_per_buyer, created_at, updated_at) VALUES"
        " (%(id)s, %(status)s, %(names)s::jsonb, %(rule)s::jsonb, %(level)s, %(needs_code)s,"
        " %(combines_with)s, %(priority)s, %(starts_at)s, %(ends_at)s, %(max_uses)s,"
        " %(max_per_buyer)s, %(now)s, %(now)s)",
        **promotion,
    )


async def update(db: AsyncConnection, **promotion: Any) -> None:
    await run(
        db,
        "UPDATE promotions SET version = version + 1, status = %(status)s, names = %(names)s::jsonb,"
        " rule = %(rule)s::jsonb, level = %(level)s, needs_code = %(needs_code)s,"
        " combines_with = %(combines_with)s, priority = %(priority)s, starts_at = %(starts_at)s,"
        " ends_at = %(ends_at)s, max_uses = %(max_uses)s, max_per_buyer = %(max_per_buyer)s,"
        " updated_at = %(now)s WHERE id = %(id)s",
        **promotion,
    )


async def delete(db: AsyncConnection, promotion_id: UUID) -> None:
    await run(
        db,
        "WITH codes AS (DELETE FROM promotion_codes WHERE promotion_id = %(id)s),"
        " batches AS (DELETE FROM code_batches WHERE promotion_id = %(id)s),"
        " counts AS (DELETE FROM promotion_counts WHERE promotion_id = %(id)s)"
        " DELETE FROM promotions WHERE id = %(id)s",
        id=promotion_id,
    )


async def names_for_audience(db: AsyncConnection, audience_id: UUID) -> list[str]:
    """Of promotions that are not over and name this group or segment."""
    return await rows(
        db,
        str,
        "SELECT coalesce((SELECT min(n.value) FROM jsonb_each_text(names) n), '') FROM promotions"
        " WHERE (rule -> 'conditions' -> 'groups' ? %(id)s"
        " OR rule -> 'conditions' -> 'segments' ? %(id)s)"
        " AND (ends_at IS NULL OR ends_at > now()) ORDER BY id LIMIT 20",
        id=str(audience_id),
    )


async def was_used(db: AsyncConnection, promotion_id: UUID) -> bool:
    """Also by an order that gave it back."""
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM promotion_uses WHERE promotion_id = %(id)s)",
        id=promotion_id,
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """Of orders that were not cancelled."""

    currency: str
    orders: int
    amount_minor: int
    last_at: datetime


async def figures(db: AsyncConnection, promotion_id: UUID) -> list[Figure]:
    return await rows(
        db,
        Figure,
        "SELECT currency, count(*) AS orders, sum(amount_minor)::bigint AS amount_minor,"
        " max(at) AS last_at FROM promotion_uses WHERE promotion_id = %(id)s"
        " AND released_at IS NULL GROUP BY currency ORDER BY currency",
        id=promotion_id,
    )
