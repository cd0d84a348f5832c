"""All SQL of the catalog's tables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._product import Category, Picture, Product, Sellable, Texts, Variant
from lonja.catalog._status import ProductStatus
from lonja.kernel.db import first, one, rows, run
from lonja.kernel.folding import MAX_WORDS, patterns
from lonja.kernel.languages import SUPPORTED_LANGUAGES

_ANY_NAME = ", ".join(f"p.texts -> '{code}' ->> 'name'" for code in SUPPORTED_LANGUAGES)
_EVERY_NAME = ", ".join(f"lower(texts -> '{code}' ->> 'name')" for code in SUPPORTED_LANGUAGES)
_SELLABLE = (
    "SELECT v.id AS variant_id, v.product_id, v.sku, v.options, v.weight_g, p.slug, p.tax_class,"
    f" coalesce(p.texts -> %(language)s ->> 'name', {_ANY_NAME}, p.slug) AS name,"
    " (SELECT coalesce((SELECT r ->> 'blob' FROM jsonb_array_elements(m.renditions) r"
    "  WHERE r ->> 'format' = 'webp' ORDER BY (r ->> 'width')::integer LIMIT 1), m.blob)"
    "  FROM media m WHERE m.product_id = p.id AND m.status = 'ready'"
    "  ORDER BY m.position, m.id LIMIT 1) AS picture"
    " FROM variants v JOIN products p ON p.id = v.product_id"
    " WHERE v.active AND p.status = 'active'"
)


async def sellables(
    db: AsyncConnection, variant_ids: Sequence[UUID], sku: str | None, language: str
) -> list[Sellable]:
    return await rows(
        db,
        Sellable,
        _SELLABLE + " AND (v.id = ANY(%(ids)s) OR v.sku = %(sku)s::text)",
        ids=list(variant_ids),
        sku=sku,
        language=language,
    )


_PRODUCTS = (
    "SELECT p.id, p.slug, p.status, p.version, p.tax_class, c.slug AS category_slug,"
    " coalesce(c.texts, '{}') AS category_texts, p.texts, p.attributes, p.featured, p.created_at,"
    " to_jsonb(p.ratings) AS ratings FROM products p"
    " LEFT JOIN categories c ON c.id = p.category_id"
)


async def product_by_slug(db: AsyncConnection, slug: str) -> Product | None:
    """Without its parts, as the two below."""
    return await first(db, Product, f"{_PRODUCTS} WHERE p.slug = %(slug)s", slug=slug)


async def product_by_id(db: AsyncConnection, product_id: UUID) -> Product | None:
    return await first(db, Product, f"{_PRODUCTS} WHERE p.id = %(id)s", id=product_id)


async def products(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Product]:
    return await rows(db, Product, f"{_PRODUCTS} WHERE p.id = ANY(%(ids)s)", ids=list(product_ids))


async def variants_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Variant]:
    return await rows(
        db,
        Variant,
        "SELECT id, product_id, sku, options, weight_g, active FROM variants"
        " WHERE product_id = ANY(%(ids)s) ORDER BY product_id, position, id LIMIT 20000",
        ids=list(product_ids),
    )


async def media_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Picture]:
    return await rows(
        db,
        Picture,
        "SELECT id, product_id, blob, width, height, alt, renditions, status, error FROM media"
        " WHERE product_id = ANY(%(ids)s) ORDER BY product_id, position, id LIMIT 20000",
        ids=list(product_ids),
    )


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
        "SELECT c.id, c.slug, c.texts, (SELECT count(*) FROM products p"
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
"""Each word somewhere in a text or SKU. Read row by row: a shop has thousands of products."""
_FOUND_VARIANT = " AND ".join(
    f"folded(v.sku || ' ' || p.texts::text) LIKE %(w{i})s" for i in range(MAX_WORDS)
)


async def list_products(
    db: AsyncConnection,
    *,
    query: str,
    status: str | None,
    category: str | None,
    sort: str,
    after: tuple[str | datetime, UUID] | None,
    limit: int,
) -> list[ListedProduct]:
    last, product_id = after or (None, None)
    column, kind = (
        ("p.updated_at", "timestamptz") if sort.endswith("updated") else ("p.slug", "text")
    )
    sign, way = ("<", "DESC") if sort.startswith("-") else (">", "ASC")
    words = {f"w{i}": pattern for i, pattern in enumerate(patterns(query))}
    return await rows(
        db,
        ListedProduct,
        "SELECT p.id, p.slug, p.status, p.version, p.texts, p.updated_at,"
        " c.slug AS category_slug, coalesce(c.texts, '{}') AS category_texts,"
        " (SELECT count(*) FROM variants v WHERE v.product_id = p.id) AS variants,"
        " (SELECT coalesce((SELECT r ->> 'blob' FROM jsonb_array_elements(m.renditions) r"
        "  WHERE r ->> 'format' = 'webp' ORDER BY (r ->> 'width')::integer LIMIT 1), m.blob)"
        "  FROM media m WHERE m.product_id = p.id AND m.status = 'ready'"
        "  ORDER BY m.position, m.id LIMIT 1) AS picture"
        " FROM products p LEFT JOIN categories c ON c.id = p.category_id"
        " WHERE (%(status)s::text IS NULL OR p.status = %(status)s)"
        " AND (%(category)s::text IS NULL OR c.slug = %(category)s)"
        + (f" AND {_FOUND_PRODUCT}" if query else "")
        + f" AND (%(last)s::{kind} IS NULL OR ({column}, p.id) {sign} (%(last)s, %(id)s))"
        f" ORDER BY {column} {way}, p.id {way} LIMIT %(limit)s",
        status=status,
        category=category,
        **words,
        last=last,
        id=product_id,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class ListedVariant:
    id: UUID
    product_id: UUID
    sku: str
    options: Mapping[str, str]
    texts: Texts


async def list_variants(
    db: AsyncConnection, *, query: str, backwards: bool, after: str | None, limit: int
) -> list[ListedVariant]:
    sign, way = ("<", "DESC") if backwards else (">", "ASC")
    return await rows(
        db,
        ListedVariant,
        "SELECT v.id, v.product_id, v.sku, v.options, p.texts FROM variants v"
        " JOIN products p ON p.id = v.product_id"
        f" WHERE (%(after)s::text IS NULL OR v.sku {sign} %(after)s)"
        + (f" AND {_FOUND_VARIANT}" if query else "")
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


async def update_product(
    db: AsyncConnection,
    *,
    product_id: UUID,
    version: int,
    status: ProductStatus | None,
    texts: dict[str, Any] | None,
    now: datetime,
) -> bool:
    return bool(
        await run(
            db,
            "UPDATE products SET status = coalesce(%(status)s, status),"
            " texts = coalesce(%(texts)s::jsonb, texts), version = version + 1,"
            " updated_at = %(now)s WHERE id = %(id)s AND version = %(version)s",
            id=product_id,
            version=version,
            status=status,
            texts=None if texts is None else json.dumps(texts),
            now=now,
        )
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


async def variants_by_lower_sku(db: AsyncConnection, skus: Sequence[str]) -> list[NamedVariant]:
    return await rows(
        db,
        NamedVariant,
        "SELECT id, product_id, sku FROM variants WHERE lower(sku) = ANY(%(skus)s)",
        skus=list(skus),
    )


async def put_product(
    db: AsyncConnection,
    *,
    product_id: UUID,
    slug: str,
    status: ProductStatus,
    category: str,
    texts: dict[str, dict[str, str]],
    attributes: dict[str, str],
    now: datetime,
) -> tuple[UUID, bool, bool]:
    """The product's id, whether it is new, and whether anything of it changed."""
    put = await first(
        db,
        UUID,
        "INSERT INTO products AS p (id, slug, status, category_id, texts, attributes, created_at,"
        " updated_at) VALUES (%(id)s, %(slug)s, %(status)s, (SELECT id FROM categories"
        f"  WHERE lower(%(category)s) IN (slug, {_EVERY_NAME}) ORDER BY position, id LIMIT 1),"
        " %(texts)s::jsonb, %(attributes)s::jsonb, %(now)s, %(now)s)"
        " ON CONFLICT (slug) DO UPDATE SET status = excluded.status,"
        " category_id = coalesce(excluded.category_id, p.category_id),"
        " texts = p.texts || excluded.texts, attributes = p.attributes || excluded.attributes,"
        " version = p.version + 1, updated_at = excluded.updated_at"
        " WHERE (p.status, p.category_id, p.texts, p.attributes) IS DISTINCT FROM"
        " (excluded.status, coalesce(excluded.category_id, p.category_id),"
        "  p.texts || excluded.texts, p.attributes || excluded.attributes)"
        " RETURNING p.id",
        id=product_id,
        slug=slug,
        status=status,
        category=category,
        texts=json.dumps(texts),
        attributes=json.dumps(attributes),
        now=now,
    )
    if put is not None:
        return put, put == product_id, True
    found = await one(db, UUID, "SELECT id FROM products WHERE slug = %(slug)s", slug=slug)
    return found, False, False


