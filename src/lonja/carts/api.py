"""The door to carts. Every change takes the cart's row lock, so a cart that is being paid waits.
A change prices nothing; `get` reads the whole cart, priced as of now.

A cart's id is its key: whoever has it may change the cart, nobody can guess it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts import _store
from lonja.carts._cart import (
    MAX_AHEAD,
    MAX_MESSAGE_CHARACTERS,
    MAX_NAME_CHARACTERS,
    BadAmount,
    BadQuantity,
    BadRecipient,
    CartExpired,
    CartFull,
    CartOrdered,
    Kept,
    NotPriced,
    Recipient,
    StoredCart,
    UnknownCart,
    checked_amount,
    checked_quantity,
    of_somebody,
    reachable,
    recipients_of,
)
from lonja.carts._credit.balances import (
    NoStoreCredit,
    drop_gift_card,
    put_gift_card,
    use_store_credit,
    with_balances,
)
from lonja.carts._line import EXCHANGE_PRICE, QUOTED_PRICE, CartLine
from lonja.carts._lookups import destination, parcel_of, priced, ways
from lonja.carts._open_carts import (
    count_idle,
    expiry,
    for_sale,
    forget_idle,
    lock_open,
    lock_whole,
    name_recipient,
    put_line,
    remove_line,
    set_own_price,
    set_own_shipping,
    set_quantity,
    usable,
)
from lonja.carts._pricing import Cart, RefusedGiftCard, sent_by
from lonja.carts._promoting import (
    TOLERATED,
    CodeTaken,
    Hint,
    MissedCode,
    Off,
    beaten_codes,
    may_wait,
)
from lonja.carts._simulations import Quote, quote, try_out
from lonja.catalog import api as catalog
from lonja.kernel import limits
from lonja.kernel.address import Address
from lonja.kernel.at_once import at_once
from lonja.kernel.errors import Invalid
from lonja.kernel.ids import uuid7
from lonja.kernel.transaction import Change, announce
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja.shop import api as shop
from lonja.taxes import api as taxes

__all__ = [
    "EXCHANGE_PRICE",
    "MAX_AHEAD",
    "MAX_MESSAGE_CHARACTERS",
    "MAX_NAME_CHARACTERS",
    "QUOTED_PRICE",
    "BadAmount",
    "BadQuantity",
    "BadRecipient",
    "Cart",
    "CartExpired",
    "CartFull",
    "CartLine",
    "CartOrdered",
    "CodeTaken",
    "Hint",
    "MissedCode",
    "NoStoreCredit",
    "NotPriced",
    "Off",
    "Quote",
    "Recipient",
    "RefusedGiftCard",
    "UnknownCart",
    "add_line",
    "add_line_if_sold",
    "count_idle",
    "count_units",
    "currency_of",
    "drop_code",
    "drop_gift_card",
    "forget_buyer",
    "forget_idle",
    "get",
    "lock_for_checkout",
    "look_at",
    "mark_ordered",
    "open_cart",
    "prove_email",
    "prune",
    "put_code",
    "put_gift_card",
    "quote",
    "recipients_of",
    "remove_line",
    "sent_by",
    "set_address",
    "set_own_price",
    "set_own_shipping",
    "set_quantity",
    "set_shipping",
    "shipping_options",
    "try_out",
    "use_store_credit",
]


async def open_cart(
    db: AsyncConnection,
    *,
    currency: str | None,
    language: str | None,
    country: str = "",
    proven_email: str | None = None,
    now: datetime,
) -> Cart:
    """An empty cart; in the shop's first currency and language where none is said.

    `country`: where it goes as far as is known, else that of the currency. `proven_email` is the address that its buyer has proved to be theirs.
    """
    facts = await shop.current(db)
    currency, language = currency or facts.currency, language or facts.language
    if currency not in facts.currency_codes:
        raise Invalid(f"this shop sells in {', '.join(facts.currency_codes)}", field="currency")
    if language not in facts.languages:
        raise Invalid(f"this shop speaks {', '.join(facts.languages)}", field="language")
    row = await _store.insert(
        db,
        cart_id=uuid7(),
        currency=currency,
        language=language,
        country=country if country in facts.sells_to else facts.country_of(currency),
        proven_email=proven_email,
        now=now,
        expires_at=expiry(now),
    )
    return await priced(db, row, [], now=now)


async def add_line(
    db: AsyncConnection,
    *,
    cart_id: UUID,
    sku: str,
    quantity: int,
    recipient: Recipient | None = None,
    amount_minor: int | None = None,
    now: datetime,
) -> None:
    """Add `quantity` to what the cart has of `sku`; `recipient` is whom such gift cards go to, and
    `amount_minor` what each is worth where the buyer says it.
    """
    row, kept = await lock_whole(db, cart_id, now=now)
    have = {line.variant_id: line.quantity for line in kept}
    thing = await for_sale(db, row, sku)
    variant_id = thing.variant_id
    if variant_id not in have and len(have) >= limits.CART_LINES:
        raise CartFull(f"a cart holds at most {limits.CART_LINES} different things")
    price = (await pricing.prices(db, [variant_id], row.currency, now=now)).get(variant_id)
    if price is None:
        raise NotPriced(f"{sku} is not sold in {row.currency}", sku=sku)
    sold_in = (await shop.current(db)).currency_of(row.currency)
    amount = checked_amount(
        amount_minor,
        currency=row.currency,
        least_minor=price.amount_minor,
        most_minor=thing.own_amounts.get(row.currency),
        step=sold_in.rounding_minor if sold_in else 1,
    )
    total = checked_quantity(quantity, have.get(variant_id, 0))
    await put_line(db, cart_id, Kept(variant_id, total, price.amount_minor), now=now)
    if thing.is_gift_card:
        whom = replace(recipient or Recipient(), amount_minor=amount)
        await name_recipient(db, cart_id, variant_id, whom, units=quantity, now=now)


async def add_line_if_sold(
    db: AsyncConnection, *, cart_id: UUID, sku: str, quantity: int, now: datetime
) -> bool:
    """False where nothing of this SKU is for sale in the cart's currency any more."""
    try:
        await add_line(db, cart_id=cart_id, sku=sku, quantity=quantity, now=now)
    except (catalog.UnknownSku, NotPriced, BadAmount):
        return False
    return True


