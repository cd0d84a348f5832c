"""Carts that nobody has: what one would cost, and which promotions it would get or has got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.carts._cart import Kept, StoredCart, checked_quantity
from lonja.carts._line import CartLine, line_of
from lonja.carts._lookups import look_up, parcel_of, priced, ways
from lonja.carts._pricing import Cart, sent_by
from lonja.carts._status import CartStatus
from lonja.catalog import api as catalog
from lonja.kernel.address import Address
from lonja.kernel.ids import uuid7
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes


async def try_out(
    db: AsyncConnection,
    lines: Mapping[str, int],
    *,
    currency: str,
    country: str,
    language: str,
    codes: Sequence[str],
    email: str | None,
    shipping_minor: int | None,
    at: datetime,
) -> Cart:
    """A cart of these SKUs and quantities as it would cost at `at`; nothing is written.

    `email` is taken for proved: it is staff who ask.
    Its outcome names promotions that do not run, too.
    """
    known = await catalog.variants_by_sku(db, list(lines))
    for sku in lines:
        if sku not in known:
            raise catalog.UnknownSku(f"there is nothing with the SKU {sku!r}", sku=sku)
    row = StoredCart(
        id=uuid7(),
        version=1,
        status=CartStatus.OPEN,
        currency=currency,
        language=language,
        country=country,
        address=None,
        shipping_code=None,
        codes=sorted({code.strip().upper() for code in codes}),
        gift_cards=(),
        expires_at=at,
        proven_email=email.strip().lower() if email else None,
    )
    kept = [
        Kept(known[sku], checked_quantity(quantity, 0), None) for sku, quantity in lines.items()
    ]
    cart = await priced(db, row, kept, email=email, now=at, stopped_too=True)
    if shipping_minor is None:
        return cart
    way = shipping.ShippingOption("simulated", "", shipping_minor, 0, 0)
    return sent_by(cart, way, [way])


@dataclass(frozen=True, slots=True)
class Quote:
    """What things cost today where they go, without any promotion, and how they may travel."""

    lines: Mapping[UUID, CartLine]
    ways: Sequence[shipping.ShippingOption]
    taxation: taxes.Taxation


async def quote(
    db: AsyncConnection,
    wanted: Mapping[UUID, int],
    *,
    currency: str,
    language: str,
    address: Address | None,
    country: str,
    at: datetime,
) -> Quote:
    """For goods that are added to an order that is placed; a line that is `gone` has no price."""
    row = StoredCart(
        id=uuid7(),
        version=1,
        status=CartStatus.OPEN,
        currency=currency,
        language=language,
        country=country,
        address=address,
        shipping_code=None,
        codes=(),
        gift_cards=(),
        expires_at=at,
    )
    kept = [Kept(variant_id, quantity, None) for variant_id, quantity in wanted.items()]
    facts = await look_up(db, row, kept, now=at)
    lines = [line_of(one, facts) for one in kept]
    parcel = parcel_of(lines, address, country, currency)
    found = await ways(db, facts.taxation, lines=lines, parcel=parcel, language=language)
    return Quote({one.variant_id: one for one in lines}, found, facts.taxation)
