"""A cart that may still be changed, its row locked, and one of its lines."""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import _store
from lonja.carts._cart import CartExpired, CartOrdered, Kept, StoredCart, UnknownCart
from lonja.carts._status import CartStatus
from lonja.catalog import api as catalog
from lonja.kernel import limits


async def lock_open(db: AsyncConnection, cart_id: UUID, *, now: datetime) -> StoredCart:
    return usable(await _store.get(db, cart_id, lock=True), now)


def usable(row: StoredCart | None, now: datetime) -> StoredCart:
    if row is None:
        raise UnknownCart("there is no such cart")
    if row.status == CartStatus.ORDERED:
        raise CartOrdered("this cart has become an order already")
    if row.expires_at <= now:
        raise CartExpired("this cart is too old; start a new one")
    return row


async def line_of(db: AsyncConnection, row: StoredCart, sku: str) -> Kept:
    kept = await _store.lines(db, row.id)
    variant_id = (await catalog.variants_by_sku(db, [sku])).get(sku)
    for line in kept:
        if line.variant_id == variant_id:
            return line
    raise catalog.UnknownSku(f"there is no {sku!r} in this cart", sku=sku)


def expiry(now: datetime) -> datetime:
    return now + timedelta(days=limits.CART_LIFE_DAYS)
