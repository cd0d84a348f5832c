"""Carts that nobody has: what one would cost, and which promotions it would get."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg import AsyncConnection

from lonja.carts._cart import Kept, StoredCart, checked_quantity
from lonja.carts._lookups import priced
from lonja.carts._pricing import Cart, sent_by
from lonja.carts._status import CartStatus
from lonja.catalog import api as catalog
from lonja.kernel.ids import uuid7
from lonja.shipping import api as shipping


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