async def set_address(
    db: AsyncConnection, *, cart_id: UUID, address: Address, now: datetime
) -> None:
    """Refused for the first field with which nothing would arrive, or for what is no VAT id there."""
    await _change(db, cart_id, now=now, address=reachable(address))


async def set_shipping(db: AsyncConnection, *, cart_id: UUID, code: str, now: datetime) -> Cart:
    """Choose how it travels; refused when that way does not lead to the cart's address."""
    await lock_open(db, cart_id, now=now)
    cart = await get(db, cart_id, now=now)
    among = await shipping_options(db, cart, now=now)
    way = shipping.chosen(among, code)
    row = await _change(db, cart_id, now=now, shipping_code=code)
    if cart.address is None or cart.is_pickup or way.store:  # taxes are of another place
        return await get(db, cart_id, now=now)
    return replace(sent_by(cart, way, among), version=row.version)


async def put_code(db: AsyncConnection, *, cart_id: UUID, code: str, now: datetime) -> CodeTaken:
    """Use a code on this cart; refused with the reason when it does not fit now.

    A code that takes more off replaces those that it cannot be combined with; what ships free stays
    until it is known what the shipping costs.
    """
    row, kept = await lock_whole(db, cart_id, now=now)
    code = code.strip().upper()
    names = sorted({*row.codes, code})
    cart = await priced(db, replace(row, codes=names), kept, now=now)
    missed = {one.code: one for one in cart.missed_codes}
    if code in missed and not may_wait(missed[code].why, has_address=row.address is not None):
        raise promotions.refusal(code, missed[code].why, missed[code].missing)
    beaten = beaten_codes(cart.outcome, has_way=cart.shipping is not None)
    names = [name for name in names if name not in beaten]
    if len(names) > limits.CART_CODES:
        raise CartFull(f"a cart takes at most {limits.CART_CODES} codes")
    await _change(db, cart_id, now=now, codes=names)
    return CodeTaken.of(code, missed)


async def drop_code(db: AsyncConnection, *, cart_id: UUID, code: str, now: datetime) -> None:
    row = await lock_open(db, cart_id, now=now)
    names = [c for c in row.codes if c != code.strip().upper()]
    await _change(db, cart_id, now=now, codes=names)


async def prove_email(db: AsyncConnection, *, cart_id: UUID, email: str, now: datetime) -> None:
    """Note that the cart is of the person with this address: they opened a link that was mailed to it.

    An empty address takes the note out. Their credit pays only once they say so again.
    """
    await _change(db, cart_id, now=now, proven_email=email.strip().lower(), uses_store_credit=False)


