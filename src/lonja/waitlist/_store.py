"""All SQL of wishes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run

_COLUMNS = "id, variant_id, email, language, wished_at, ends_at, told_at"


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody's wish for one mail about one variant; with `told_at` its mail is on its way, or sent."""

    id: UUID
    variant_id: UUID
    email: str
    language: str
    wished_at: datetime
    ends_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Demand:
    """How many wait for a variant, since when the first of them, and how many were told lately."""

    variant_id: UUID
    waiting: int
    first_at: datetime
    told: int


async def put(db: AsyncConnection, wish: Wish) -> bool:
    """Whether it is new: who waits for it already keeps their place, and waits longer."""
    return await one(
        db,
        bool,
        f"INSERT INTO stock_wishes ({_COLUMNS}) VALUES (%(id)s, %(variant)s, %(email)s,"
        " %(language)s, %(at)s, %(ends)s, NULL) ON CONFLICT (variant_id, email)"
        " WHERE told_at IS NULL DO UPDATE SET language = excluded.language,"
        " ends_at = excluded.ends_at RETURNING id = %(id)s",
        id=wish.id,
        variant=wish.variant_id,
        email=wish.email,
        language=wish.language,
        at=wish.wished_at,
        ends=wish.ends_at,
    )


async def count_others(db: AsyncConnection, email: str, variant_id: UUID) -> int:
    """What this address waits for besides the variant."""
    return await one(
        db,
        int,
        "SELECT count(*) FROM stock_wishes WHERE email = %(email)s AND told_at IS NULL"
        " AND variant_id <> %(variant)s",
        email=email,
        variant=variant_id,
    )


async def get(db: AsyncConnection, wish_id: UUID, *, lock: bool = False) -> Wish | None:
    return await first(
        db,
        Wish,
        f"SELECT {_COLUMNS} FROM stock_wishes WHERE id = %(id)s{' FOR UPDATE' if lock else ''}",
        id=wish_id,
    )


async def demand(
    db: AsyncConnection, *, now: datetime, after: tuple[int, UUID] | None, limit: int
) -> list[Demand]:
    """The most wanted first."""
    more = "HAVING (count(*) FILTER (WHERE told_at IS NULL), variant_id) < (%(waiting)s, %(id)s)"
    return await rows(
        db,
        Demand,
        "SELECT variant_id, count(*) FILTER (WHERE told_at IS NULL) AS waiting,"
        " min(wished_at) AS first_at, count(told_at) AS told FROM stock_wishes"
        " WHERE ends_at > %(now)s GROUP BY variant_id "
        + (more if after else "")
        + " ORDER BY waiting DESC, variant_id DESC LIMIT %(limit)s",
        now=now,
        waiting=after[0] if after else None,
        id=after[1] if after else None,
        limit=limit,
    )


async def people(
    db: AsyncConnection,
    variant_id: UUID,
    *,
    now: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Wish]:
    """In their order."""
    return await rows(
        db,
        Wish,
        f"SELECT {_COLUMNS} FROM stock_wishes WHERE variant_id = %(variant)s AND ends_at > %(now)s"
        + (" AND (wished_at, id) > (%(at)s, %(id)s)" if after else "")
        + " ORDER BY wished_at, id LIMIT %(limit)s",
        variant=variant_id,
        now=now,
        at=after[0] if after else None,
        id=after[1] if after else None,
        limit=limit,
    )


async def wanted(
    db: AsyncConnection, *, now: datetime, after: UUID | None, limit: int
) -> list[UUID]:
    """Variants that somebody waits for."""
    return await rows(
        db,
        UUID,
        "SELECT DISTINCT variant_id FROM stock_wishes WHERE told_at IS NULL AND ends_at > %(now)s"
        + (" AND variant_id > %(after)s" if after else "")
        + " ORDER BY variant_id LIMIT %(limit)s",
        now=now,
        after=after,
        limit=limit,
    )


async def lock_turn(db: AsyncConnection, variant_id: UUID) -> None:
    """Two workers never count the same turn at once."""
    await run(
        db,
        "SELECT pg_advisory_xact_lock(hashtextextended('stock_wishes ' || %(id)s, 0))",
        id=str(variant_id),
    )


async def told_since(db: AsyncConnection, variant_id: UUID, since: datetime) -> int:
    return await one(
        db,
        int,
        "SELECT count(*) FROM stock_wishes WHERE variant_id = %(variant)s AND told_at > %(since)s",
        variant=variant_id,
        since=since,
    )


async def tell(db: AsyncConnection, variant_id: UUID, count: int, *, now: datetime) -> list[Wish]:
    """The next `count`, now told."""
    return await rows(
        db,
        Wish,
        "UPDATE stock_wishes SET told_at = %(now)s WHERE id IN (SELECT id FROM stock_wishes"
        " WHERE variant_id = %(variant)s AND told_at IS NULL AND ends_at > %(now)s"
        f" ORDER BY wished_at, id LIMIT %(count)s FOR UPDATE) RETURNING {_COLUMNS}",
        variant=variant_id,
        count=count,
        now=now,
    )


async def wait_on(db: AsyncConnection, wish_id: UUID) -> None:
    """Back into the queue, at its old place; where its owner has wished again, that one stays."""
    await run(
        db,
        "WITH mine AS (SELECT id, variant_id, email FROM stock_wishes WHERE id = %(id)s"
        " AND told_at IS NOT NULL), other AS (SELECT w.id FROM stock_wishes w, mine"
        " WHERE w.variant_id = mine.variant_id AND w.email = mine.email AND w.told_at IS NULL)"
        " UPDATE stock_wishes SET told_at = NULL WHERE id IN (SELECT id FROM mine)"
        " AND NOT EXISTS (SELECT FROM other)",
        id=wish_id,
    )


async def delete(db: AsyncConnection, wish_id: UUID) -> int:
    return await run(db, "DELETE FROM stock_wishes WHERE id = %(id)s", id=wish_id)


async def delete_of(db: AsyncConnection, email: str) -> int:
    return await run(db, "DELETE FROM stock_wishes WHERE email = %(email)s", email=email)


async def of_email(db: AsyncConnection, email: str, *, limit: int) -> list[Wish]:
    return await rows(
        db,
        Wish,
        f"SELECT {_COLUMNS} FROM stock_wishes WHERE email = %(email)s"
        " ORDER BY wished_at, id LIMIT %(limit)s",
        email=email,
        limit=limit,
    )


async def delete_over(
    db: AsyncConnection, *, now: datetime, told_before: datetime, limit: int
) -> int:
    return await run(
        db,
        "DELETE FROM stock_wishes WHERE id IN (SELECT id FROM stock_wishes WHERE ends_at <= %(now)s"
        " OR told_at < %(told)s ORDER BY id LIMIT %(limit)s)",
        now=now,
        told=told_before,
        limit=limit,
    )


async def count_traces(db: AsyncConnection, email: str) -> int:
    return await one(
        db, int, "SELECT count(*) FROM stock_wishes WHERE email = %(email)s", email=email
    )
