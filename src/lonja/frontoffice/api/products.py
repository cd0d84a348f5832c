"""What is for sale."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.catalog.api import ProductKind
from lonja.collections import api as collections
from lonja.frontoffice.api.offers import OwnAmountOut, PromiseOut
from lonja.frontoffice.api.pictures import PictureOut
from lonja.frontoffice.views.cards import reduction_of
from lonja.frontoffice.views.pictures import shown
from lonja.hosting.deps import (
    Cursor,
    Facts,
    ListOut,
    MoneyOut,
    Out,
    PageLimit,
    PathText,
    QueryText,
    Reading,
    TheShop,
)
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.at_once import at_once
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import Language, text_in
from lonja.pricing import api as pricing
from lonja.shelf import api as shelf
from lonja.shop.api import Shop as ShopFacts

router = APIRouter(prefix="/products", tags=["products"])
suggesting = APIRouter(prefix="/suggestions", tags=["products"])

AskedLanguage = Annotated[Language | None, Query(description="The shop's first where empty.")]
AskedCurrency = Annotated[
    str | None, Query(pattern="^[A-Z]{3}$", description="The shop's first where empty.")
]
RESERVED = {
    *("q", "category", "collection", "sort", "cursor", "limit", "language", "currency"),
    *("price_from_minor", "price_to_minor"),
}
PriceMinor = Annotated[int, Query(ge=0, le=10**12)]
MAX_FACETS = 20
SUGGESTED_PRODUCTS = 6
SUGGESTED_CATEGORIES = 3


class RatingOut(Out):
    """The mean of so many reviews, from 1 to 5."""

    average: float
    count: int


class ProductRatingOut(RatingOut):
    """`stars` says how many gave one, two, … five."""

    stars: list[int]


class CardOut(Out):
    """`lowest_30_days` is that of the days before the reduction, where the law asks for it; `unit_price`
    is of a whole `unit` of what is sold by measure.

    `compare_at` belongs to `price_from`; `most_off_percent` is of the variant that is reduced most.
    """

    slug: str
    name: str
    price_from: MoneyOut
    price_to: MoneyOut
    compare_at: MoneyOut | None
    lowest_30_days: MoneyOut | None
    most_off_percent: int | None
    unit_price: MoneyOut | None
    unit: str
    availability: inventory.Availability
    picture: str | None
    rating: RatingOut | None


class CategoryOut(Out):
    slug: str
    name: str


class SuggestionsOut(Out):
    categories: list[CategoryOut]
    products: list[CardOut]


class FacetOut(Out):
    key: str
    value: str
    products: int


class ProductsOut(ListOut[CardOut]):
    """`total` is of all pages; a facet's `products` is what choosing it would leave."""

    total: int
    facets: list[FacetOut]
    corrected: str | None


class TierOut(Out):
    """From so many pieces on, each costs this."""

    from_quantity: int
    price: MoneyOut


class VariantOut(Out):
    """`attributes` are its own, and its product's where it has none of its own. `promise` is of units
    that are not there and sold all the same; null where none are.
    """

    sku: str
    options: dict[str, str]
    attributes: dict[str, str]
    price: MoneyOut | None
    compare_at: MoneyOut | None
    lowest_30_days: MoneyOut | None
    unit_price: MoneyOut | None
    unit: str
    tiers: list[TierOut]
    own_amount: OwnAmountOut | None
    available: bool
    availability: inventory.Availability
    promise: PromiseOut | None


class ProductOut(Out):
    slug: str
    kind: ProductKind
    name: str
    description: str
    category: str | None
    attributes: dict[str, str]
    rating: ProductRatingOut | None
    pictures: list[PictureOut]
    variants: list[VariantOut]


