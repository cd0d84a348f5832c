"""All SQL of the catalog's tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._product import (
    AtAddress,
    Category,
    Picture,
    Product,
    Published,
    Sellable,
    Texts,
    Variant,
)
from lonja.catalog._products.related_store import BESIDE
from lonja.catalog._status import ProductStatus
from lonja.catalog._types.defining import Attribute
from lonja.kernel.db import first, one, rows
from lonja.kernel.folding import MAX_WORDS, patterns

_SELLABLE = (
    "SELECT v.id AS variant_id, v.product_id, v.sku, v.options, v.attributes, v.own_amounts, v.weight_g, p.tax_class, p.kind,"
    " ARRAY(WITH RECURSIVE up AS (SELECT k.id, k.parent_id FROM categories k"
    "  WHERE k.id = p.category_id UNION SELECT k.id, k.parent_id FROM categories k"
    "  JOIN up ON k.id = up.parent_id) SELECT id FROM up) AS category_ids,"
    " p.options AS declared,"
    " coalesce(p.texts -> %(language)s ->> 'slug', p.slug) AS slug,"
    " coalesce(p.texts -> %(language)s ->> 'name',"
    "  p.texts -> split_part(%(language)s, '-', 1) ->> 'name', p.texts -> %(default)s ->> 'name',"
    "  (SELECT t.value ->> 'name' FROM jsonb_each(p.texts) t ORDER BY t.key LIMIT 1), p.slug)"
    " AS name,"
    " (SELECT coalesce((SELECT r ->> 'blob' FROM jsonb_array_elements(m.renditions) r"
    "  WHERE r ->> 'format' = 'webp' ORDER BY (r ->> 'width')::integer LIMIT 1), m.blob)"
    "  FROM media m WHERE m.product_id = p.id AND m.status = 'ready'"
    "  ORDER BY m.id = v.media_id DESC NULLS LAST, m.position, m.id LIMIT 1) AS picture"
    " FROM variants v JOIN products p ON p.id = v.product_id"
    " WHERE v.active AND p.status IN ('active', 'unlisted')"
)


async def sellables(
    db: AsyncConnection, variant_ids: Sequence[UUID], sku: str | None, language: str, default: str
) -> list[Sellable]:
    return await rows(
        db,
        Sellable,
        _SELLABLE + " AND (v.id = ANY(%(ids)s) OR v.sku = %(sku)s::text)",
        ids=list(variant_ids),
        sku=sku,
        language=language,
        default=default,
    )


_PRODUCT = (
    "SELECT p.id, p.kind, p.slug, p.status, p.version, p.tax_class, c.slug AS category_slug,"
    " p.category_id, coalesce(c.texts, '{}') AS category_texts, p.texts, p.attributes, p.featured, p.created_at,"
    " p.updated_at, p.sold_units, to_jsonb(p.ratings) AS ratings, p.options, p.tags, p.type_id,"
    " coalesce(t.attributes, '[]') AS typed"
)
_FROM_PRODUCTS = (
    " FROM products p"
    " LEFT JOIN categories c ON c.id = p.category_id"
    " LEFT JOIN product_types t ON t.id = p.type_id"
)
_PRODUCTS = _PRODUCT + _FROM_PRODUCTS
_VARIANTS = (
    "SELECT id, product_id, sku, options, weight_g, active, barcode, measure_amount,"
    " measure_unit, measure_reference, media_id, attributes, own_amounts FROM variants"
    " WHERE product_id = {} ORDER BY product_id, position, id LIMIT 20000"
)
_MEDIA = (
    "SELECT id, product_id, blob, width, height, alt, renditions, status, error, version FROM media"
    " WHERE product_id = {} ORDER BY product_id, position, id LIMIT 20000"
)
_OF_ANY = "ANY(%(ids)s)"
_OF_IT = "p.id"

_AT = (
    "(SELECT product_id FROM ("
    " (SELECT product_id, 0 AS turn FROM product_addresses WHERE slug = %(slug)s) UNION ALL"
    " (SELECT product_id, CASE language WHEN %(language)s THEN 1 WHEN '' THEN 2 ELSE 3 END"
    "  FROM product_redirects WHERE slug = %(slug)s)) AS a ORDER BY turn, product_id LIMIT 1)"
)
"""Which product stands at an address in any language, else which once stood there."""


async def product_at(
    db: AsyncConnection, slug: str, language: str, *, most_related: int
) -> AtAddress | None:
    """With all its parts: one question costs both sides less than four."""
    return await first(
        db,
        AtAddress,
        f"{_PRODUCT}, (SELECT coalesce(json_agg(v), '[]') FROM ({_VARIANTS.format(_OF_IT)}) AS v)"
        f" AS variants, (SELECT coalesce(json_agg(m), '[]') FROM ({_MEDIA.format(_OF_IT)}) AS m)"
        f" AS pictures, ARRAY({BESIDE.format(_OF_IT)} LIMIT %(most_related)s) AS related"
        f"{_FROM_PRODUCTS} WHERE p.id = {_AT}",
        slug=slug,
        language=language,
        most_related=most_related,
    )


async def product_by_id(db: AsyncConnection, product_id: UUID) -> Product | None:
    return await first(db, Product, f"{_PRODUCTS} WHERE p.id = %(id)s", id=product_id)


async def products(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Product]:
    return await rows(db, Product, f"{_PRODUCTS} WHERE p.id = ANY(%(ids)s)", ids=list(product_ids))


async def variants_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Variant]:
    return await rows(db, Variant, _VARIANTS.format(_OF_ANY), ids=list(product_ids))


async def media_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Picture]:
    return await rows(db, Picture, _MEDIA.format(_OF_ANY), ids=list(product_ids))


async def count_rating(
    db: AsyncConnection, product_id: UUID, *, rating: int, by: int
) -> str | None:
    """The product's slug, None where there is no such product."""
    return await first(
        db,
        str,
        "UPDATE products SET ratings[%(rating)s::int] = ratings[%(rating)s::int] + %(by)s"
        " WHERE id = %(id)s RETURNING slug",
        id=product_id,
        rating=rating,
        by=by,
    )


