"""What the nouns below say of a cart's things: each is asked once."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.carts._cart import Kept, StoredCart
from lonja.carts._pricing import Basis, Cart, CartLine, Facts, RefusedGiftCard, priced_lines, total
from lonja.carts._promoting import Offers
from lonja.catalog import api as catalog
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel.address import Address
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja.shop import api as shop
from lonja.taxes import api as taxes


async def look_up(
    db: AsyncConnection,
    row: StoredCart,
    kept: Sequence[Kept],
    gifts: Collection[UUID] = (),
    *,
    now: datetime,
) -> Facts:
    known = [line.variant_id for line in kept]
    home = (await shop.current(db)).home_country
    taxation = await taxes.taxation(
        db, destination(row.address, row.country), currency=row.currency, now=now
    )
    if not known and row.address is None:
        return Facts({}, {}, {}, taxation, {}, home)
    wanted = list(dict.fromkeys([*known, *sorted(gifts)]))
    things = await catalog.sellables(db, wanted, row.language)
    gone = [variant_id for variant_id in known if variant_id not in things]
    ids = [*things, *gone]
    return Facts(
        things=things,
        prices=await pricing.prices(db, ids, row.currency, now=now),
        levels=await inventory.levels(db, ids),
        taxation=taxation,
        gone=await catalog.skus(db, gone) if gone else {},
        home_country=home,
    )


def destination(address: Address | None, country: str) -> taxes.Destination:
    if address is None:
        return taxes.Destination(country)
    return taxes.Destination(address.country, address.postal_code, address.vat_id)


async def offers(
    db: AsyncConnection,
    codes: Sequence[str],
    *,
    email: str | None,
    now: datetime,
    stopped_too: bool = False,
) -> Offers:
    """Promotions that run by themselves and those of the codes; the buyer where they are known."""
    found = await promotions.for_cart(db, codes, now=now, stopped_too=stopped_too)
    zone = "UTC"
    if any(one.rule.conditions.is_timed for one in found):
        zone = (await shop.current(db)).time_zone
    buyer = promotions.Buyer()
    if email:
        buyer = promotions.Buyer(
            has_ordered=any(one.rule.conditions.is_first_order for one in found)
            and await customers.has_ordered(db, email),
            groups=await customers.groups_of_email(db, email.strip())
            if any(one.rule.conditions.groups for one in found)
            else frozenset(),
            uses=await promotions.uses_of(db, found, email=email),
        )
    return Offers(found, at=now, local=now.astimezone(ZoneInfo(zone)), buyer=buyer)


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
    stopped = RefusedGiftCard(refused.id, refused.last_four, str(reasons[refused.id]))
    return replace(cart, gift_cards=usable, refused_gift_card=stopped)


def parcel_of(
    lines: Sequence[CartLine], address: Address | None, country: str, currency: str
) -> shipping.Parcel:
    """Goods without a weight weigh nothing."""
    return shipping.Parcel(
        country=address.country if address else country,
        currency=currency,
        items_minor=sum(line.written_minor * line.quantity for line in lines if not line.is_gift),
        postal_code=address.postal_code if address else "",
        region=address.region if address else "",
        weight_g=sum(line.weight_g * line.quantity for line in lines),
        units=sum(line.quantity for line in lines),
    )


async def ways(
    db: AsyncConnection,
    taxation: taxes.Taxation,
    *,
    parcel: shipping.Parcel,
    language: str,
) -> list[shipping.ShippingOption]:
    """How it may travel, at the price where it goes."""
    found = await shipping.options(db, parcel, language=language)
    return [replace(one, price_minor=taxation.price(one.price_minor)) for one in found]


async def priced(
    db: AsyncConnection,
    row: StoredCart,
    kept: Sequence[Kept],
    *,
    email: str | None = None,
    now: datetime,
    stopped_too: bool = False,
) -> Cart:
    """The whole of it, with what promotions take off and why codes do not apply."""
    found = await offers(db, row.codes, email=email, now=now, stopped_too=stopped_too)
    facts = await look_up(db, row, kept, found.gifts, now=now)
    lines = priced_lines(kept, facts)
    way = None
    if row.address is not None and row.shipping_code is not None:
        parcel = parcel_of(lines, row.address, row.country, row.currency)
        available = await ways(db, facts.taxation, parcel=parcel, language=row.language)
        way = next((option for option in available if option.code == row.shipping_code), None)
    return total(Basis(row, lines, facts, found), way)
