"""What the nouns below say of a cart's things: each is asked once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from psycopg import AsyncConnection

from lonja.carts._cart import Kept, StoredCart
from lonja.carts._pricing import Cart, CartLine, Codes, Facts, country_of, priced_lines, total
from lonja.catalog import api as catalog
from lonja.credit import api as credit
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing
from lonja.shipping import api as shipping


async def look_up(
    db: AsyncConnection, row: StoredCart, kept: Sequence[Kept], *, now: datetime
) -> Facts:
    known = [line.variant_id for line in kept]
    if not known and row.address is None:
        return Facts({}, {}, {}, {}, {})
    things = await catalog.sellables(db, known, row.language)
    gone = [variant_id for variant_id in known if variant_id not in things]
    ids = [*things, *gone]
    return Facts(
        things=things,
        prices=await pricing.prices(db, ids, row.currency, now=now),
        levels=await inventory.levels(db, ids),
        rates=await pricing.tax_rates(db, country_of(row)),
        gone=await catalog.skus(db, gone) if gone else {},
    )


async def applicable(db: AsyncConnection, row: StoredCart, now: datetime) -> Codes:
    try:
        return Codes(await pricing.usable_coupons(db, row.codes, now=now))
    except pricing.CouponRefused as refused:
        return Codes(refused=str(refused.facts["reason"]))


async def with_gift_cards(
    db: AsyncConnection, row: StoredCart, cart: Cart, *, strict: bool = False, now: datetime
) -> Cart:
    """The cart with the cards that pay now; `strict` raises for one that does not."""
    found = await credit.accounts(db, row.gift_cards)
    reasons = {one.id: credit.why_not_usable(one, currency=row.currency, now=now) for one in found}
    refused = next((one for one in found if reasons[one.id] is not None), None)
    if refused is None:
        return replace(cart, gift_cards=found)
    if strict:
        raise credit.GiftCardRefused(
            "a gift card of this cart does not pay now",
            reason=reasons[refused.id],
            last_four=refused.last_four,
        )
    usable = [one for one in found if reasons[one.id] is None]
    return replace(cart, gift_cards=usable, gift_card_refused=reasons[refused.id])


async def ways(
    db: AsyncConnection, row: StoredCart, lines: Sequence[CartLine] = ()
) -> list[shipping.ShippingOption]:
    """How it may travel; for how much depends on what the lines are worth."""
    return await shipping.options(
        db,
        country=country_of(row),
        currency=row.currency,
        items_minor=sum(line.total_minor for line in lines),
        language=row.language,
    )


async def priced(
    db: AsyncConnection,
    row: StoredCart,
    kept: Sequence[Kept],
    facts: Facts,
    codes: Codes,
    *,
    strict: bool = False,
) -> Cart:
    """The whole of it; `strict` raises where a coupon does not fit, instead of telling."""
    lines = priced_lines(kept, facts)
    way = None
    if row.address is not None and row.shipping_code is not None:
        available = await ways(db, row, lines)
        way = next((option for option in available if option.code == row.shipping_code), None)
    return total(row, lines, facts, codes, way, strict=strict)
