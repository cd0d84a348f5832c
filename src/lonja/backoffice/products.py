"""Products: the list, one of them, and prices one by one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from psycopg import AsyncConnection
from pydantic import Field

from lonja.actions.preview_product import LIFE, preview_url
from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.product_views import Product, product_view
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.catalog.api import ProductStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    Facts,
    In,
    ListOut,
    ListReading,
    MoneyOut,
    Out,
    PageLimit,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel.paging import BY_NAME, BY_TIME
from lonja.pricing import api as pricing
from lonja.pricing.api import MAX_PRICE_MINOR
from lonja.shelf import api as shelf

router = APIRouter(tags=["products"])

Minor = Annotated[int, Field(ge=0, le=MAX_PRICE_MINOR)]


class ProductRow(Out):
    """`without_price`: how many of its variants cannot be sold, as nobody set what they cost."""

    id: UUID
    slug: str
    status: ProductStatus
    name: str
    category: str | None
    variants: int
    without_price: int
    picture_url: str | None
    updated_at: datetime


class Proposed(Out):
    slug: str


class ProductPreview(Out):
    """By language: where the product is shown as it is stored now, to whoever has the link."""

    urls: dict[str, str]
    expires_at: datetime


class PriceAsked(In):
    amount_minor: Minor
    compare_at_minor: Minor | None = None
    confirm: Annotated[
        list[Literal["price_is_zero", "price_moves_far"]],
        Field(max_length=2, description="What a person said yes to: the codes of the problems."),
    ] = Field(default_factory=list)


class PriceChange(Out):
    """Without a price it was taken off sale in that currency."""

    currency: str
    price: MoneyOut | None
    compare_at: MoneyOut | None
    at: datetime
    actor: str


@router.get("/products", operation_id="listProducts")
async def list_products(
    language: Language,
    db: ListReading,
    shop: TheShop,
    q: Search = "",
    status: ProductStatus | None = None,
    category: Annotated[str | None, Query(max_length=120), Storable] = None,
    stock: shelf.Availability | None = None,
    sort: catalog.ProductSort = "name",
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[ProductRow]:
    """By slug, or as `sort` says; `q`: words in any order, of a name, a slug or a SKU; typing errors are forgiven.

    `stock` is the best of a product's variants.
    """
    by_time = sort in {"updated", "-updated"}
    find = partial(
        shelf.desk_products,
        db,
        status=status,
        category=category,
        availability=stock,
        sort=sort,
        after=BY_TIME.after(cursor) if by_time else BY_NAME.after(cursor),
        limit=limit + 1,
    )
    found = await find(query=q.strip())
    if not found and (meant := await shelf.correction(db, q, language)):
        found = await find(query=meant)
    page = (
        BY_TIME.page(found, limit, lambda row: (row.updated_at, row.product_id))
        if by_time
        else BY_NAME.page(found, limit, lambda row: (row.slug, row.product_id))
    )
    listed = await catalog.product_rows(
        db, [row.product_id for row in page.items], language=language
    )
    unpriced = await _without_price(db, [row.id for row in listed])
    return ListOut(
        items=[
            ProductRow(
                id=row.id,
                slug=row.slug,
                status=row.status,
                name=row.name,
                category=row.category,
                variants=row.variants,
                without_price=unpriced.get(row.id, 0),
                picture_url=shop.blobs.public_url(row.picture) if row.picture else None,
                updated_at=row.updated_at,
            )
            for row in listed
        ],
        next_cursor=page.next_cursor,
    )


async def _without_price(db: AsyncConnection, product_ids: Sequence[UUID]) -> Counter[UUID]:
    """Product → its active variants that have no price in any currency."""
    products = await catalog.variants_to_price(db, product_ids)
    priced = {price.variant_id for price in await pricing.all_prices(db, list(products))}
    return Counter(product for variant, product in products.items() if variant not in priced)


@router.get("/products/address", operation_id="proposeAddress")
async def propose_address(
    db: Reading, title: Annotated[str, Query(min_length=1, max_length=200), Storable]
) -> Proposed:
    """An address that a title suggests and that is free; empty where the title has no letter."""
    return Proposed(slug=await catalog.free_slug(db, title))


@router.get("/products/{product_id}", operation_id="getProduct")
async def get_product(product_id: UUID, facts: Facts, db: Reading, shop: TheShop) -> Product:
    return await product_view(
        db,
        product_id,
        languages=facts.languages,
        shop_url=shop.settings.public_url,
        public_url=shop.blobs.public_url,
    )


@router.get("/products/{product_id}/preview", operation_id="previewProduct")
async def preview_product(
    product_id: UUID, shop: TheShop, facts: Facts, now: Now
) -> ProductPreview:
    """Links for a day to the product's page as it is stored, whatever its status."""
    async with shop.database.reading() as db:
        await catalog.product_by_id(db, product_id)
    until = (now + LIFE).replace(microsecond=0)
    urls = {
        language: preview_url(shop.settings, product_id, language, until=until)
        for language in facts.languages
    }
    return ProductPreview(urls=urls, expires_at=until)


@router.put("/variants/{variant_id}/prices/{currency}", status_code=204, operation_id="setPrice")
async def set_price(
    variant_id: UUID,
    currency: Annotated[str, Path(pattern="^[A-Z]{3}$")],
    asked: PriceAsked,
    db: Db,
    me: Me,
    now: Now,
) -> None:
    """The storefront shows it at once in the process that hears of it, within 1 s in every other.

    409 `price_is_zero` or `price_moves_far` (more than half): ask, and send its code in `confirm`.
    """
    await pricing.confirm_price(
        db,
        variant_id=variant_id,
        currency=currency,
        amount_minor=asked.amount_minor,
        confirmed=asked.confirm,
    )
    await pricing.set_price(
        db,
        variant_id=variant_id,
        currency=currency,
        amount_minor=asked.amount_minor,
        compare_at_minor=asked.compare_at_minor,
        actor=me.email,
        now=now,
    )


@router.get("/variants/{variant_id}/prices/changes", operation_id="listPriceChanges")
async def list_price_changes(variant_id: UUID, db: Reading) -> ListOut[PriceChange]:
    found = await pricing.price_history(db, variant_id)
    return ListOut(
        items=[
            PriceChange(
                currency=change.currency,
                price=_money(change.amount_minor, change.currency),
                compare_at=_money(change.compare_at_minor, change.currency),
                at=change.at,
                actor=change.actor,
            )
            for change in found
        ],
        next_cursor=None,
    )


def _money(minor: int | None, currency: str) -> MoneyOut | None:
    return None if minor is None else MoneyOut.of(minor, currency)
