"""The catalog's door: what is for sale, and changes to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.catalog._categories import (
    MAX_CATEGORIES,
    CategoryChanged,
    CategoryDraft,
    CategoryNotEmpty,
    CategoryRow,
    CategoryTaken,
    UnknownCategory,
    add_category,
    categories,
    category,
    change_category,
    count_in_tax_class,
    list_categories,
    order_categories,
    put_category,
    remove_category,
)
from lonja.catalog._drafts import ProductDraft, ProductPut, SkuTaken, VariantDraft, put_product
from lonja.catalog._media import (
    UPLOAD_LIFE,
    DeleteBlobs,
    MakeRenditions,
    TooManyPictures,
    UnknownPicture,
    give_up_picture,
    picture_failed,
    picture_ready,
    picture_uploaded,
    picture_work,
    remove_picture,
    start_picture,
    unused_blobs,
    wait_for_picture_again,
    wake_pictures,
)
from lonja.catalog._product import (
    Category,
    Picture,
    PictureWork,
    Product,
    Ratings,
    Rendition,
    Sellable,
    Variant,
)
from lonja.catalog._ratings import count_rating
from lonja.catalog._status import PictureStatus, ProductStatus
from lonja.catalog._store import Published
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import field_in
from lonja.kernel.transaction import Change, announce, touch_products

__all__ = [
    "MAX_CATEGORIES",
    "UPLOAD_LIFE",
    "Category",
    "CategoryChanged",
    "CategoryDraft",
    "CategoryNotEmpty",
    "CategoryRow",
    "CategoryTaken",
    "DeleteBlobs",
    "MakeRenditions",
    "Picture",
    "PictureStatus",
    "PictureWork",
    "Product",
    "ProductDraft",
    "ProductPut",
    "ProductRow",
    "ProductSort",
    "ProductStatus",
    "Published",
    "Ratings",
    "Rendition",
    "Sellable",
    "SkuTaken",
    "TooManyPictures",
    "UnknownCategory",
    "UnknownPicture",
    "UnknownProduct",
    "UnknownSku",
    "Variant",
    "VariantDraft",
    "VariantRow",
    "add_category",
    "categories",
    "category",
    "change_category",
    "changed",
    "count_in_tax_class",
    "count_published",
    "count_rating",
    "edit_product",
    "give_up_picture",
    "list_categories",
    "list_products",
    "list_variants",
    "order_categories",
    "picture_failed",
    "picture_ready",
    "picture_uploaded",
    "picture_work",
    "pictures_of",
    "product_by_id",
    "product_by_slug",
    "product_ids_after",
    "products_by_ids",
    "products_of",
    "published",
    "put_category",
    "put_product",
    "remove_category",
    "remove_picture",
    "sellables",
    "skus",
    "start_picture",
    "unused_blobs",
    "variant_names",
    "variants_by_sku",
    "variants_by_written_sku",
    "wait_for_picture_again",
    "wake_pictures",
]


type ProductSort = Literal["name", "-name", "updated", "-updated"]
"""`name` is the slug, which begins as the name does; a dash turns it round."""


class UnknownSku(NotFound):
    code: ClassVar[str] = "unknown_sku"


class UnknownProduct(NotFound):
    code: ClassVar[str] = "unknown_product"


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A row of the back office's list."""

    id: UUID
    slug: str
    status: ProductStatus
    version: int
    name: str
    category: str | None
    variants: int
    picture: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant as the stock list names it."""

    id: UUID
    product_id: UUID
    sku: str
    name: str
    options: Mapping[str, str]


async def sellables(
    db: AsyncConnection, variant_ids: Sequence[UUID], language: str, *, sku: str | None = None
) -> dict[UUID, Sellable]:
    """Those of `variant_ids`, and the one with `sku`, that may be sold now; others are missing."""
    if not variant_ids and sku is None:
        return {}
    found = await _store.sellables(db, variant_ids, sku, language)
    return {thing.variant_id: thing for thing in found}


async def product_by_slug(db: AsyncConnection, slug: str, *, drafts_too: bool = False) -> Product:
    row = await _store.product_by_slug(db, slug)
    if row is None or (row.status != ProductStatus.ACTIVE and not drafts_too):
        raise UnknownProduct(f"there is no product {slug!r}", slug=slug)
    return (await _with_parts(db, [row]))[0]


async def product_by_id(db: AsyncConnection, product_id: UUID) -> Product:
    row = await _store.product_by_id(db, product_id)
    if row is None:
        raise UnknownProduct("there is no such product")
    return (await _with_parts(db, [row]))[0]


async def products_by_ids(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Product]:
    """In no particular order; unknown ids are missing."""
    return await _with_parts(db, await _store.products(db, product_ids))


async def pictures_of(
    db: AsyncConnection, product_ids: Sequence[UUID]
) -> dict[UUID, list[Picture]]:
    """The pictures of each product that are ready to be shown, in their order."""
    found: dict[UUID, list[Picture]] = {product_id: [] for product_id in product_ids}
    for row in await _store.media_of(db, product_ids):
        if row.status == PictureStatus.READY:
            found[row.product_id].append(row)
    return found


async def published(db: AsyncConnection, *, skipped: int, limit: int) -> list[Published]:
    """Addresses of what is on sale, oldest first, and when each was last changed."""
    return await _store.published(db, skipped=skipped, limit=limit)


async def count_published(db: AsyncConnection) -> int:
    return await _store.count_published(db)


async def product_ids_after(
    db: AsyncConnection, after: UUID | None, *, limit: int = 500
) -> list[UUID]:
    """All products in id order, a batch at a time: rebuilding a projection walks them."""
    return await _store.product_ids_after(db, after, limit)


async def list_products(
    db: AsyncConnection,
    *,
    query: str,
    status: ProductStatus | None = None,
    category: str | None = None,
    sort: ProductSort = "name",
    after: tuple[str | datetime, UUID] | None,
    limit: int,
    language: str,
) -> list[ProductRow]:
    """By slug, or by when they were changed; `query`: words in any order, each a part of a text, slug or SKU, without accents."""
    return [
        ProductRow(
            id=row.id,
            slug=row.slug,
            status=row.status,
            version=row.version,
            name=_named(row.texts, language, row.slug),
            category=row.category_slug and _named(row.category_texts, language, row.category_slug),
            variants=row.variants,
            picture=row.picture,
            updated_at=row.updated_at,
        )
        for row in await _store.list_products(
            db,
            query=query,
            status=status,
            category=category,
            sort=sort,
            after=after,
            limit=limit,
        )
    ]


def _named(texts: Mapping[str, Mapping[str, str]], language: str, slug: str) -> str:
    return field_in(texts, language, "name", otherwise=slug)


async def list_variants(
    db: AsyncConnection,
    *,
    query: str,
    backwards: bool = False,
    after: str | None,
    limit: int,
    language: str,
) -> list[VariantRow]:
    """By SKU, from its end where `backwards`; `query` is part of a SKU or of a product's name."""
    found = await _store.list_variants(
        db, query=query, backwards=backwards, after=after, limit=limit
    )
    return [_variant_row(row, language) for row in found]


