"""Products as they are read: whole, with their variants and pictures, or what may be sold of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.catalog._product import (
    AtAddress,
    Picture,
    Product,
    Published,
    Sellable,
    Variant,
    options_in,
)
from lonja.catalog._products.refusals import UnknownProduct
from lonja.catalog._products.relations import MAX_RELATED
from lonja.catalog._status import PictureStatus
from lonja.kernel.at_once import at_once
from lonja.kernel.standing import parts_from_memory


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
) -> AtAddress:
    """The one that stands, or once stood, here in any language; `Product.address` says where now."""
    found = await _store.product_at(db, slug, language, most_related=2 * MAX_RELATED)
    if found is None or not (found.can_be_seen or drafts_too):
        raise UnknownProduct(f"there is no product {slug!r}", slug=slug)
    return found


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


async def variants_to_price(db: AsyncConnection, product_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The same, but for gift cards whose buyer says what they are worth."""
    found = await _store.variants_of(db, product_ids)
    return {one.id: one.product_id for one in found if one.active and not one.own_amounts}


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
