"""The back office's list of products: whatever their status, found by name or SKU, and by what is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.folding import folded
from lonja.shelf import _desk_store
from lonja.shelf._desk_store import DeskRow
from lonja.shelf._projecting import Availability, availability_of


async def desk_products(
    db: AsyncConnection,
    *,
    query: str,
    status: catalog.ProductStatus | None = None,
    category: str | None = None,
    availability: Availability | None = None,
    sort: catalog.ProductSort = "name",
    after: tuple[str | datetime, UUID] | None = None,
    limit: int,
) -> list[DeskRow]:
    """By slug, or by when they were changed; `query`: words in any order, of a name, a slug or a SKU.

    `availability` is the best of a product's variants; a `category` holds what is below it.
    """
    return await _desk_store.page(
        db,
        query=query,
        status=status,
        categories=None if category is None else await catalog.slugs_below(db, category),
        availability=availability,
        sort=sort,
        after=after,
        limit=limit,
    )


async def refresh_desk(
    db: AsyncConnection,
    product_ids: Sequence[UUID],
    products: Sequence[catalog.Product],
    levels: Mapping[UUID, inventory.Level],
) -> None:
    await _desk_store.replace_rows(db, product_ids, [_row(one, levels) for one in products])


def _row(product: catalog.Product, levels: Mapping[UUID, inventory.Level]) -> dict[str, Any]:
    names = " ".join(text.get("name", "") for text in product.texts.values())
    slugs = " ".join(text.get("slug", "") for text in product.texts.values())
    skus = " ".join(variant.sku for variant in product.variants)
    return {
        "product_id": product.id,
        "slug": product.slug,
        "status": str(product.status),
        "category_slug": product.category_slug or "",
        "availability": availability_of(product, levels),
        "updated_at": product.updated_at,
        "words": folded(f"{product.slug} {names} {slugs} {skus}"),
    }