async def variant_names(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, language: str
) -> dict[UUID, VariantRow]:
    found = await _store.variant_names(db, variant_ids)
    return {row.id: _variant_row(row, language) for row in found}


async def edit_product(
    db: AsyncConnection,
    *,
    product_id: UUID,
    version: int,
    status: ProductStatus | None = None,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    now: datetime,
) -> None:
    """Change status or texts; refused if the product has changed since `version`."""
    product = await product_by_id(db, product_id)
    if texts is not None and not all(text.get("name", "").strip() for text in texts.values()):
        raise Invalid("a product needs a name in each language it has texts in", field="texts")
    merged = None if texts is None else {**product.texts, **texts}
    if not await _store.update_product(
        db, product_id=product_id, version=version, status=status, texts=merged, now=now
    ):
        raise Conflict("somebody changed this product meanwhile; load it again")
    changed(db, product_id, product.slug)


def changed(db: AsyncConnection, product_id: UUID, slug: str) -> None:
    """Say that a product's page and its place in lists are out of date."""
    touch_products(db, [product_id])
    announce(db, Change("product", slug))


async def products_of(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Variant → product."""
    found = await _store.variants(db, variant_ids=variant_ids)
    return {variant.id: variant.product_id for variant in found}


async def variants_by_sku(db: AsyncConnection, skus: Sequence[str]) -> dict[str, UUID]:
    """SKU → variant, active or not; unknown SKUs are missing."""
    return {variant.sku: variant.id for variant in await _store.variants(db, skus=skus)}


async def variants_by_written_sku(db: AsyncConnection, skus: Sequence[str]) -> dict[str, UUID]:
    """The SKU as written → variant: ignoring case, if only one variant can be meant."""
    found = await variants_by_sku(db, skus)
    missing = [sku for sku in skus if sku not in found]
    if not missing:
        return found
    alike: dict[str, list[UUID]] = {}
    for variant in await _store.variants_by_lower_sku(db, [sku.lower() for sku in missing]):
        alike.setdefault(variant.sku.lower(), []).append(variant.id)
    for sku in missing:
        match alike.get(sku.lower()):
            case [only]:
                found[sku] = only
    return found


async def skus(db: AsyncConnection, variant_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Variant → SKU, whether it is for sale or not."""
    found = await _store.variants(db, variant_ids=variant_ids)
    return {variant.id: variant.sku for variant in found}


def _variant_row(row: _store.ListedVariant, language: str) -> VariantRow:
    name = field_in(row.texts, language, "name", otherwise=row.sku)
    return VariantRow(row.id, row.product_id, row.sku, name, row.options)


async def _with_parts(db: AsyncConnection, found: Sequence[Product]) -> list[Product]:
    ids = [product.id for product in found]
    variants: dict[UUID, list[Variant]] = {product_id: [] for product_id in ids}
    for variant in await _store.variants_of(db, ids):
        variants[variant.product_id].append(variant)
    pictures: dict[UUID, list[Picture]] = {product_id: [] for product_id in ids}
    for picture in await _store.media_of(db, ids):
        pictures[picture.product_id].append(picture)
    return [
        replace(product, variants=variants[product.id], pictures=pictures[product.id])
        for product in found
    ]
