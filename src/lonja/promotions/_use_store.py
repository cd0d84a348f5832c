"""All SQL of who used a promotion, how often it and its codes may be used, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run


@dataclass(frozen=True, slots=True)
class Use:
    promotion_id: UUID
    version: int
    code: str | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class UsesOf:
    promotion_id: UUID
    uses: int


async def hold_still(db: AsyncConnection, uses: Sequence[Use]) -> list[UUID]:
    """Those that are as they were when the cart was priced; nobody changes them until the commit."""
    return await rows(
        db,
        UUID,
        "SELECT p.id FROM promotions p JOIN unnest(%(ids)s::uuid[], %(versions)s::int[])"
        " AS n(id, version) ON p.id = n.id AND p.version = n.version"
        " WHERE p.status = 'active' ORDER BY p.id FOR SHARE OF p",
        ids=[use.promotion_id for use in uses],
        versions=[use.version for use in uses],
    )


async def spend_codes(db: AsyncConnection, codes: Sequence[str]) -> list[str]:
    """Use each code once more, locking them in sorted order; the codes that worked."""
    return await rows(
        db,
        str,
        "WITH locked AS (SELECT code FROM promotion_codes WHERE code = ANY(%(codes)s)"
        " ORDER BY code FOR UPDATE)"
        " UPDATE promotion_codes c SET used = c.used + 1 FROM locked"
        " WHERE c.code = locked.code AND (c.max_uses IS NULL OR c.used < c.max_uses)"
        " RETURNING c.code",
        codes=list(codes),
    )


async def spend_limits(db: AsyncConnection, promotion_ids: Sequence[UUID]) -> list[UUID]:
    """Count one more use where there is a limit; those that have reached it."""
    return await rows(
        db,
        UUID,
        "WITH locked AS (SELECT n.promotion_id, n.used, p.max_uses FROM promotion_counts n"
        " JOIN promotions p ON p.id = n.promotion_id WHERE n.promotion_id = ANY(%(ids)s)"
        " ORDER BY n.promotion_id FOR UPDATE OF n),"
        " counted AS (UPDATE promotion_counts n SET used = n.used + 1 FROM locked"
        " WHERE n.promotion_id = locked.promotion_id"
        " AND (locked.max_uses IS NULL OR n.used < locked.max_uses) RETURNING n.promotion_id)"
        " SELECT promotion_id FROM locked WHERE promotion_id NOT IN"
        " (SELECT promotion_id FROM counted)",
        ids=list(promotion_ids),
    )


async def insert_uses(
    db: AsyncConnection,
    uses: Sequence[Use],
    *,
    order_id: UUID,
    buyer: bytes,
    currency: str,
    now: datetime,
) -> list[UUID]:
    """Write down who uses them; left out is what this buyer has used as often as one may.

    Runs after the counts are locked, so that two orders of one buyer see each other. The first order
    of somebody is one order.
    """
    return await rows(
        db,
        UUID,
        "INSERT INTO promotion_uses (promotion_id, order_id, code, buyer, currency, amount_minor, at)"
        " SELECT n.id, %(order_id)s, n.code, %(buyer)s, %(currency)s, n.amount, %(now)s"
        " FROM unnest(%(ids)s::uuid[], %(codes)s::text[], %(amounts)s::bigint[])"
        " AS n(id, code, amount) JOIN promotions p ON p.id = n.id"
        " WHERE p.max_per_buyer IS NULL OR p.max_per_buyer > (SELECT count(*)"
        " FROM promotion_uses u WHERE u.promotion_id = n.id AND u.buyer = %(buyer)s"
        " AND u.released_at IS NULL) RETURNING promotion_id",
        ids=[use.promotion_id for use in uses],
        codes=[use.code for use in uses],
        amounts=[use.amount_minor for use in uses],
        order_id=order_id,
        buyer=buyer,
        currency=currency,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Released:
    promotion_id: UUID
    code: str | None


async def release(db: AsyncConnection, *, order_id: UUID, now: datetime) -> list[Released]:
    """What a second call finds nothing of."""
    return await rows(
        db,
        Released,
        "UPDATE promotion_uses SET released_at = %(now)s"
        " WHERE order_id = %(order_id)s AND released_at IS NULL RETURNING promotion_id, code",
        order_id=order_id,
        now=now,
    )


async def hold_limits(db: AsyncConnection, promotion_ids: Sequence[UUID]) -> None:
    """Until the commit nobody gives one of them a limit or takes it away."""
    await rows(
        db,
        UUID,
        "SELECT id FROM promotions WHERE id = ANY(%(ids)s) ORDER BY id FOR SHARE",
        ids=list(promotion_ids),
    )


async def give_back_codes(db: AsyncConnection, codes: Sequence[str]) -> None:
    await run(
        db,
        "WITH locked AS (SELECT code FROM promotion_codes WHERE code = ANY(%(codes)s)"
        " ORDER BY code FOR UPDATE)"
        " UPDATE promotion_codes c SET used = c.used - 1 FROM locked WHERE c.code = locked.code",
        codes=list(codes),
    )


async def give_back_limits(db: AsyncConnection, promotion_ids: Sequence[UUID]) -> None:
    await run(
        db,
        "WITH locked AS (SELECT promotion_id FROM promotion_counts"
        " WHERE promotion_id = ANY(%(ids)s) ORDER BY promotion_id FOR UPDATE)"
        " UPDATE promotion_counts n SET used = n.used - 1 FROM locked"
        " WHERE n.promotion_id = locked.promotion_id",
        ids=list(promotion_ids),
    )


async def uses_of(db: AsyncConnection, promotion_ids: Sequence[UUID], buyer: bytes) -> list[UsesOf]:
    return await rows(
        db,
        UsesOf,
        "SELECT promotion_id, count(*) AS uses FROM promotion_uses WHERE buyer = %(buyer)s"
        " AND promotion_id = ANY(%(ids)s) AND released_at IS NULL GROUP BY promotion_id",
        buyer=buyer,
        ids=list(promotion_ids),
    )


async def count_again(db: AsyncConnection, promotion_id: UUID, *, is_limited: bool) -> int:
    """How often it is used, now that it has a limit; the caller holds its row."""
    counted = await rows(
        db,
        int,
        "WITH gone AS (DELETE FROM promotion_counts WHERE promotion_id = %(id)s AND NOT %(limited)s)"
        " INSERT INTO promotion_counts (promotion_id, used)"
        " SELECT %(id)s, count(*) FROM promotion_uses WHERE promotion_id = %(id)s"
        " AND released_at IS NULL HAVING %(limited)s"
        " ON CONFLICT (promotion_id) DO UPDATE SET used = excluded.used RETURNING used",
        id=promotion_id,
        limited=is_limited,
    )
    return counted[0] if counted else 0


async def forget_buyer(db: AsyncConnection, buyer: bytes) -> int:
    return await run(
        db, "UPDATE promotion_uses SET buyer = NULL WHERE buyer = %(buyer)s", buyer=buyer
    )


async def traces_of(db: AsyncConnection, buyer: bytes) -> int:
    found = await rows(
        db, int, "SELECT count(*) FROM promotion_uses WHERE buyer = %(buyer)s", buyer=buyer
    )
    return found[0]
