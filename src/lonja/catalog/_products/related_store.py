"""All SQL of related products."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run


@dataclass(frozen=True, slots=True)
class Relation:
    product_id: UUID
    related_id: UUID


async def of(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Relation]:
    """In their order."""
    return await rows(
        db,
        Relation,
        "SELECT product_id, related_id FROM related_products WHERE product_id = ANY(%(ids)s)"
        " ORDER BY product_id, position, related_id",
        ids=list(product_ids),
    )


async def replace(db: AsyncConnection, product_id: UUID, related: Sequence[UUID]) -> None:
    await run(
        db,
        "WITH gone AS (DELETE FROM related_products WHERE product_id = %(id)s"
        " AND related_id <> ALL(%(related)s::uuid[]))"
        " INSERT INTO related_products (product_id, related_id, position)"
        " SELECT %(id)s, o.id, o.at FROM unnest(%(related)s::uuid[]) WITH ORDINALITY o (id, at)"
        " ON CONFLICT (product_id, related_id) DO UPDATE SET position = excluded.position",
        id=product_id,
        related=list(related),
    )
