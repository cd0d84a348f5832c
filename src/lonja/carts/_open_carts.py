"""A cart that may still be changed, its row locked, one of its lines, and what staff agreed of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import _store
from lonja.carts._cart import (
    CartExpired,
    CartOrdered,
    Kept,
    Recipient,
    StoredCart,
    UnknownCart,
    checked_quantity,
    checked_recipient,
    with_units,
)
from lonja.carts._status import CartStatus
from lonja.catalog import api as catalog
from lonja.kernel import limits
from lonja.kernel.at_once import at_once
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce
from lonja.shop import api as shop

MOST_MINOR = 10**9


async def lock_open(db: AsyncConnection, cart_id: UUID, *, now: datetime) -> StoredCart:
    return usable(await _store.get(db, cart_id, lock=True), now)


async def lock_whole(
    db: AsyncConnection, cart_id: UUID, *, now: datetime
) -> tuple[StoredCart, list[Kept]]:
    """With its lines, which are read once the lock is there."""
    row, kept = await at_once(db, _store.get(db, cart_id, lock=True), _store.lines(db, cart_id))
    return usable(row, now), kept


def usable(row: StoredCart | None, now: datetime) -> StoredCart:
    if row is None:
        raise UnknownCart("there is no such cart")
    if row.status == CartStatus.ORDERED:
        raise CartOrdered("this cart has become an order already")
    if row.expires_at <= now:
        raise CartExpired("this cart is too old; start a new one")
    return row


async def for_sale(db: AsyncConnection, row: StoredCart, sku: str) -> catalog.Sellable:
    for thing in (await catalog.sellables(db, [], row.language, sku=sku)).values():
        return thing
    raise catalog.UnknownSku(f"there is nothing for sale with the SKU {sku!r}", sku=sku)


async def line_of(db: AsyncConnection, row: StoredCart, sku: str) -> Kept:
    kept = await _store.lines(db, row.id)
    variant_id = (await catalog.variants_by_sku(db, [sku])).get(sku)
    for line in kept:
        if line.variant_id == variant_id:
            return line
    raise catalog.UnknownSku(f"there is no {sku!r} in this cart", sku=sku)


async def set_quantity(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    sku: str,
    quantity: int,
    amount_minor: int | None = None,
    now: datetime,
) -> None:
    """So many of it, or of its gift cards that are worth `amount_minor`."""
    line = await line_of(db, await lock_open(db, cart_id, now=now), sku)
    if amount_minor is not None:
        units = checked_quantity(quantity, 0)
        await _set_units(db, cart_id, line, amount_minor=amount_minor, units=units, now=now)
        return
    await put_line(db, cart_id, replace(line, quantity=checked_quantity(quantity, 0)), now=now)


async def remove_line(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    sku: str,
    amount_minor: int | None = None,
    now: datetime,
) -> None:
    """All of it, or those of its gift cards that are worth `amount_minor`."""
    line = await line_of(db, await lock_open(db, cart_id, now=now), sku)
    if amount_minor is not None:
        await _set_units(db, cart_id, line, amount_minor=amount_minor, units=0, now=now)
        return
    await _store.delete_line(
        db, cart_id=cart_id, variant_id=line.variant_id, now=now, expires_at=expiry(now)
    )
    announce(db, Change("cart", str(cart_id)))


async def put_line(db: AsyncConnection, cart_id: UUID, line: Kept, *, now: datetime) -> None:
    await _store.put_line(
        db,
        cart_id=cart_id,
        variant_id=line.variant_id,
        quantity=line.quantity,
        seen_minor=line.seen_minor,
        now=now,
        expires_at=expiry(now),
    )
    announce(db, Change("cart", str(cart_id)))


async def _set_units(
    db: AsyncConnection,
    cart_id: UUID,
    line: Kept,
    *,
    amount_minor: int,
    units: int,
    now: datetime,
) -> None:
    """So many units of a line are of this amount; the others stay."""
    left = with_units(line.recipients, have=line.quantity, amount_minor=amount_minor, units=units)
    announce(db, Change("cart", str(cart_id)))
    when = {"now": now, "expires_at": expiry(now)}
    if not left:
        await _store.delete_line(db, cart_id=cart_id, variant_id=line.variant_id, **when)
        return
    await _store.forget_recipients(db, cart_id=cart_id, variant_id=line.variant_id)
    for one in left:
        await _store.add_recipient(
            db, cart_id=cart_id, recipient_id=uuid7(), variant_id=line.variant_id, to=one
        )
    await _store.put_line(
        db,
        cart_id=cart_id,
        variant_id=line.variant_id,
        quantity=checked_quantity(len(left), 0),
        seen_minor=None,
        **when,
    )


async def name_recipient(
    db: AsyncConnection,
    cart_id: UUID,
    variant_id: UUID,
    to: Recipient | None,
    *,
    units: int,
    now: datetime,
) -> None:
    """So many gift cards of a line go to this person; to the buyer, where nobody is named."""
    facts = await shop.current(db)
    whom = checked_recipient(
        replace(to or Recipient(), units=units), languages=facts.languages, today=facts.day_of(now)
    )
    await _store.add_recipient(
        db, cart_id=cart_id, recipient_id=uuid7(), variant_id=variant_id, to=whom
    )


def expiry(now: datetime) -> datetime:
    return now + timedelta(days=limits.CART_LIFE_DAYS)


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


async def count_idle(db: AsyncConnection, *, before: datetime, most: int) -> int:
    """Open carts that nobody has touched since; `most` at the most."""
    return await _store.count_idle(db, before=before, most=most)


async def forget_idle(db: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Throw them away; how many went."""
    return await _store.forget_idle(db, before=before, limit=limit)
