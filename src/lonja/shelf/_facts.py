"""What rules of collections ask of a product, from what the shelf has read of it. Pure."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.inventory import api as inventory
from lonja.pricing import api as pricing


def facts_of(
    product: catalog.Product,
    prices: Mapping[UUID, Sequence[pricing.Price]],
    levels: Mapping[UUID, inventory.Level],
    above: Mapping[UUID, Sequence[UUID]],
    country: str,
) -> collections.ProductFacts:
    """`above` is of each category what it stands in; `country` is the shop's.

    On sale is what a page may call so: a buyer who opens the sale's collection sees in each product
    what it was before.
    """
    active = [variant for variant in product.variants if variant.active]
    offers = [price for variant in active for price in prices.get(variant.id, ())]
    lowest: dict[str, int] = {}
    for offer in offers:
        now = lowest.get(offer.currency, offer.amount_minor)
        lowest[offer.currency] = min(now, offer.amount_minor)
    own = [product.category_id] if product.category_id else []
    options = {pair for variant in active for pair in variant.options.items()}
    return collections.ProductFacts(
        product_id=product.id,
        created_at=product.created_at,
        categories=frozenset([*own, *(one for at in own for one in above.get(at, ()))]),
        tags=frozenset(tag.casefold() for tag in product.tags),
        facets=frozenset(product.facets() | options),
        prices=lowest,
        is_on_sale=any(reduction_of(one, country) for one in offers),
        is_in_stock=any(
            levels[one.id].availability != "sold_out" for one in active if one.id in levels
        ),
        sold_units=product.sold_units,
        is_active=product.status == catalog.ProductStatus.ACTIVE,
    )


def reduction_of(price: pricing.Price, country: str) -> pricing.Reduction | None:
    """What a shop in `country` may say of this price."""
    return pricing.announced(
        price.amount_minor,
        compare_at_minor=price.compare_at_minor,
        lowest_minor=price.lowest_minor,
        country=country,
    )
