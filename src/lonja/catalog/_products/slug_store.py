"""All SQL that finds products by their addresses, and the addresses of products."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows


@dataclass(frozen=True, slots=True)
class Slug:
    id: UUID
    slug: str


async def slugs_of(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Slug]:
    return await rows(
        db, Slug, "SELECT id, slug FROM products WHERE id = ANY(%(ids)s)", ids=list(product_ids)
    )


async def ids_by_slug(db: AsyncConnection, slugs: Sequence[str]) -> list[Slug]:
    return await rows(
        db, Slug, "SELECT id, slug FROM products WHERE slug = ANY(%(slugs)s)", slugs=list(slugs)
    )
