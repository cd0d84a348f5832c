"""Prices that staff agreed with a buyer: of a line, and of the shipping; in place of the price list's."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import _store
from lonja.carts._open_carts import expiry, line_of, lock_open
from lonja.kernel.errors import Invalid

MOST_MINOR = 10**9


async def set_own_price(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    sku: str,
    unit_minor: int | None,
    reason: str,
    now: datetime,
) -> None:
    """A line costs this a unit, tax included; None is the price list again."""
    _check(unit_minor, "unit_minor")
    line = await line_of(db, await lock_open(db, cart_id, now=now), sku)
    await _store.own_price(
        db,
        cart_id=cart_id,
        variant_id=line.variant_id,
        own_minor=unit_minor,
        reason=reason if unit_minor is not None else None,
        now=now,
        expires_at=expiry(now),
    )


async def set_own_shipping(
    db: AsyncConnection, *, cart_id: UUID, price_minor: int | None, now: datetime
) -> None:
    """However it travels, it costs this; None is what the method costs."""
    _check(price_minor, "shipping_minor")
    await lock_open(db, cart_id, now=now)
    await _store.own_shipping(
        db, cart_id=cart_id, price_minor=price_minor, now=now, expires_at=expiry(now)
    )


def _check(price_minor: int | None, field: str) -> None:
    if price_minor is not None and not 0 <= price_minor <= MOST_MINOR:
        raise Invalid("a price is zero or more, and at most 10,000,000", field=field)