async def put_variant(
    db: AsyncConnection,
    *,
    variant_id: UUID,
    product_id: UUID,
    sku: str,
    position: int,
    options: dict[str, str],
    weight_g: int,
    cost_minor: int | None,
) -> tuple[UUID, bool, bool] | None:
    """Its id, whether it is new and whether it changed; None when the SKU is another product's."""
    put = await first(
        db,
        UUID,
        "INSERT INTO variants AS v (id, product_id, sku, position, options, weight_g, cost_minor)"
        " VALUES (%(id)s, %(product_id)s, %(sku)s, %(position)s, %(options)s::jsonb, %(weight_g)s,"
        " %(cost_minor)s) ON CONFLICT (sku) DO UPDATE SET position = excluded.position,"
        " options = excluded.options, weight_g = excluded.weight_g,"
        " cost_minor = coalesce(excluded.cost_minor, v.cost_minor), active = true"
        " WHERE v.product_id = excluded.product_id AND (v.position, v.options, v.weight_g,"
        " v.cost_minor, v.active) IS DISTINCT FROM (excluded.position, excluded.options,"
        " excluded.weight_g, coalesce(excluded.cost_minor, v.cost_minor), true)"
        " RETURNING v.id",
        id=variant_id,
        product_id=product_id,
        sku=sku,
        position=position,
        options=json.dumps(options),
        weight_g=weight_g,
        cost_minor=cost_minor,
    )
    if put is not None:
        return put, put == variant_id, True
    found = await first(
        db,
        UUID,
        "SELECT id FROM variants WHERE sku = %(sku)s AND product_id = %(product_id)s",
        sku=sku,
        product_id=product_id,
    )
    return None if found is None else (found, False, False)


@dataclass(frozen=True, slots=True)
class Published:
    slug: str
    updated_at: datetime


async def published(db: AsyncConnection, *, skipped: int, limit: int) -> list[Published]:
    return await rows(
        db,
        Published,
        "SELECT slug, updated_at FROM products WHERE status = 'active'"
        " ORDER BY id LIMIT %(limit)s OFFSET %(skipped)s",
        limit=limit,
        skipped=skipped,
    )


async def count_published(db: AsyncConnection) -> int:
    return await one(db, int, "SELECT count(*) FROM products WHERE status = 'active'")
