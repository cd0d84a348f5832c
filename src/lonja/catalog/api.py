"""The catalog's door: what is for sale, and changes to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.catalog._categories.nesting import MAX_DEPTH
from lonja.catalog._categories.refusals import (
    CategoryChanged,
    CategoryMisplaced,
    CategoryNotEmpty,
    CategoryTaken,
    UnknownCategory,
)
from lonja.catalog._categories.trees import categories, categories_above
from lonja.catalog._categories.writing import (
    MAX_CATEGORIES,
    CategoryDraft,
    CategoryRow,
    add_category,
    category,
    category_at,
    change_category,
    count_in_tax_class,
    list_categories,
    order_categories,
    product_ids_in,
    put_category,
    remove_category,
    slugs_below,
)
from lonja.catalog._lists import (
    ProductRow,
    ProductSort,
    VariantRow,
    list_products,
    list_variants,
    product_names,
    product_rows,
    traits_of,
    variant_names,
)
from lonja.catalog._media import (
    UPLOAD_LIFE,
    DeleteBlobs,
    MakeRenditions,
    TooManyPictures,
    UnknownPicture,
    copy_pictures,
    describe_picture,
    give_up_picture,
    order_pictures,
    picture_failed,
    picture_ready,
    picture_uploaded,
    picture_work,
    remove_picture,
    remove_pictures,
    start_picture,
    unused_blobs,
    wait_for_picture_again,
    wake_pictures,
)
from lonja.catalog._product import (
    Category,
    Option,
    OptionValue,
    Picture,
    PictureWork,
    Product,
    Ratings,
    Rendition,
    Sellable,
    Traits,
    Variant,
    options_in,
)
from lonja.catalog._products.checking import gtin_is_right, tidy_tags
from lonja.catalog._products.combining import derived as derived_options
from lonja.catalog._products.differing import Changes
from lonja.catalog._products.drafts import (
    MAX_VARIANTS,
    ProductDraft,
    ProductFields,
    RowRefusal,
    VariantChange,
    VariantDraft,
    VariantsChange,
)
from lonja.catalog._products.files import (
    ProductPut,
    WrittenProduct,
    put_product,
    written_products,
)
from lonja.catalog._products.measuring import unit_minor, unit_of
from lonja.catalog._products.refusals import (
    AddressTaken,
    ProductChanged,
    RowsRefused,
    SkuTaken,
    TooManyVariants,
    UnknownProduct,
)
from lonja.catalog._products.relating import MAX_RELATED, related_of, set_related, set_together
from lonja.catalog._products.slugs import made_up_sku, problem_of_slug, slug_of
from lonja.catalog._products.variants import (
    VariantRecord,
    VariantsSaved,
    free_skus,
    save_variants,
    variants,
)
from lonja.catalog._products.writing import (
    add_product,
    changed,
    edit_product,
    free_slug,
    next_publication,
    product_fields,
    products_to_edit,
    publish_due,
    remove_product,
    touch_version,
    touch_versions,
)
from lonja.catalog._ratings import count_rating
from lonja.catalog._skus import (
    UnknownSku,
    gift_cards_among,
    products_of,
    skus,
    variants_by_sku,
    variants_by_written_sku,
)
from lonja.catalog._status import PictureFault, PictureStatus, ProductKind, ProductStatus
from lonja.catalog._store import Published, write_sold
from lonja.catalog._translations import store as translations
from lonja.catalog._types.defining import (
    Attribute,
    AttributeKind,
    Choice,
    ProductTypeChanged,
    ProductTypeInUse,
    ProductTypeTaken,
    TypeDraft,
    UnknownProductType,
)
from lonja.catalog._types.valuing import tokens as attribute_tokens
from lonja.catalog._types.writing import (
    ProductType,
    add_product_type,
    attributes_by_key,
    change_product_type,
    product_type,
    product_types,
    remove_product_type,
)
from lonja.kernel.at_once import at_once
from lonja.kernel.standing import parts_from_memory

__all__ = [
    "MAX_CATEGORIES",
    "MAX_DEPTH",
    "MAX_RELATED",
    "MAX_VARIANTS",
    "UPLOAD_LIFE",
    "AddressTaken",
    "Attribute",
    "AttributeKind",
    "Category",
    "CategoryChanged",
    "CategoryDraft",
    "CategoryMisplaced",
    "CategoryNotEmpty",
    "CategoryRow",
    "CategoryTaken",
    "Changes",
    "Choice",
    "DeleteBlobs",
    "MakeRenditions",
    "Option",
    "OptionValue",
    "Picture",
    "PictureFault",
    "PictureStatus",
    "PictureWork",
    "Product",
    "ProductChanged",
    "ProductDraft",
    "ProductFields",
    "ProductKind",
    "ProductPut",
    "ProductRow",
    "ProductSort",
    "ProductStatus",
    "ProductType",
    "ProductTypeChanged",
    "ProductTypeInUse",
    "ProductTypeTaken",
    "Published",
    "Ratings",
    "Rendition",
    "RowRefusal",
    "RowsRefused",
    "Sellable",
    "SkuTaken",
    "TooManyPictures",
    "TooManyVariants",
    "Traits",
    "TypeDraft",
    "UnknownCategory",
    "UnknownPicture",
    "UnknownProduct",
    "UnknownProductType",
    "UnknownSku",
    "Variant",
    "VariantChange",
    "VariantDraft",
    "VariantRecord",
    "VariantRow",
    "VariantsChange",
    "VariantsSaved",
    "WrittenProduct",
    "active_variants",
    "add_category",
    "add_product",
    "add_product_type",
    "attribute_tokens",
    "attributes_by_key",
    "categories",
    "categories_above",
    "category",
    "category_at",
    "change_category",
    "change_product_type",
    "changed",
    "copy_pictures",
    "count_in_tax_class",
    "count_published",
    "count_rating",
    "derived_options",
    "describe_picture",
    "edit_product",
    "free_skus",
    "free_slug",
    "gift_cards_among",
    "give_up_picture",
    "gtin_is_right",
    "list_categories",
    "list_products",
    "list_variants",
    "made_up_sku",
    "next_publication",
    "options_in",
    "order_categories",
    "order_pictures",
    "picture_failed",
    "picture_ready",
    "picture_uploaded",
    "picture_work",
    "pictures_of",
    "problem_of_slug",
    "product_by_id",
    "product_by_slug",
    "product_fields",
    "product_ids_after",
    "product_ids_in",
    "product_names",
    "product_rows",
    "product_type",
    "product_types",
    "products_by_ids",
    "products_of",
    "products_to_edit",
    "publish_due",
    "published",
    "put_category",
    "put_product",
    "related_of",
    "remove_category",
    "remove_picture",
    "remove_pictures",
    "remove_product",
    "remove_product_type",
    "save_variants",
    "sellables",
    "set_related",
    "set_together",
    "skus",
    "slug_of",
    "slugs_below",
    "start_picture",
    "tidy_tags",
    "touch_version",
    "touch_versions",
    "traits_of",
    "translations",
    "unit_minor",
    "unit_of",
    "unused_blobs",
    "variant_names",
    "variants",
    "variants_by_sku",
    "variants_by_written_sku",
    "wait_for_picture_again",
    "wake_pictures",
    "write_sold",
    "written_products",
]


async def sellables(
    db: AsyncConnection,
    variant_ids: Sequence[UUID],
    language: str,
    *,
    sku: str | None = None,
    default: str = "",
) -> dict[UUID, Sellable]:
    """Those of `variant_ids`, and the one with `sku`, that may be sold now; others are missing."""
    if not variant_ids and sku is None:
        return {}
    found = await _store.sellables(db, variant_ids, sku, language, default)
    return {
        thing.variant_id: replace(
            thing, options=options_in(thing.declared, thing.options, language), declared=()
        )
        for thing in found
    }


async def product_by_slug(
    db: AsyncConnection, slug: str, *, language: str = "", drafts_too: bool = False
) -> Product:
    """The one that stands, or once stood, here in any language; `Product.address` says where now."""
    row, variants, pictures = await at_once(
        db,
        _store.product_at(db, slug, language),
        _store.variants_at(db, slug, language),
        _store.media_at(db, slug, language),
    )
    if row is None or not (row.can_be_seen or drafts_too):
        raise UnknownProduct(f"there is no product {slug!r}", slug=slug)
    return replace(row, variants=variants, pictures=pictures)


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
) -> Mapping[UUID, Sequence[Picture]]:
    """The pictures of each product that are ready to be shown, in their order."""
    return await parts_from_memory(db, product_ids, _pictures_of)


async def _pictures_of(
    db: AsyncConnection, product_ids: Sequence[UUID]
) -> dict[UUID, list[Picture]]:
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


async def active_variants(db: AsyncConnection, product_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Variant → product, of those that are not archived."""
    found = await _store.variants_of(db, product_ids)
    return {variant.id: variant.product_id for variant in found if variant.active}


async def _with_parts(db: AsyncConnection, found: Sequence[Product]) -> list[Product]:
    ids = [product.id for product in found]
    every, shown = await at_once(db, _store.variants_of(db, ids), _store.media_of(db, ids))
    variants: dict[UUID, list[Variant]] = {product_id: [] for product_id in ids}
    for variant in every:
        variants[variant.product_id].append(variant)
    pictures: dict[UUID, list[Picture]] = {product_id: [] for product_id in ids}
    for picture in shown:
        pictures[picture.product_id].append(picture)
    return [
        replace(product, variants=variants[product.id], pictures=pictures[product.id])
        for product in found
    ]
