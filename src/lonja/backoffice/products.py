"""Products: texts, status and prices."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field

from lonja.backoffice.deps import Language, Now, Search
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.catalog.api import PictureStatus, ProductStatus
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    ListReading,
    MoneyOut,
    Out,
    PageLimit,
    Prose,
    Reading,
    Storable,
    TheShop,
)
from lonja.inventory import api as inventory
from lonja.kernel import audit
from lonja.kernel.languages import Language as TextLanguage
from lonja.kernel.paging import BY_NAME, BY_TIME
from lonja.pricing import api as pricing
from lonja.pricing.api import MAX_PRICE_MINOR
from lonja.shelf import api as shelf

router = APIRouter(tags=["products"])

Minor = Annotated[int, Field(ge=0, le=MAX_PRICE_MINOR)]


class ProductRow(Out):
    id: UUID
    slug: str
    status: ProductStatus
    name: str
    category: str | None
    variants: int
    picture_url: str | None
    updated_at: datetime


class ProductText(Out):
    name: str
    description: str


class VariantPrice(Out):
    price: MoneyOut
    compare_at: MoneyOut | None


class ProductVariant(Out):
    id: UUID
    sku: str
    options: dict[str, str]
    active: bool
    prices: list[VariantPrice]
    on_hand: int
    held: int
    free: int
    availability: Literal["in_stock", "low", "sold_out"]


class ProductPicture(Out):
    id: UUID
    url: str | None
    width: int
    height: int
    status: PictureStatus
    error: str | None
    renditions: int


class Product(Out):
    id: UUID
    slug: str
    status: ProductStatus
    version: int
    category: str | None
    texts: dict[str, ProductText]
    attributes: dict[str, str]
    variants: list[ProductVariant]
    pictures: list[ProductPicture]
    storefront_url: str


class TextAsked(In):
    name: Line
    description: Prose


class ProductEdit(In):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    status: ProductStatus | None = None
    texts: dict[TextLanguage, TextAsked] | None = None


class PriceAsked(In):
    amount_minor: Minor
    compare_at_minor: Minor | None = None
    confirm: Annotated[
        list[Literal["price_is_zero", "price_moves_far"]],
        Field(max_length=2, description="What a person said yes to: the codes of the problems."),
    ] = Field(default_factory=list)


class PriceChange(Out):
    price: MoneyOut
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
    sort: catalog.ProductSort = "name",
    cursor: Cursor = None,
    limit: PageLimit = 50,
) -> ListOut[ProductRow]:
    """By slug, or as `sort` says; `q`: words in any order, of a name, a slug or a SKU; typing errors are forgiven."""
    by_time = sort in {"updated", "-updated"}
    find = partial(
        catalog.list_products,
        db,
        status=status,
        category=category,
        sort=sort,
        after=BY_TIME.after(cursor) if by_time else BY_NAME.after(cursor),
        limit=limit + 1,
        language=language,
    )
    found = await find(query=q.strip())
    if not found and (meant := await shelf.correction(db, q, language)):
        found = await find(query=meant)
    page = (
        BY_TIME.page(found, limit, lambda row: (row.updated_at, row.id))
        if by_time
        else BY_NAME.page(found, limit, lambda row: (row.slug, row.id))
    )
    return ListOut(
        items=[
            ProductRow(
                id=row.id,
                slug=row.slug,
                status=row.status,
                name=row.name,
                category=row.category,
                variants=row.variants,
                picture_url=shop.blobs.public_url(row.picture) if row.picture else None,
                updated_at=row.updated_at,
            )
            for row in page.items
        ],
        next_cursor=page.next_cursor,
    )


@router.get("/products/{product_id}", operation_id="getProduct")
async def get_product(product_id: UUID, db: Reading, shop: TheShop) -> Product:
    product = await catalog.product_by_id(db, product_id)
    ids = [variant.id for variant in product.variants]
    prices: dict[UUID, list[pricing.Price]] = {}
    for price in await pricing.all_prices(db, ids):
        prices.setdefault(price.variant_id, []).append(price)
    stock = await inventory.stock_of(db, ids)
    return Product(
        id=product.id,
        slug=product.slug,
        status=product.status,
        version=product.version,
        category=product.category_slug,
        texts={
            language: ProductText(
                name=text.get("name", ""), description=text.get("description", "")
            )
            for language, text in product.texts.items()
        },
        attributes=dict(product.attributes),
        variants=[
            _variant(variant, prices.get(variant.id, []), stock.get(variant.id))
            for variant in product.variants
        ],
        pictures=[_picture(picture, shop.blobs.public_url) for picture in product.pictures],
        storefront_url=f"{shop.settings.public_url}/es/p/{quote(product.slug)}",
    )


def _variant(
    variant: catalog.Variant, prices: list[pricing.Price], stock: inventory.Stock | None
) -> ProductVariant:
    return ProductVariant(
        id=variant.id,
        sku=variant.sku,
        options=dict(variant.options),
        active=variant.active,
        prices=[
            VariantPrice(
                price=MoneyOut.of(price.amount_minor, price.currency),
                compare_at=None
                if price.compare_at_minor is None
                else MoneyOut.of(price.compare_at_minor, price.currency),
            )
            for price in sorted(prices, key=lambda price: price.currency)
        ],
        on_hand=stock.on_hand if stock else 0,
        held=stock.held if stock else 0,
        free=stock.free if stock else 0,
        availability=stock.availability if stock else "sold_out",
    )


def _picture(picture: catalog.Picture, public_url: Callable[[str], str]) -> ProductPicture:
    return ProductPicture(
        id=picture.id,
        url=public_url(picture.blob) if picture.status == PictureStatus.READY else None,
        width=picture.width,
        height=picture.height,
        status=picture.status,
        error=picture.error,
        renditions=len(picture.renditions),
    )


@router.patch("/products/{product_id}", status_code=204, operation_id="editProduct")
async def edit_product(product_id: UUID, asked: ProductEdit, db: Db, me: Me, now: Now) -> None:
    """Change texts or status; 409 when somebody else did since `version` was read."""
    texts: Mapping[str, Mapping[str, str]] | None = None
    if asked.texts is not None:
        texts = {
            language: {"name": text.name, "description": text.description}
            for language, text in asked.texts.items()
        }
    await catalog.edit_product(
        db,
        product_id=product_id,
        version=asked.version,
        status=asked.status,
        texts=texts,
        now=now,
    )
    await audit.record(
        db,
        at=now,
        actor=me.email,
        action="product_edited",
        subject=f"product:{product_id}",
        status=asked.status,
        languages=sorted(texts or {}),
    )


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
                price=MoneyOut.of(change.amount_minor, change.currency),
                at=change.at,
                actor=change.actor,
            )
            for change in found
        ],
        next_cursor=None,
    )
