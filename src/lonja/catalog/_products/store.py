"""All SQL that writes down products and the addresses that they had."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation

from lonja.catalog._product import Option, Texts
from lonja.catalog._status import ProductKind, ProductStatus
from lonja.kernel.db import first, rows, run

_COLUMNS = (
    "id, version, slug, status, texts, category_id, tax_class, attributes, featured, options,"
    " type_id, tags, publish_at, kind"
)


@dataclass(frozen=True, slots=True)
class StoredProduct:
    id: UUID
    version: int
    slug: str
    status: ProductStatus
    texts: Texts
    category_id: UUID | None
    tax_class: str
    attributes: Mapping[str, str]
    featured: int
    options: list[Option]
    type_id: UUID | None
    tags: list[str]
    publish_at: datetime | None
    kind: ProductKind


async def get(db: AsyncConnection, product_id: UUID) -> StoredProduct | None:
    return await first(
        db, StoredProduct, f"SELECT {_COLUMNS} FROM products WHERE id = %(id)s", id=product_id
    )


async def of_slugs(db: AsyncConnection, slugs: Sequence[str]) -> list[StoredProduct]:
    return await rows(
        db,
        StoredProduct,
        f"SELECT {_COLUMNS} FROM products WHERE slug = ANY(%(slugs)s) ORDER BY id",
        slugs=list(slugs),
    )


async def lock(db: AsyncConnection, product_id: UUID) -> StoredProduct | None:
    return await first(
        db,
        StoredProduct,
        f"SELECT {_COLUMNS} FROM products WHERE id = %(id)s FOR UPDATE",
        id=product_id,
    )


async def lock_many(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[StoredProduct]:
    return await rows(
        db,
        StoredProduct,
        f"SELECT {_COLUMNS} FROM products WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE",
        ids=list(product_ids),
    )


async def lock_by_slug(db: AsyncConnection, slug: str) -> StoredProduct | None:
    return await first(
        db,
        StoredProduct,
        f"SELECT {_COLUMNS} FROM products WHERE slug = %(slug)s FOR UPDATE",
        slug=slug,
    )


async def category_called(db: AsyncConnection, name: str) -> UUID | None:
    """By its slug, or its name in any language and case."""
    return await first(
        db,
        UUID,
        "SELECT id FROM categories WHERE lower(%(name)s) = slug OR lower(%(name)s) IN"
        " (SELECT lower(t.value ->> 'name') FROM jsonb_each(texts) t)"
        " ORDER BY position, id LIMIT 1",
        name=name,
    )


async def has_category(db: AsyncConnection, category_id: UUID) -> bool:
    return (
        await first(db, UUID, "SELECT id FROM categories WHERE id = %(id)s", id=category_id)
        is not None
    )


async def taken_addresses(
    db: AsyncConnection, addresses: Iterable[str], *, but: UUID | None
) -> set[str]:
    """Those of them at which another product stands."""
    return set(
        await rows(
            db,
            str,
            "SELECT slug FROM product_addresses WHERE slug = ANY(%(slugs)s)"
            " AND product_id IS DISTINCT FROM %(but)s::uuid",
            slugs=list(addresses),
            but=but,
        )
    )


async def slugs_like(db: AsyncConnection, start: str) -> list[str]:
    """Addresses in any language that begin so, the first 2,000."""
    return await rows(
        db,
        str,
        "SELECT slug FROM product_addresses WHERE starts_with(slug, %(start)s)"
        " ORDER BY slug LIMIT 2000",
        start=start,
    )


async def insert(
    db: AsyncConnection, product_id: UUID, values: Mapping[str, Any], *, now: datetime
) -> bool:
    """False where another product got one of its addresses meanwhile; the transaction is over then."""
    try:
        await run(
            db,
            "INSERT INTO products (id, slug, status, texts, category_id, tax_class, attributes,"
            " featured, options, type_id, tags, publish_at, kind, created_at, updated_at)"
            " VALUES (%(id)s, %(slug)s, %(status)s, %(texts)s::jsonb, %(category_id)s,"
            " %(tax_class)s, %(attributes)s::jsonb, %(featured)s,"
            " %(options)s::jsonb, %(type_id)s, %(tags)s::text[], %(publish_at)s,"
            " %(kind)s, %(now)s, %(now)s)",
            id=product_id,
            now=now,
            **_written(values),
        )
    except UniqueViolation:
        return False
    return True


async def update(
    db: AsyncConnection, product_id: UUID, values: Mapping[str, Any], *, now: datetime
) -> bool:
    """False where another product got one of its addresses meanwhile; the transaction is over then."""
    try:
        await run(
            db,
            "UPDATE products SET slug = %(slug)s, status = %(status)s, texts = %(texts)s::jsonb,"
            " category_id = %(category_id)s, tax_class = %(tax_class)s,"
            " attributes = %(attributes)s::jsonb, featured = %(featured)s,"
            " options = %(options)s::jsonb, type_id = %(type_id)s, tags = %(tags)s::text[],"
            " publish_at = %(publish_at)s, version = version + 1, updated_at = %(now)s"
            " WHERE id = %(id)s",
            id=product_id,
            now=now,
            **_written(values),
        )
    except UniqueViolation:
        return False
    return True


async def publish_due(db: AsyncConnection, *, now: datetime, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "UPDATE products SET status = 'active', publish_at = NULL, version = version + 1,"
        " updated_at = %(now)s WHERE id IN (SELECT id FROM products WHERE publish_at <= %(now)s"
        " ORDER BY publish_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) RETURNING id",
        now=now,
        limit=limit,
    )


async def next_publication(db: AsyncConnection) -> datetime | None:
    return await first(
        db,
        datetime,
        "SELECT publish_at FROM products WHERE publish_at IS NOT NULL ORDER BY publish_at LIMIT 1",
    )


async def touch(db: AsyncConnection, product_ids: Sequence[UUID], *, now: datetime) -> None:
    """In the order of their ids: two that touch the same never wait for each other in a circle."""
    await run(
        db,
        "UPDATE products SET version = version + 1, updated_at = %(now)s WHERE id IN"
        " (SELECT id FROM products WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE)",
        ids=list(product_ids),
        now=now,
    )


async def set_options(db: AsyncConnection, product_id: UUID, options: list[Any]) -> None:
    await run(
        db,
        "UPDATE products SET options = %(options)s::jsonb, version = version + 1 WHERE id = %(id)s",
        id=product_id,
        options=json.dumps(options),
    )


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as parameters; what is not a plain value is JSON, but for the tags."""
    plain = {
        name: json.dumps(value) if isinstance(value, dict | list) else value
        for name, value in values.items()
    }
    return {**plain, "tags": list(values["tags"])}


async def redirect(
    db: AsyncConnection,
    product_id: UUID,
    *,
    left: Mapping[str, str],
    taken: Mapping[str, str],
    now: datetime,
) -> None:
    """Addresses that it left (language → address) lead to it; one that it takes leads nowhere else."""
    await run(
        db,
        "DELETE FROM product_redirects r USING jsonb_each_text(%(taken)s::jsonb) AS t(language, slug)"
        " WHERE r.language = t.language AND r.slug = t.slug",
        taken=json.dumps(dict(taken)),
    )
    await run(
        db,
        "INSERT INTO product_redirects (language, slug, product_id, at)"
        " SELECT l.language, l.slug, %(id)s, %(now)s"
        " FROM jsonb_each_text(%(left)s::jsonb) AS l(language, slug)"
        " ON CONFLICT (language, slug) DO UPDATE SET product_id = excluded.product_id,"
        " at = excluded.at",
        id=product_id,
        left=json.dumps(dict(left)),
        now=now,
    )


async def delete(db: AsyncConnection, product_id: UUID) -> None:
    """With its variants, pictures and old addresses."""
    await run(db, "DELETE FROM products WHERE id = %(id)s", id=product_id)
