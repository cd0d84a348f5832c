"""All SQL that writes coupons; their use is in `_store`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run

COLUMNS = (
    "code, percent, amount_minor, currency, minimum_minor, max_uses, used, starts_at, ends_at,"
    " version"
)


@dataclass(frozen=True, slots=True)
class StoredCoupon:
    code: str
    percent: int | None
    amount_minor: int | None
    currency: str | None
    minimum_minor: int
    max_uses: int | None
    used: int
    starts_at: datetime | None
    ends_at: datetime | None
    version: int


async def get(db: AsyncConnection, code: str, *, lock: bool = False) -> StoredCoupon | None:
    return await first(
        db,
        StoredCoupon,
        f"SELECT {COLUMNS} FROM coupons WHERE code = %(code)s" + (" FOR UPDATE" if lock else ""),
        code=code,
    )


async def all_after(
    db: AsyncConnection, *, query: str, after: str | None, limit: int
) -> list[StoredCoupon]:
    """By code; `query` is what a code begins with."""
    return await rows(
        db,
        StoredCoupon,
        f"SELECT {COLUMNS} FROM coupons WHERE starts_with(code, %(query)s)"
        " AND (%(after)s::text IS NULL OR code > %(after)s) ORDER BY code LIMIT %(limit)s",
        query=query,
        after=after,
        limit=limit,
    )


async def insert(db: AsyncConnection, **coupon: Any) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO coupons (code, percent, amount_minor, currency, minimum_minor, max_uses,"
            " starts_at, ends_at) VALUES (%(code)s, %(percent)s, %(amount_minor)s, %(currency)s,"
            " %(minimum_minor)s, %(max_uses)s, %(starts_at)s, %(ends_at)s) ON CONFLICT DO NOTHING",
            **coupon,
        )
    )


async def update(db: AsyncConnection, **coupon: Any) -> None:
    await run(
        db,
        "UPDATE coupons SET percent = %(percent)s, amount_minor = %(amount_minor)s,"
        " currency = %(currency)s, minimum_minor = %(minimum_minor)s, max_uses = %(max_uses)s,"
        " starts_at = %(starts_at)s, ends_at = %(ends_at)s, version = version + 1"
        " WHERE code = %(code)s",
        **coupon,
    )


async def delete(db: AsyncConnection, code: str) -> None:
    await run(db, "DELETE FROM coupons WHERE code = %(code)s", code=code)


async def was_used(db: AsyncConnection, code: str) -> bool:
    """Also by an order that gave it back."""
    return await one(
        db, bool, "SELECT EXISTS (SELECT FROM coupon_uses WHERE code = %(code)s)", code=code
    )
