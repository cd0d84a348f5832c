"""All that a product's page says beside the product itself, read in two round trips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import promise_arrival
from lonja.catalog import api as catalog
from lonja.customers import api as customers
from lonja.frontoffice.pages.bundles import bundles_said, goods_of, running_bundles
from lonja.frontoffice.pages.request_context import Visit
from lonja.frontoffice.views import product
from lonja.frontoffice.views.arrival import arrivals
from lonja.frontoffice.views.bundles import Bundle
from lonja.frontoffice.views.cards import Card, card_of
from lonja.frontoffice.views.reviews import Opinions, opinions
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.at_once import at_once
from lonja.pricing import api as pricing
from lonja.returns import api as returns
from lonja.shelf import api as shelf
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

RELATED: Final = 4


@dataclass(frozen=True, slots=True)
class Beside:
    """`ends_at`: when a price, a bundle or the promise of its arrival is over; `shown_ids` are of the
    other products that the page shows.
    """

    available: Sequence[product.Offer]
    offer: product.Offer | None
    variant: catalog.Variant | None
    delivery: product.Delivery | None
    taxation: taxes.Taxation
    no_return: str
    opinions: Opinions | None
    related: tuple[Card, ...]
    bundles: tuple[Bundle, ...]
    shown_ids: tuple[UUID, ...]
    ends_at: datetime | None


async def beside(
    visit: Visit,
    db: AsyncConnection,
    currency: str,
    time_zone: str,
    found: catalog.Product,
    related: Sequence[UUID],
) -> Beside:
    """What is for sale of it and for how much, when it arrives, what is said of it, what goes with it.

    `related` stand beside it before others of its category.
    """
    (prices, levels, listed), lying, said, excluded, alike, together = await at_once(
        db,
        _for_sale(visit, db, currency, found),
        inventory.where_it_lies(db, [one.id for one in found.variants if one.active]),
        _opinions(visit, db, found),
        returns.exclusions(db, [found.id]),
        shelf.cards_beside(
            db,
            found.id,
            chosen=related,
            category=found.category_slug,
            language=visit.language,
            currency=currency,
            limit=RELATED,
        ),
        running_bundles(visit, db, currency, found.id),
    )
    available = product.offers(
        [variant for variant in found.variants if variant.active],
        prices,
        levels,
        facets={one.id: found.facets_of(one) for one in found.variants},
        country=visit.facts.home_country,
        listed=listed,
    )
    offer = product.chosen_offer(
        available,
        visit.query("sku", 100),
        wanted=visit.known or (),
        drawn=product.first_drawn(found),
    )
    bought = next((one for one in found.variants if offer and one.sku == offer.sku), None)
    (delivery, order_before), cards, taxation, goods = await at_once(
        db,
        _promise(visit, db, currency, time_zone, found, offer, bought, lying),
        _cards(visit, db, alike),
        _taxed(visit, db, currency),
        goods_of(visit, db, together.running, currency),
    )
    moments = [order_before, together.until]
    moments += [one.until for one in (*prices.values(), *goods.prices.values())]
    return Beside(
        available=available,
        offer=offer,
        variant=bought,
        delivery=delivery,
        taxation=taxation,
        no_return=excluded.get(found.id, ""),
        opinions=said,
        related=cards,
        bundles=bundles_said(visit, together.running, goods, currency, here=offer),
        shown_ids=(*(one.product_id for one in alike), *goods.products),
        ends_at=min((moment for moment in moments if moment is not None), default=None),
    )


async def _taxed(visit: Visit, db: AsyncConnection, currency: str) -> taxes.Taxation:
    place = taxes.Destination(visit.facts.country_of(currency))
    return await taxes.taxation(db, place, currency=currency, now=clock.now())


type _ForSale = tuple[
    Mapping[UUID, pricing.Price],
    Mapping[UUID, inventory.Level],
    Mapping[UUID, Sequence[pricing.OfferedPrice]],
]


async def _for_sale(
    visit: Visit, db: AsyncConnection, currency: str, found: catalog.Product
) -> _ForSale:
    ids = [variant.id for variant in found.variants if variant.active]
    return await at_once(
        db,
        pricing.prices(db, ids, currency, now=clock.now()),
        inventory.levels(db, ids),
        _listed(visit, db, currency, found, ids),
    )


async def _listed(
    visit: Visit,
    db: AsyncConnection,
    currency: str,
    found: catalog.Product,
    variant_ids: Sequence[UUID],
) -> Mapping[UUID, Sequence[pricing.OfferedPrice]]:
    """What price lists ask of this buyer; a gift card costs everybody what it is worth."""
    if found.is_gift_card:
        return {}
    email = visit.known_email
    groups = await customers.groups_of_email(db, email) if email else frozenset[UUID]()
    return await pricing.offered_prices(db, variant_ids, currency, groups)


async def _opinions(visit: Visit, db: AsyncConnection, found: catalog.Product) -> Opinions | None:
    return await opinions(
        db,
        found,
        path=visit.path,
        sku=visit.query("sku", 100),
        sort=visit.query("reviews", 20),
        cursor=visit.query("after", 1000) or None,
    )


async def _promise(
    visit: Visit,
    db: AsyncConnection,
    currency: str,
    time_zone: str,
    found: catalog.Product,
    offer: product.Offer | None,
    bought: catalog.Variant | None,
    lying: inventory.Lying,
) -> tuple[product.Delivery | None, datetime | None]:
    """When the offer, bought alone, would be there, and until when that holds; no parcel brings a gift card."""
    if found.is_gift_card:
        return None, None
    country = visit.facts.country_of(currency)
    ways = await shipping.options(
        db,
        shipping.Parcel(
            country=country,
            currency=currency,
            items_minor=offer.price_minor or 0 if offer else 0,
            weight_g=bought.weight_g if bought else 0,
        ),
        language=visit.language,
    )
    now = clock.now()
    promised = await promise_arrival.of_units(
        db,
        {bought.id: 1} if bought else {},
        ways,
        country=country,
        now=now,
        lying={bought.id: lying[bought.id]} if bought and bought.id in lying else {},
    )
    said = arrivals(promised.deliveries, now=now, time_zone=time_zone)
    return product.delivery(ways, said), promised.order_before


async def _cards(
    visit: Visit, db: AsyncConnection, found: Sequence[shelf.Card]
) -> tuple[Card, ...]:
    pictures = await catalog.pictures_of(db, [one.product_id for one in found])
    return tuple(
        card_of(
            one,
            pictures[one.product_id],
            language=visit.language,
            country=visit.facts.home_country,
            url=visit.shop.blobs.public_url,
        )
        for one in found
    )