async def write_sold(db: AsyncConnection, sold: Mapping[UUID, int], *, limit: int) -> list[UUID]:
    """Which products have another number now; what is not in `sold` was not sold at all."""
    return await rows(
        db,
        UUID,
        "WITH sold AS (SELECT * FROM unnest(%(ids)s::uuid[], %(units)s::int[]) AS s(id, units)),"
        " other AS (SELECT p.id, coalesce(s.units, 0) AS units FROM products p"
        " LEFT JOIN sold s ON s.id = p.id WHERE p.sold_units <> coalesce(s.units, 0)"
        " ORDER BY p.id LIMIT %(limit)s FOR UPDATE OF p SKIP LOCKED)"
        " UPDATE products p SET sold_units = other.units FROM other WHERE p.id = other.id"
        " RETURNING p.id",
        ids=list(sold),
        units=list(sold.values()),
        limit=limit,
    )


async def product_ids_after(db: AsyncConnection, after: UUID | None, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM products WHERE (%(after)s::uuid IS NULL OR id > %(after)s)"
        " ORDER BY id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def categories(db: AsyncConnection) -> list[Category]:
    return await rows(
        db,
        Category,
        "SELECT c.id, c.parent_id, c.slug, c.texts, (SELECT count(*) FROM products p"
        " WHERE p.category_id = c.id AND p.status = 'active') AS products"
        " FROM categories c ORDER BY c.position, c.slug LIMIT 500",
    )


@dataclass(frozen=True, slots=True)
class ListedProduct:
    id: UUID
    slug: str
    status: ProductStatus
    version: int
    texts: Texts
    updated_at: datetime
    category_slug: str | None
    category_texts: Texts
    variants: int
    picture: str | None


_FOUND_PRODUCT = " AND ".join(
    f"(folded(p.slug || ' ' || p.texts::text) LIKE %(w{i})s OR EXISTS (SELECT 1 FROM variants v"
    f" WHERE v.product_id = p.id AND lower(v.sku) LIKE %(w{i})s))"
    for i in range(MAX_WORDS)
)
"""Each word somewhere in a text, SKU or barcode. Read row by row: a shop has thousands of products."""
_FOUND_VARIANT = " AND ".join(
    f"folded(concat_ws(' ', v.sku, v.barcode, p.texts::text)) LIKE %(w{i})s"
    for i in range(MAX_WORDS)
)


def _after(column: str, kind: str, *, backwards: bool) -> str:
    sign, way = ("<", "DESC") if backwards else (">", "ASC")
    return (
        f" AND (%(last)s::{kind} IS NULL OR ({column}, p.id) {sign} (%(last)s, %(id)s))"
        f" ORDER BY {column} {way}, p.id {way}"
    )


_AFTER: Final = {
    "name": _after("p.slug", "text", backwards=False),
    "-name": _after("p.slug", "text", backwards=True),
    "updated": _after("p.updated_at", "timestamptz", backwards=False),
    "-updated": _after("p.updated_at", "timestamptz", backwards=True),
}
"""How a page of products begins and is sorted, by its sort."""


_ROW: Final = (
    "SELECT p.id, p.slug, p.status, p.version, p.texts, p.updated_at,"
    " c.slug AS category_slug, coalesce(c.texts, '{}') AS category_texts,"
    " (SELECT count(*) FROM variants v WHERE v.product_id = p.id) AS variants,"
    " (SELECT coalesce((SELECT r ->> 'blob' FROM jsonb_array_elements(m.renditions) r"
    "  WHERE r ->> 'format' = 'webp' ORDER BY (r ->> 'width')::integer LIMIT 1), m.blob)"
    "  FROM media m WHERE m.product_id = p.id AND m.status = 'ready'"
    "  ORDER BY m.position, m.id LIMIT 1) AS picture"
    " FROM products p LEFT JOIN categories c ON c.id = p.category_id"
)


async def list_products(
    db: AsyncConnection,
    *,
    query: str,
    status: str | None,
    categories: Sequence[str] | None,
    sort: str,
    after: tuple[str | datetime, UUID] | None,
    limit: int,
) -> list[ListedProduct]:
    last, product_id = after or (None, None)
    words = {f"w{i}": pattern for i, pattern in enumerate(patterns(query))}
    return await rows(
        db,
        ListedProduct,
        _ROW + " WHERE (%(status)s::text IS NULL OR p.status = %(status)s)"
        " AND (%(categories)s::text[] IS NULL OR c.slug = ANY(%(categories)s))"
        + (f" AND {_FOUND_PRODUCT}" if query else "")
        + _AFTER[sort]
        + " LIMIT %(limit)s",
        status=status,
        categories=None if categories is None else list(categories),
        **words,
        last=last,
        id=product_id,
        limit=limit,
    )


async def product_rows(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[ListedProduct]:
    """In the order in which they are named."""
    return await rows(
        db,
        ListedProduct,
        _ROW + " WHERE p.id = ANY(%(ids)s) ORDER BY array_position(%(ids)s::uuid[], p.id)",
        ids=list(product_ids),
    )


@dataclass(frozen=True, slots=True)
class NamedProduct:
    id: UUID
    slug: str
    texts: Texts


async def product_names(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[NamedProduct]:
    return await rows(
        db,
        NamedProduct,
        "SELECT id, slug, texts FROM products WHERE id = ANY(%(ids)s)",
        ids=list(product_ids),
    )


@dataclass(frozen=True, slots=True)
class Described:
    id: UUID
    tags: Sequence[str]
    attributes: Mapping[str, str]
    typed: Sequence[Attribute]


async def described(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Described]:
    return await rows(
        db,
        Described,
        "SELECT p.id, p.tags, p.attributes, coalesce(t.attributes, '[]') AS typed FROM products p"
        " LEFT JOIN product_types t ON t.id = p.type_id WHERE p.id = ANY(%(ids)s)",
        ids=list(product_ids),
    )


@dataclass(frozen=True, slots=True)
class ListedVariant:
    id: UUID
    product_id: UUID
    sku: str
    options: Mapping[str, str]
    texts: Texts


async def list_variants(
    db: AsyncConnection, *, query: str, sold: bool, backwards: bool, after: str | None, limit: int
) -> list[ListedVariant]:
    sign, way = ("<", "DESC") if backwards else (">", "ASC")
    return await rows(
        db,
        ListedVariant,
        "SELECT v.id, v.product_id, v.sku, v.options, p.texts FROM variants v"
        " JOIN products p ON p.id = v.product_id"
        f" WHERE (%(after)s::text IS NULL OR v.sku {sign} %(after)s)"
        + (f" AND {_FOUND_VARIANT}" if query else "")
        + (" AND v.active AND p.status IN ('active', 'unlisted')" if sold else "")
        + f" ORDER BY v.sku {way} LIMIT %(limit)s",
        **{f"w{i}": pattern for i, pattern in enumerate(patterns(query))},
        after=after,
        limit=limit,
    )


async def variant_names(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[ListedVariant]:
    return await rows(
        db,
        ListedVariant,
        "SELECT v.id, v.product_id, v.sku, v.options, p.texts FROM variants v"
        " JOIN products p ON p.id = v.product_id WHERE v.id = ANY(%(ids)s)",
        ids=list(variant_ids),
    )


@dataclass(frozen=True, slots=True)
class NamedVariant:
    id: UUID
    product_id: UUID
    sku: str


async def variants(
    db: AsyncConnection, *, variant_ids: Sequence[UUID] = (), skus: Sequence[str] = ()
) -> list[NamedVariant]:
    """Those with one of these ids or SKUs, active or not."""
    return await rows(
        db,
        NamedVariant,
        "SELECT id, product_id, sku FROM variants WHERE id = ANY(%(ids)s) OR sku = ANY(%(skus)s)",
        ids=list(variant_ids),
        skus=list(skus),
    )


async def gift_card_variants(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id"
        " WHERE v.id = ANY(%(ids)s) AND p.kind = 'gift_card'",
        ids=list(variant_ids),
    )


async def variants_by_lower_sku(db: AsyncConnection, skus: Sequence[str]) -> list[NamedVariant]:
    return await rows(
        db,
        NamedVariant,
        "SELECT id, product_id, sku FROM variants WHERE lower(sku) = ANY(%(skus)s)",
        skus=list(skus),
    )


async def published(db: AsyncConnection, *, skipped: int, limit: int) -> list[Published]:
    return await rows(
        db,
        Published,
        "SELECT slug, texts, updated_at FROM products WHERE status = 'active'"
        " ORDER BY id LIMIT %(limit)s OFFSET %(skipped)s",
        limit=limit,
        skipped=skipped,
    )


async def count_published(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM products WHERE status = 'active'")
