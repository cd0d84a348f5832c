"""All SQL of prices, taxes and coupons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run
from lonja.pricing import _coupon_store
from lonja.pricing._coupon_store import StoredCoupon


@dataclass(frozen=True, slots=True)
class Price:
    """Minor units, tax included; `compare_at_minor` is the price it was reduced from."""

    variant_id: UUID
    currency: str
    amount_minor: int
    compare_at_minor: int | None


@dataclass(frozen=True, slots=True)
class PriceChange:
    currency: str
    amount_minor: int
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class RateOfClass:
    tax_class: str
    basis_points: int


async def prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str | None
) -> list[Price]:
    return await rows(
        db,
        Price,
        "SELECT variant_id, currency, amount_minor, compare_at_minor FROM prices"
        " WHERE variant_id = ANY(%(ids)s) AND (%(currency)s::text IS NULL"
        " OR currency = %(currency)s) ORDER BY variant_id, currency",
        ids=list(variant_ids),
        currency=currency,
    )


async def set_prices(
    db: AsyncConnection, changed: Sequence[Price], *, actor: str, now: datetime
) -> None:
    """Many at once, each with its row of history."""
    await run(
        db,
        "WITH n AS (SELECT * FROM unnest(%(ids)s::uuid[], %(currencies)s::text[],"
        " %(amounts)s::bigint[], %(compared)s::bigint[]) AS n(id, currency, amount, compare)),"
        " now_is AS (INSERT INTO prices (variant_id, currency, amount_minor, compare_at_minor,"
        " updated_at) SELECT id, currency, amount, compare, %(now)s FROM n"
        " ON CONFLICT (variant_id, currency) DO UPDATE SET amount_minor = excluded.amount_minor,"
        " compare_at_minor = excluded.compare_at_minor, updated_at = excluded.updated_at)"
        " INSERT INTO price_history (variant_id, currency, amount_minor, at, actor)"
        " SELECT id, currency, amount, %(now)s, %(actor)s FROM n",
        ids=[price.variant_id for price in changed],
        currencies=[price.currency for price in changed],
        amounts=[price.amount_minor for price in changed],
        compared=[price.compare_at_minor for price in changed],
        actor=actor,
        now=now,
    )


async def remove_prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currencies: Sequence[str]
) -> None:
    """By pairs: the first variant's price in the first currency, and so on."""
    await run(
        db,
        "DELETE FROM prices p USING unnest(%(ids)s::uuid[], %(currencies)s::text[])"
        " AS n(id, currency) WHERE p.variant_id = n.id AND p.currency = n.currency",
        ids=list(variant_ids),
        currencies=list(currencies),
    )


async def forget(db: AsyncConnection, variant_ids: Sequence[UUID]) -> None:
    """Prices of variants that are gone; what they were stays in the history."""
    await run(db, "DELETE FROM prices WHERE variant_id = ANY(%(ids)s)", ids=list(variant_ids))


async def history(db: AsyncConnection, variant_id: UUID, limit: int) -> list[PriceChange]:
    return await rows(
        db,
        PriceChange,
        "SELECT currency, amount_minor, at, actor FROM price_history WHERE variant_id = %(id)s"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        id=variant_id,
        limit=limit,
    )


async def tax_rates(db: AsyncConnection, country: str) -> list[RateOfClass]:
    return await rows(
        db,
        RateOfClass,
        "SELECT tax_class, basis_points FROM tax_rates WHERE country = %(country)s",
        country=country,
    )


async def coupons(db: AsyncConnection, codes: Sequence[str]) -> list[StoredCoupon]:
    return await rows(
        db,
        StoredCoupon,
        f"SELECT {_coupon_store.COLUMNS} FROM coupons WHERE code = ANY(%(codes)s) ORDER BY code",
        codes=list(codes),
    )


async def spend_coupons(
    db: AsyncConnection, *, codes: Sequence[str], order_id: UUID, now: datetime
) -> list[str]:
    """Use each code once for this order, locking them in sorted order; the codes that worked."""
    return await rows(
        db,
        str,
        "WITH locked AS (SELECT code FROM coupons WHERE code = ANY(%(codes)s)"
        " ORDER BY code FOR UPDATE),"
        " spent AS (UPDATE coupons c SET used = c.used + 1 FROM locked"
        " WHERE c.code = locked.code AND (c.max_uses IS NULL OR c.used < c.max_uses)"
        " AND (c.starts_at IS NULL OR c.starts_at <= %(now)s)"
        " AND (c.ends_at IS NULL OR c.ends_at > %(now)s) RETURNING c.code)"
        " INSERT INTO coupon_uses (code, order_id, at)"
        " SELECT code, %(order_id)s, %(now)s FROM spent RETURNING code",
        codes=list(codes),
        order_id=order_id,
        now=now,
    )


async def release_coupons(db: AsyncConnection, *, order_id: UUID, now: datetime) -> None:
    await run(
        db,
        "WITH released AS (UPDATE coupon_uses SET released_at = %(now)s"
        " WHERE order_id = %(order_id)s AND released_at IS NULL RETURNING code),"
        " locked AS (SELECT code FROM coupons WHERE code IN (SELECT code FROM released)"
        " ORDER BY code FOR UPDATE)"
        " UPDATE coupons c SET used = c.used - 1 FROM locked WHERE c.code = locked.code",
        order_id=order_id,
        now=now,
    )
