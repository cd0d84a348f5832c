"""The door to carts. Every change takes the cart's row lock, so a cart that is being paid waits.

A cart's id is its key: whoever has it may change the cart, nobody can guess it.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import _store
from lonja.carts._pricing import (
    Address,
    Cart,
    CartLine,
    applicable_coupons,
    priced,
    quote,
)
from lonja.catalog import api as catalog
from lonja.kernel import limits
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.ids import uuid7
from lonja.pricing import api as pricing
from lonja.shipping import api as shipping

__all__ = [
    "CURRENCIES",
    "Address",
    "BadQuantity",
    "Cart",
    "CartExpired",
    "CartFull",
    "CartLine",
    "CartOrdered",
    "NotPriced",
    "UnknownCart",
    "add_line",
    "count_units",
    "drop_code",
    "get",
    "lock_for_checkout",
    "mark_ordered",
    "open_cart",
    "prune",
    "put_code",
    "remove_line",
    "set_address",
    "set_quantity",
    "set_shipping",
    "shipping_options",
]

CURRENCIES = ("EUR", "USD")


class UnknownCart(NotFound):
    code: ClassVar[str] = "unknown_cart"


class CartExpired(NotFound):
    code: ClassVar[str] = "cart_expired"


class CartOrdered(Conflict):
    code: ClassVar[str] = "cart_ordered"


class CartFull(Invalid):
    code: ClassVar[str] = "cart_full"


class BadQuantity(Invalid):
    code: ClassVar[str] = "bad_quantity"


class NotPriced(Invalid):
    code: ClassVar[str] = "not_sold_in_currency"


async def open_cart(db: AsyncConnection, *, currency: str, language: str, now: datetime) -> UUID:
    if currency not in CURRENCIES:
        raise Invalid(f"this shop sells in {', '.join(CURRENCIES)}", field="currency")
    if language not in catalog.LANGUAGES:
        raise Invalid(f"this shop speaks {', '.join(catalog.LANGUAGES)}", field="language")
    cart_id = uuid7()
    await _store.insert(
        db,
        cart_id=cart_id,
        currency=currency,
        language=language,
        now=now,
        expires_at=_expiry(now),
    )
    return cart_id


async def add_line(
    db: AsyncConnection, *, cart_id: UUID, sku: str, quantity: int, now: datetime
) -> None:
    """Add `quantity` to what the cart has of `sku`."""
    cart = await _lock_open(db, cart_id, now=now)
    thing = await catalog.sellable_by_sku(db, sku, cart.language)
    have = {line.variant_id: line.quantity for line in await _store.lines(db, cart_id)}
    if thing.variant_id not in have and len(have) >= limits.CART_LINES:
        raise CartFull(f"a cart holds at most {limits.CART_LINES} different things")
    price = (await pricing.prices(db, [thing.variant_id], cart.currency)).get(thing.variant_id)
    if price is None:
        raise NotPriced(f"{sku} is not sold in {cart.currency}", sku=sku)
    await _store.put_line(
        db,
        cart_id=cart_id,
        variant_id=thing.variant_id,
        quantity=_checked(quantity, have.get(thing.variant_id, 0)),
        seen_minor=price.amount_minor,
        now=now,
    )
    await _store.touch(db, cart_id=cart_id, now=now, expires_at=_expiry(now))


async def set_quantity(
    db: AsyncConnection, *, cart_id: UUID, sku: str, quantity: int, now: datetime
) -> None:
    await _lock_open(db, cart_id, now=now)
    variant_id = await _line_of(db, cart_id, sku)
    await _store.put_line(
        db,
        cart_id=cart_id,
        variant_id=variant_id,
        quantity=_checked(quantity, 0),
        seen_minor=None,
        now=now,
    )
    await _store.touch(db, cart_id=cart_id, now=now, expires_at=_expiry(now))


async def remove_line(db: AsyncConnection, *, cart_id: UUID, sku: str, now: datetime) -> None:
    await _lock_open(db, cart_id, now=now)
    variant_id = await _line_of(db, cart_id, sku)
    await _store.delete_line(db, cart_id=cart_id, variant_id=variant_id)
    await _store.touch(db, cart_id=cart_id, now=now, expires_at=_expiry(now))


async def set_address(
    db: AsyncConnection, *, cart_id: UUID, address: Address, now: datetime
) -> None:
    await _lock_open(db, cart_id, now=now)
    await _store.touch(
        db, cart_id=cart_id, now=now, expires_at=_expiry(now), address=asdict(address)
    )


async def set_shipping(db: AsyncConnection, *, cart_id: UUID, code: str, now: datetime) -> None:
    """Choose how it travels; refused when that way does not lead to the cart's address."""
    await _lock_open(db, cart_id, now=now)
    cart = await get(db, cart_id, now=now)
    shipping.chosen(await shipping_options(db, cart), code)
    await _store.touch(db, cart_id=cart_id, now=now, expires_at=_expiry(now), shipping_code=code)


