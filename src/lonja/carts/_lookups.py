"""What the nouns below say of a cart's things: each is asked once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.carts._cart import Kept, StoredCart
from lonja.carts._line import CartLine, Facts, lines_of
from lonja.carts._pricing import Basis, Cart, total
from lonja.carts._promoting import Offers
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.customers import api as customers
from lonja.inventory import api as inventory
from lonja.kernel.address import Address
from lonja.kernel.at_once import at_once
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja.shop import api as shop
from lonja.taxes import api as taxes


async def look_up(
    db: AsyncConnection,
    row: StoredCart,
    kept: Sequence[Kept],
    asked: Offers | None = None,
    *,
    now: datetime,
) -> Facts:
    """With what the promotions that are `asked` need to know of the goods."""
    known = [line.variant_id for line in kept]
    facts = await shop.current(db)
    to = destination(row.address, row.country)
    if not known and row.address is None:
        taxation = await taxes.taxation(db, to, currency=row.currency, now=now)
        return Facts({}, {}, {}, taxation, {}, facts.home_country)
    wanted = list(dict.fromkeys([*known, *sorted(asked.gifts if asked else ())]))
    groups = asked.buyer.groups if asked else ()
    taxation, things, prices, levels, listed, has_group_lists = await at_once(
        db,
        taxes.taxation(db, to, currency=row.currency, now=now),
        catalog.sellables(db, wanted, row.language, default=facts.language),
        pricing.prices(db, wanted, row.currency, now=now),
        inventory.levels(db, wanted),
        pricing.offered_prices(db, wanted, row.currency, groups),
        _has_group_lists(db, row),
    )
    gone = [variant_id for variant_id in known if variant_id not in things]
    goods = list(asked.all_goods) if asked else []
    products = list(dict.fromkeys(thing.product_id for thing in things.values()))
    return Facts(
        things=things,
        prices=prices,
        levels=levels,
        taxation=taxation,
        gone=await catalog.skus(db, gone) if gone else {},
        home_country=facts.home_country,
        listed={one: found for one, found in listed.items() if one in things},
        has_group_lists=has_group_lists,
        traits=await catalog.traits_of(db, products)
        if any(one.tags or one.traits for one in goods)
        else {},
        collections=await collections.collections_of(db, products)
        if any(one.collections for one in goods)
        else {},
    )


async def _has_group_lists(db: AsyncConnection, row: StoredCart) -> bool:
    """Only who has not proved who they are may be missing a price of theirs."""
    return row.proven_email is None and await pricing.has_group_lists(db)


def destination(address: Address | None, country: str) -> taxes.Destination:
    if address is None:
        return taxes.Destination(country)
    return taxes.Destination(address.country, address.postal_code, address.vat_id)


async def offers(
    db: AsyncConnection,
    codes: Sequence[str],
    *,
    email: str | None,
    proven: str | None,
    now: datetime,
    stopped_too: bool = False,
) -> Offers:
    """Promotions that run by themselves and those of the codes; the buyer where they are known.

    What speaks against a buyer is asked of the address that they typed, what speaks for them of the
    one that they have `proven`.
    """
    found = await promotions.for_cart(db, codes, now=now, stopped_too=stopped_too)
    zone = "UTC"
    if any(one.rule.conditions.is_timed for one in found):
        zone = (await shop.current(db)).time_zone
    buyer = await _buyer(db, found, email=email or proven, proven=proven, now=now)
    return Offers(found, at=now, local=now.astimezone(ZoneInfo(zone)), buyer=buyer)


async def _buyer(
    db: AsyncConnection,
    candidates: Sequence[promotions.Promotion],
    *,
    email: str | None,
    proven: str | None,
    now: datetime,
) -> promotions.Buyer:
    asked = [one.rule.conditions for one in candidates]
    buyer = promotions.Buyer(is_proven=bool(proven))
    if email:
        buyer = replace(
            buyer,
            has_ordered=any(one.is_first_order for one in asked)
            and await customers.has_ordered(db, email),
            uses=await promotions.uses_of(db, candidates, email=email),
        )
    if proven:
        segments = sorted({segment for one in asked for segment in one.segments})
        buyer = replace(
            buyer,
            groups=await customers.groups_of_email(db, proven),
            segments=await customers.segments_of_email(db, proven, segments, now=now),
        )
    return buyer


def parcel_of(
    lines: Sequence[CartLine], address: Address | None, country: str, currency: str
) -> shipping.Parcel:
    """Goods without a weight weigh nothing; gift cards that are bought are in no parcel."""
    lines = [line for line in lines if not line.is_gift_card]
    return shipping.Parcel(
        country=address.country if address else country,
        currency=currency,
        items_minor=sum(line.written_minor * line.quantity for line in lines if not line.is_gift),
        postal_code=address.postal_code if address else "",
        region=address.region if address else "",
        weight_g=sum(line.weight_g * line.quantity for line in lines),
        units=sum(line.quantity for line in lines),
    )


def is_by_email(lines: Sequence[CartLine]) -> bool:
    return bool(lines) and all(line.is_gift_card for line in lines)


async def ways(
    db: AsyncConnection,
    taxation: taxes.Taxation,
    *,
    lines: Sequence[CartLine],
    parcel: shipping.Parcel,
    language: str,
) -> list[shipping.ShippingOption]:
    """How it may travel, or be picked up, at the price where it goes; what needs no parcel goes by
    e-mail.
    """
    if is_by_email(lines):
        return [shipping.by_email(language)]
    found, points = await at_once(
        db, shipping.options(db, parcel, language=language), inventory.pickup_points(db)
    )
    if points:
        parcels = {
            one.code: replace(
                parcel,
                country=one.country,
                postal_code=one.site.postal_code,
                region=one.site.region,
            )
            for one in points
        }
        names = {one.code: one.name for one in points}
        found += [
            replace(one, name=f"{one.name}: {names[one.store]}")
            for one in await shipping.pickups(db, parcels, language=language)
        ]
    return [replace(one, price_minor=taxation.price(one.price_minor)) for one in found]


async def at_store(db: AsyncConnection, row: StoredCart) -> StoredCart:
    """A cart that is picked up goes to its store, under its buyer's name: its taxes are of there."""
    code = shipping.store_of(row.shipping_code)
    points = await inventory.pickup_points(db) if code else []
    point = next((one for one in points if one.code == code), None)
    if point is None:
        # Of who was going to pick it up nobody has said where it is sent.
        is_nowhere = row.address is not None and not row.address.country
        return replace(row, address=None) if is_nowhere else row
    return replace(row, address=store_address(point, row.address))


def store_address(point: inventory.Location, buyer: Address | None) -> Address:
    """The store's address with what is the buyer's own: name, phone, company."""
    address = point.site.address("", point.country)
    if buyer is None:
        return address
    return replace(
        address,
        name=buyer.name,
        phone=buyer.phone,
        company=buyer.company,
        vat_id=buyer.vat_id,
    )


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
    row, found, _, _ = await at_once(
        db,
        at_store(db, row),
        offers(
            db, row.codes, email=email, proven=row.proven_email, now=now, stopped_too=stopped_too
        ),
        shop.current(db),  # for what follows, as the next
        pricing.groups_with_lists(db),
    )
    facts = await look_up(db, row, kept, found, now=now)
    lines = [line for one in kept for line in lines_of(one, facts)]
    way, available = None, []
    if row.address is not None and row.shipping_code is not None:
        parcel = parcel_of(lines, row.address, row.country, row.currency)
        available = await ways(
            db, facts.taxation, lines=lines, parcel=parcel, language=row.language
        )
        way = next((option for option in available if option.code == row.shipping_code), None)
    return total(Basis(row, lines, facts, found), way, available)
