"""Products and variants as rows of the back office's lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog import _store
from lonja.catalog._categories.categories import slugs_below
from lonja.catalog._product import Traits
from lonja.catalog._products import slug_store
from lonja.catalog._status import ProductStatus
from lonja.kernel.languages import field_in

type ProductSort = Literal["name", "-name", "updated", "-updated"]
"""`name` is the slug, which begins as the name does; a dash turns it round."""


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
    """By slug, or by when they were changed; `query`: words in any order, each a part of a text, slug or SKU, without accents. A `category` holds what is below it."""
    categories = None if category is None else await slugs_below(db, category)
    found = await _store.list_products(
        db, query=query, status=status, categories=categories, sort=sort, after=after, limit=limit
    )
    return [_product_row(row, language) for row in found]


async def product_rows(
    db: AsyncConnection, product_ids: Sequence[UUID], *, language: str
) -> list[ProductRow]:
    """In the order in which they are named; what is gone is missing."""
    found = await _store.product_rows(db, product_ids) if product_ids else []
    return [_product_row(row, language) for row in found]


def _product_row(row: _store.ListedProduct, language: str) -> ProductRow:
    return ProductRow(
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


def _named(texts: Mapping[str, Mapping[str, str]], language: str, slug: str) -> str:
    return field_in(texts, language, "name", otherwise=slug)


async def product_names(
    db: AsyncConnection, product_ids: Sequence[UUID], *, language: str
) -> dict[UUID, str]:
    found = await _store.product_names(db, product_ids) if product_ids else []
    return {row.id: _named(row.texts, language, row.slug) for row in found}


async def names_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Product → language → its name there; a language that has none is missing."""
    found = await _store.product_names(db, product_ids) if product_ids else []
    return {
        row.id: {code: text["name"] for code, text in row.texts.items() if text.get("name")}
        for row in found
    }


async def slugs_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The address that each has where a language has none of its own."""
    found = await slug_store.slugs_of(db, product_ids) if product_ids else []
    return {row.id: row.slug for row in found}


async def product_ids_by_slug(db: AsyncConnection, slugs: Sequence[str]) -> dict[str, UUID]:
    found = await slug_store.ids_by_slug(db, slugs) if slugs else []
    return {row.slug: row.id for row in found}


async def traits_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> dict[UUID, Traits]:
    """What promotions may ask of these products."""
    found = await _store.described(db, product_ids) if product_ids else []
    return {row.id: Traits(row.tags, row.attributes, row.typed) for row in found}


async def list_variants(
    db: AsyncConnection,
    *,
    query: str,
    only_sold: bool = False,
    backwards: bool = False,
    after: str | None,
    limit: int,
    language: str,
) -> list[VariantRow]:
    """By SKU, from its end where `backwards`; `query` is part of a SKU, a barcode or a product's name."""
    found = await _store.list_variants(
        db, query=query, sold=only_sold, backwards=backwards, after=after, limit=limit
    )
    return [_variant_row(row, language) for row in found]


async def variant_names(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, language: str
) -> dict[UUID, VariantRow]:
    found = await _store.variant_names(db, variant_ids)
    return {row.id: _variant_row(row, language) for row in found}


def _variant_row(row: _store.ListedVariant, language: str) -> VariantRow:
    name = field_in(row.texts, language, "name", otherwise=row.sku)
    return VariantRow(row.id, row.product_id, row.sku, name, row.options)