async def put_code(db: AsyncConnection, *, cart_id: UUID, code: str, now: datetime) -> None:
    """Use a coupon on this cart; refused with the reason when it does not fit now."""
    row = await _lock_open(db, cart_id, now=now)
    code = code.strip().upper()
    codes = sorted({*row.codes, code})
    if len(codes) > limits.CART_CODES:
        raise CartFull(f"a cart takes at most {limits.CART_CODES} codes")
    coupons = await pricing.usable_coupons(db, codes, now=now)
    cart = await get(db, cart_id, now=now)
    quote(cart.lines, coupons, cart.currency, 0, 0)
    await _store.touch(db, cart_id=cart_id, now=now, expires_at=_expiry(now), codes=codes)


async def drop_code(db: AsyncConnection, *, cart_id: UUID, code: str, now: datetime) -> None:
    row = await _lock_open(db, cart_id, now=now)
    codes = [c for c in row.codes if c != code.strip().upper()]
    await _store.touch(db, cart_id=cart_id, now=now, expires_at=_expiry(now), codes=codes)


async def get(db: AsyncConnection, cart_id: UUID, *, now: datetime) -> Cart:
    """The cart, priced as of now; a coupon that no longer fits is told, not applied."""
    row = _usable(await _store.get(db, cart_id), now)
    coupons, refused = await applicable_coupons(db, row, now)
    return await priced(db, row, coupons, refused)


async def lock_for_checkout(db: AsyncConnection, cart_id: UUID, *, now: datetime) -> Cart:
    """The cart, locked and priced strictly: a coupon that no longer fits refuses the checkout."""
    row = await _lock_open(db, cart_id, now=now)
    coupons = await pricing.usable_coupons(db, row.codes, now=now)
    return await priced(db, row, coupons, None, strict=True)


async def mark_ordered(db: AsyncConnection, *, cart_id: UUID, now: datetime) -> None:
    await _store.mark_ordered(db, cart_id=cart_id, now=now)


async def shipping_options(db: AsyncConnection, cart: Cart) -> list[shipping.ShippingOption]:
    return await shipping.options(
        db,
        country=cart.country,
        currency=cart.currency,
        items_minor=cart.items_minor,
        language=cart.language,
    )


async def count_units(db: AsyncConnection, cart_id: UUID) -> int:
    """For the little number beside the cart; 0 for a cart that is no more."""
    row = await _store.count_units(db, cart_id)
    return 0 if row is None else int(row.units)


async def prune(db: AsyncConnection, *, now: datetime, limit: int = 500) -> int:
    """Throw away expired carts; how many went."""
    return await _store.prune(db, now=now, limit=limit)


async def _lock_open(db: AsyncConnection, cart_id: UUID, *, now: datetime) -> Any:
    return _usable(await _store.get(db, cart_id, lock=True), now)


def _usable(row: Any, now: datetime) -> Any:
    if row is None:
        raise UnknownCart("there is no such cart")
    if row.status == "ordered":
        raise CartOrdered("this cart has become an order already")
    if row.expires_at <= now:
        raise CartExpired("this cart is too old; start a new one")
    return row


async def _line_of(db: AsyncConnection, cart_id: UUID, sku: str) -> UUID:
    variant_id = (await catalog.variants_by_sku(db, [sku])).get(sku)
    have = {line.variant_id for line in await _store.lines(db, cart_id)}
    if variant_id is None or variant_id not in have:
        raise catalog.UnknownSku(f"there is no {sku!r} in this cart", sku=sku)
    return variant_id


def _checked(quantity: int, have: int) -> int:
    if quantity < 1 or quantity + have > limits.LINE_QUANTITY:
        raise BadQuantity(
            f"a line has between 1 and {limits.LINE_QUANTITY} units", field="quantity"
        )
    return quantity + have


def _expiry(now: datetime) -> datetime:
    return now + timedelta(days=limits.CART_LIFE_DAYS)
