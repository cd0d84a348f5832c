"""All SQL that writes down categories."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run

_COLUMNS = (
    "c.id, c.slug, c.position, c.texts, c.version,"
    " (SELECT count(*) FROM products p WHERE p.category_id = c.id) AS products"
)


@dataclass(frozen=True, slots=True)
class StoredCategory:
    id: UUID
    slug: str
    position: int
    texts: Mapping[str, Mapping[str, str]]
    version: int
    products: int


async def get(
    db: AsyncConnection, category_id: UUID, *, lock: bool = False
) -> StoredCategory | None:
    return await first(
        db,
        StoredCategory,
        f"SELECT {_COLUMNS} FROM categories c WHERE c.id = %(id)s"
        + (" FOR UPDATE OF c" if lock else ""),
        id=category_id,
    )


async def by_slug(db: AsyncConnection, slug: str) -> StoredCategory | None:
    return await first(
        db,
        StoredCategory,
        f"SELECT {_COLUMNS} FROM categories c WHERE c.slug = %(slug)s",
        slug=slug,
    )


async def all_after(
    db: AsyncConnection, *, after: tuple[str, UUID] | None, limit: int
) -> list[StoredCategory]:
    slug = None if after is None else after[0]
    return await rows(
        db,
        StoredCategory,
        f"SELECT {_COLUMNS} FROM categories c WHERE (%(slug)s::text IS NULL OR c.slug > %(slug)s)"
        " ORDER BY c.slug LIMIT %(limit)s",
        slug=slug,
        limit=limit,
    )


async def insert(
    db: AsyncConnection, *, category_id: UUID, slug: str, position: int, texts: Mapping[str, Any]
) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO categories (id, slug, position, texts) VALUES"
            " (%(id)s, %(slug)s, %(position)s, %(texts)s::jsonb) ON CONFLICT DO NOTHING",
            id=category_id,
            slug=slug,
            position=position,
            texts=json.dumps(dict(texts)),
        )
    )


async def update(
    db: AsyncConnection, *, category_id: UUID, slug: str, position: int, texts: Mapping[str, Any]
) -> bool:
    """False where another category has the slug."""
    return bool(
        await run(
            db,
            "UPDATE categories SET slug = %(slug)s, position = %(position)s,"
            " texts = %(texts)s::jsonb, version = version + 1 WHERE id = %(id)s"
            " AND NOT EXISTS (SELECT FROM categories o WHERE o.slug = %(slug)s AND o.id <> %(id)s)",
            id=category_id,
            slug=slug,
            position=position,
            texts=json.dumps(dict(texts)),
        )
    )


async def all_ids(db: AsyncConnection) -> list[UUID]:
    """Locked, in the order of their ids."""
    return await rows(db, UUID, "SELECT id FROM categories ORDER BY id FOR UPDATE")


async def set_order(db: AsyncConnection, ids: Sequence[UUID]) -> int:
    """Their positions are 0, 1, 2, …; how many were not so before."""
    return await run(
        db,
        "UPDATE categories c SET position = o.at - 1, version = version + 1"
        " FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY o (id, at)"
        " WHERE c.id = o.id AND c.position <> o.at - 1",
        ids=list(ids),
    )


async def delete(db: AsyncConnection, category_id: UUID) -> None:
    await run(db, "DELETE FROM categories WHERE id = %(id)s", id=category_id)


async def products_in_any(
    db: AsyncConnection, category_ids: Sequence[UUID], limit: int
) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM products WHERE category_id = ANY(%(ids)s) ORDER BY id LIMIT %(limit)s",
        ids=list(category_ids),
        limit=limit,
    )


async def products_in(db: AsyncConnection, category_id: UUID, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM products WHERE category_id = %(id)s ORDER BY id LIMIT %(limit)s",
        id=category_id,
        limit=limit,
    )


async def count_in_tax_class(db: AsyncConnection, tax_class: str) -> int:
    return await one(
        db, int, "SELECT count(*) FROM products WHERE tax_class = %(code)s", code=tax_class
    )