async def get(
    db: AsyncConnection,
    cart_id: UUID,
    *,
    email: str | None = None,
    address: Address | None = None,
    shipping_code: str | None = None,
    now: datetime,
) -> Cart:
    """The cart, priced as of now for the buyer with this e-mail address, where that is known.

    A code that no longer fits is in `missed_codes`. With `address` it is priced as if it went
    there, which the cart itself need not know yet; with the `shipping_code` of a pick-up as if its
    buyer came to that store.
    """
    there, kept = await at_once(db, _store.get(db, cart_id), _store.lines(db, cart_id))
    row = usable(there, now)
    if address is not None:
        row = replace(row, address=address)
    if shipping_code is not None:
        row = replace(row, shipping_code=shipping_code)
    cart = await priced(db, row, kept, email=email, now=now)
    return await with_balances(db, row, cart, now=now)


async def look_at(
    db: AsyncConnection, cart_id: UUID, *, email: str | None = None, now: datetime
) -> Cart:
    """As `get`, though it may be an order already, or too old: what staff look at."""
    row = await _store.get(db, cart_id)
    if row is None:
        raise UnknownCart("there is no such cart")
    return await priced(db, row, await _store.lines(db, row.id), email=email, now=now)


async def currency_of(db: AsyncConnection, cart_id: UUID, *, now: datetime) -> str | None:
    """None for a cart that is unknown, too old or an order already."""
    return await _store.open_currency(db, cart_id, now)


async def lock_for_checkout(
    db: AsyncConnection,
    cart_id: UUID,
    *,
    email: str,
    address: Address | None = None,
    shipping_code: str | None = None,
    now: datetime,
) -> Cart:
    """The cart, locked and priced strictly: a code or gift card that no longer fits refuses it.

    Address and way of shipping are the cart's own, or these from now on.
    """
    row, kept = await lock_whole(db, cart_id, now=now)
    is_pickup = bool(shipping.store_of(shipping_code or row.shipping_code))
    if address is not None and not (is_pickup or address.country):
        address = None  # who picks it up: this order is sent
    if address is not None or shipping_code is not None:
        to = address and (of_somebody(address) if is_pickup else reachable(address))
        row = await _change(db, cart_id, now=now, address=to, shipping_code=shipping_code)
    cart = await priced(db, row, kept, email=email, now=now)
    for one in cart.missed_codes:
        if one.why not in TOLERATED:
            raise promotions.refusal(one.code, one.why, one.missing)
    cart = await with_balances(db, row, cart, strict=True, now=now)
    if shipping_code is not None and cart.shipping is None:
        raise shipping.ShippingUnavailable(shipping_code)
    return cart


async def mark_ordered(db: AsyncConnection, *, cart_id: UUID, now: datetime) -> None:
    await _store.mark_ordered(db, cart_id=cart_id, now=now)
    announce(db, Change("cart", str(cart_id)))


async def shipping_options(
    db: AsyncConnection, cart: Cart, *, now: datetime
) -> list[shipping.ShippingOption]:
    """How this cart may travel to where it was priced for."""
    taxation = await taxes.taxation(
        db, destination(cart.address, cart.country), currency=cart.currency, now=now
    )
    return await ways(
        db,
        taxation,
        lines=cart.lines,
        parcel=parcel_of(cart.lines, cart.address, cart.country, cart.currency),
        language=cart.language,
    )


async def count_units(db: AsyncConnection, cart_id: UUID) -> int:
    """For the little number beside the cart; 0 for a cart that is no more."""
    return await _store.count_units(db, cart_id)


async def prune(db: AsyncConnection, *, now: datetime, limit: int = 500) -> int:
    """Throw away expired carts; how many went."""
    return await _store.prune(db, now=now, limit=limit)


async def _change(db: AsyncConnection, cart_id: UUID, *, now: datetime, **what: Any) -> StoredCart:
    row = await _store.change(db, cart_id=cart_id, now=now, expires_at=expiry(now), **what)
    if row is None:
        usable(await _store.get(db, cart_id), now)
        raise UnknownCart("there is no such cart")
    return row


async def forget_buyer(db: AsyncConnection, order_ids: Sequence[UUID], *, email: str) -> int:
    """Take e-mail and address out of the carts of these orders, and of open carts with the address."""
    return await _store.forget_buyer(db, order_ids, sorted({email, email.lower()}))