@router.get("", operation_id="listProducts")
async def list_products(
    request: Request,
    facts: Facts,
    db: Reading,
    q: QueryText = "",
    category: QueryText = "",
    collection: QueryText = "",
    sort: Annotated[str, Query(max_length=20)] = "featured",
    cursor: Cursor = None,
    limit: PageLimit = 24,
    price_from_minor: PriceMinor = 0,
    price_to_minor: PriceMinor = 10**12,
    language: AskedLanguage = None,
    currency: AskedCurrency = None,
) -> ProductsOut:
    """A page of products. A `category` holds what is below it, a `collection` has an order of its own.
    Any other parameter is a facet:
    `?size=20x20&size=30x30&finish=matt`.
    """
    spoken, currency = spoken_in(facts, language), sold_in(facts, currency)
    categories = await catalog.slugs_below(db, category) if category else None
    within, ranked, sort = await _within(db, collection, sort)
    price = (price_from_minor, price_to_minor)
    chosen = chosen_facets(request)
    corrected = None
    asked: dict[str, Any] = {
        "language": spoken,
        "currency": currency,
        "categories": categories,
        "collection": within,
        "facets": chosen,
        "price": price,
        "sort": sort,
        "cursor": cursor,
        "limit": limit,
    }
    if q.strip():
        found = await shelf.search(db, query=q, **asked)
        page, corrected = found.page, found.corrected
    else:
        page = await shelf.list_cards(db, ranked=ranked, **asked)
    listed: dict[str, Any] = {
        "language": spoken,
        "currency": currency,
        "categories": categories,
        "collection": within,
        "query": (corrected or q).strip() or None,
    }
    facets = await shelf.facets(db, chosen=chosen, price=price, **listed)
    total = await shelf.count(db, facets=chosen, price=price, **listed)
    return ProductsOut(
        items=[card_out(card, currency, facts.home_country) for card in page.items],
        next_cursor=page.next_cursor,
        total=total,
        facets=[FacetOut(key=f.key, value=f.value, products=f.products) for f in facets],
        corrected=corrected,
    )


async def _within(db: AsyncConnection, slug: str, sort: str) -> tuple[UUID | None, list[UUID], str]:
    """The collection, its products where staff put them in order, and how it is sorted."""
    if not slug:
        return None, [], sort
    found = await collections.collection_at(db, slug, now=clock.now())
    if sort != "featured":
        return found.id, [], sort
    if found.sort != collections.BY_HAND:
        return found.id, [], found.sort
    return found.id, await collections.products_of(db, found.id), sort


@suggesting.get("", operation_id="suggest")
async def suggest(
    facts: Facts,
    db: Reading,
    q: QueryText = "",
    language: AskedLanguage = None,
    currency: AskedCurrency = None,
) -> SuggestionsOut:
    """A few categories and products for what somebody has typed so far."""
    spoken, currency = spoken_in(facts, language), sold_in(facts, currency)
    found = await shelf.suggest(
        db, language=spoken, currency=currency, typed=q, limit=SUGGESTED_PRODUCTS
    )
    known = [c for c in await catalog.categories(db) if c.products]
    named = [c for c in known if shelf.begins(c.text(spoken, "name", default=facts.language), q)]
    return SuggestionsOut(
        categories=[
            CategoryOut(slug=c.slug, name=c.text(spoken, "name", default=facts.language))
            for c in named[:SUGGESTED_CATEGORIES]
        ],
        products=[card_out(card, currency, facts.home_country) for card in found],
    )


