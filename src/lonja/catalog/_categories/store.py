"""All SQL that writes down categories."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import first, one, rows, run

_COLUMNS = (
    "c.id, c.parent_id, c.slug, c.position, c.texts, c.version,"
    " (SELECT count(*) FROM products p WHERE p.category_id = c.id) AS products,"
    " (SELECT count(*) FROM categories k WHERE k.parent_id = c.id) AS children"
)
_BELOW = (
    "WITH RECURSIVE below AS (SELECT id, slug FROM categories WHERE slug = %(slug)s"
    " UNION SELECT k.id, k.slug FROM categories k JOIN below b ON k.parent_id = b.id)"
)
"""UNION, not UNION ALL: it ends even if a circle were there."""


@dataclass(frozen=True, slots=True)
class StoredCategory:
    id: UUID
    parent_id: UUID | None
    slug: str
    position: int
    texts: Mapping[str, Mapping[str, str]]
    version: int
    products: int
    children: int


@dataclass(frozen=True, slots=True)
class Placed:
    id: UUID
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    id: UUID
    parent_id: UUID | None
    products: int


async def get(
    db: AsyncConnection, category_id: UUID, *, lock: bool = False
) -> StoredCategory | None:
    return await first(
        db,
        StoredCategory,
        f"SELECT {_COLUMNS} FROM categories c WHERE c.id = %(id)s"
        + (" FOR NO KEY UPDATE OF c" if lock else ""),
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


async def standings(db: AsyncConnection) -> list[Standing]:
    """Of every category: what it stands in, and its own products."""
    return await rows(
        db,
        Standing,
        "SELECT c.id, c.parent_id, (SELECT count(*) FROM products p WHERE p.category_id = c.id)"
        " AS products FROM categories c ORDER BY c.id LIMIT 1000",
    )


async def parents(db: AsyncConnection) -> list[Placed]:
    return await rows(db, Placed, "SELECT id, parent_id FROM categories ORDER BY id LIMIT 1000")


async def lock_all(db: AsyncConnection) -> None:
    """Nobody else moves, adds or removes a category below another until the transaction ends.

    Products may still be put into them meanwhile.
    """
    await run(db, "SELECT id FROM categories ORDER BY id FOR NO KEY UPDATE")


async def slugs_below(db: AsyncConnection, slug: str) -> list[str]:
    """Of the category with this slug and all that stands in it; empty where there is none."""
    return await rows(db, str, f"{_BELOW} SELECT slug FROM below ORDER BY slug", slug=slug)


async def child_called(db: AsyncConnection, name: str, parent_id: UUID | None) -> UUID | None:
    """The one in `parent_id` (none: in the top row) with this slug, or name in any language and case."""
    return await first(
        db,
        UUID,
        "SELECT id FROM categories WHERE (lower(%(name)s) = slug OR lower(%(name)s) IN"
        " (SELECT lower(t.value ->> 'name') FROM jsonb_each(texts) t))"
        " AND parent_id IS NOT DISTINCT FROM %(parent)s::uuid ORDER BY position, id LIMIT 1",
        name=name,
        parent=parent_id,
    )


async def slugs_like(db: AsyncConnection, start: str) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT slug FROM categories WHERE starts_with(slug, %(start)s) LIMIT 1000",
        start=start,
    )


async def last_position(db: AsyncConnection, parent_id: UUID | None) -> int:
    """-1 where nothing stands in it."""
    return await one(
        db,
        int,
        "SELECT coalesce(max(position), -1) FROM categories"
        " WHERE parent_id IS NOT DISTINCT FROM %(parent)s::uuid",
        parent=parent_id,
    )


async def insert(
    db: AsyncConnection,
    *,
    category_id: UUID,
    parent_id: UUID | None,
    slug: str,
    position: int,
    texts: Mapping[str, Any],
) -> bool:
    return bool(
        await run(
            db,
            "INSERT INTO categories (id, parent_id, slug, position, texts) VALUES"
            " (%(id)s, %(parent)s, %(slug)s, %(position)s, %(texts)s::jsonb)"
            " ON CONFLICT DO NOTHING",
            id=category_id,
            parent=parent_id,
            slug=slug,
            position=position,
            texts=json.dumps(dict(texts)),
        )
    )


async def update(
    db: AsyncConnection,
    *,
    category_id: UUID,
    parent_id: UUID | None,
    slug: str,
    position: int,
    texts: Mapping[str, Any],
) -> bool:
    """False where another category has the slug."""
    return bool(
        await run(
            db,
            "UPDATE categories SET parent_id = %(parent)s, slug = %(slug)s,"
            " position = %(position)s, texts = %(texts)s::jsonb, version = version + 1"
            " WHERE id = %(id)s"
            " AND NOT EXISTS (SELECT FROM categories o WHERE o.slug = %(slug)s AND o.id <> %(id)s)",
            id=category_id,
            parent=parent_id,
            slug=slug,
            position=position,
            texts=json.dumps(dict(texts)),
        )
    )


async def children_of(db: AsyncConnection, parent_id: UUID | None) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM categories WHERE parent_id IS NOT DISTINCT FROM %(parent)s::uuid"
        " ORDER BY position, slug LIMIT 1000",
        parent=parent_id,
    )


async def set_places(db: AsyncConnection, ids: Sequence[UUID], parent_id: UUID | None) -> int:
    """They stand in it at 0, 1, 2, …; how many did not before."""
    return await run(
        db,
        "UPDATE categories c SET parent_id = %(parent)s, position = o.at - 1,"
        " version = version + 1 FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY o (id, at)"
        " WHERE c.id = o.id AND (c.position <> o.at - 1"
        " OR c.parent_id IS DISTINCT FROM %(parent)s::uuid)",
        ids=list(ids),
        parent=parent_id,
    )


async def delete(db: AsyncConnection, category_id: UUID) -> None:
    await run(db, "DELETE FROM categories WHERE id = %(id)s", id=category_id)


async def products_in_any(
    db: AsyncConnection, category_ids: Sequence[UUID], limit: int
) -> list[UUID]:
    """Those of categories below them, too."""
    return await rows(
        db,
        UUID,
        "WITH RECURSIVE below AS (SELECT id FROM categories WHERE id = ANY(%(ids)s)"
        " UNION SELECT k.id FROM categories k JOIN below b ON k.parent_id = b.id)"
        " SELECT id FROM products WHERE category_id IN (SELECT id FROM below)"
        " ORDER BY id LIMIT %(limit)s",
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


async def move_products(
    db: AsyncConnection, category_id: UUID, into: UUID | None, *, now: datetime
) -> list[UUID]:
    """All of its products are in `into`; which."""
    return await rows(
        db,
        UUID,
        "WITH held AS (SELECT id FROM products WHERE category_id = %(id)s ORDER BY id FOR UPDATE)"
        " UPDATE products p SET category_id = %(into)s, version = version + 1, updated_at = %(now)s"
        " FROM held WHERE p.id = held.id RETURNING p.id",
        id=category_id,
        into=into,
        now=now,
    )


async def count_in_tax_class(db: AsyncConnection, tax_class: str) -> int:
    return await one(
        db, int, "SELECT count(*) FROM products WHERE tax_class = %(code)s", code=tax_class
    )