@router.get("/{slug}", operation_id="getProduct")
async def get_product(
    slug: PathText,
    facts: Facts,
    db: Reading,
    shop: TheShop,
    language: AskedLanguage = None,
    currency: AskedCurrency = None,
) -> ProductOut:
    spoken, currency = spoken_in(facts, language), sold_in(facts, currency)
    product = await catalog.product_by_slug(db, slug, language=spoken)
    active = [variant for variant in product.variants if variant.active]
    ids = [variant.id for variant in active]
    prices, levels, listed = await at_once(
        db,
        pricing.prices(db, ids, currency, now=clock.now()),
        inventory.levels(db, ids),
        pricing.offered_prices(db, ids, currency, ()),
    )
    variants = []
    for variant in active:
        price, level = prices.get(variant.id), levels.get(variant.id)
        word = level.availability if level and price else "sold_out"
        reduction = None
        if price is not None:
            reduction = pricing.announced(
                price.amount_minor,
                compare_at_minor=price.compare_at_minor,
                lowest_minor=price.lowest_minor,
                country=facts.home_country,
            )
        variants.append(
            VariantOut(
                sku=variant.sku,
                options=dict(variant.options),
                attributes=dict(product.attributes_of(variant)),
                price=MoneyOut.of(price.amount_minor, currency) if price else None,
                **_reduced(reduction, currency),
                unit_price=_money(
                    catalog.unit_minor(price.amount_minor, variant) if price else None, currency
                ),
                unit=catalog.unit_of(variant) if variant.measure_amount else "",
                tiers=[
                    TierOut(
                        from_quantity=one.from_quantity,
                        price=MoneyOut.of(one.amount_minor, currency),
                    )
                    for one in pricing.tiers(
                        price.amount_minor if price else 0, listed.get(variant.id, ())
                    )
                ],
                own_amount=OwnAmountOut.of(variant, price),
                available=word != "sold_out",
                availability=word,
                promise=PromiseOut.of(levels.get(variant.id)),
            )
        )
    return ProductOut(
        slug=product.address(spoken),
        kind=product.kind,
        name=product.text(spoken, "name"),
        description=product.text(spoken, "description"),
        category=product.category_slug,
        attributes=dict(product.attributes),
        rating=_rating(product.ratings),
        pictures=_pictures(product, spoken, shop.blobs.public_url),
        variants=variants,
    )


def _pictures(
    product: catalog.Product, language: str, url: Callable[[str], str]
) -> list[PictureOut]:
    """Those that are ready to be shown, in their order."""
    ready = (one for one in product.pictures if one.status == catalog.PictureStatus.READY)
    return [_picture(one, language, url) for one in ready]


def _picture(found: catalog.Picture, language: str, url: Callable[[str], str]) -> PictureOut:
    seen = replace(shown(found, "", language, url), alt=text_in(found.alt, language))
    return PictureOut.of(found.blob, seen)


def spoken_in(facts: ShopFacts, language: str | None) -> str:
    """The language asked for, where this shop has it; its first where none is."""
    if language is not None and language not in facts.languages:
        raise Invalid(f"this shop speaks {', '.join(facts.languages)}", field="language")
    return language or facts.language


def sold_in(facts: ShopFacts, currency: str | None) -> str:
    """The currency asked for, where this shop sells in it; its first where none is."""
    if currency is not None and currency not in facts.currency_codes:
        raise Invalid(f"this shop sells in {', '.join(facts.currency_codes)}", field="currency")
    return currency or facts.currency


def chosen_facets(request: Request) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        if key not in RESERVED and value:
            chosen.setdefault(key[:60], []).append(value[:120])
    if sum(len(values) for values in chosen.values()) > MAX_FACETS:
        raise Invalid(f"at most {MAX_FACETS} facets at once")
    return chosen


def _money(minor: int | None, currency: str) -> MoneyOut | None:
    return None if minor is None else MoneyOut.of(minor, currency)


def _reduced(reduction: pricing.Reduction | None, currency: str) -> dict[str, MoneyOut | None]:
    was = MoneyOut.of(reduction.was_minor, currency) if reduction else None
    is_lowest = reduction is not None and reduction.is_lowest
    return {"compare_at": was, "lowest_30_days": was if is_lowest else None}


def card_out(card: shelf.Card, currency: str, country: str) -> CardOut:
    return CardOut.model_validate(
        {
            "slug": card.slug,
            "name": card.name,
            "price_from": MoneyOut.of(card.from_minor, currency),
            "price_to": MoneyOut.of(card.to_minor, currency),
            **_reduced(reduction_of(card, country), currency),
            "most_off_percent": card.most_off_percent,
            "unit_price": _money(card.unit_minor, currency),
            "unit": card.unit,
            "availability": card.availability,
            "picture": card.picture,
            "rating": RatingOut(average=card.rating_tenths / 10, count=card.review_count)
            if card.review_count
            else None,
        }
    )


def _rating(ratings: catalog.Ratings) -> ProductRatingOut | None:
    if not ratings.count:
        return None
    return ProductRatingOut(
        average=ratings.tenths / 10, count=ratings.count, stars=list(ratings.counts)
    )
