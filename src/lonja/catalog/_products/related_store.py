"""All SQL of related products."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
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


BESIDE: Final = (
    "SELECT id FROM (SELECT related_id AS id, 0 AS rank, position FROM related_products"
    "  WHERE product_id = {0}"
    " UNION ALL SELECT b.other_id, 1, b.position FROM bought_together b"
    "  WHERE b.product_id = {0} AND NOT EXISTS (SELECT FROM related_products r"
    "   WHERE r.product_id = {0} AND r.related_id = b.other_id)) AS both_of"
    " ORDER BY rank, position, id"
)
"""What staff chose, in their order, and then what is bought together with it."""


async def beside(db: AsyncConnection, product_id: UUID, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        f"{BESIDE.format('%(id)s')} LIMIT %(limit)s",
        id=product_id,
        limit=limit,
    )


async def replace_together(
    db: AsyncConnection, variants: Sequence[UUID], others: Sequence[UUID], positions: Sequence[int]
) -> list[UUID]:
    """Make the table these pairs, given by variants; the products of which something changed."""
    return await rows(
        db,
        UUID,
        "WITH given AS (SELECT DISTINCT ON (a.product_id, b.product_id) a.product_id,"
        "  b.product_id AS other_id, p.position"
        "  FROM unnest(%(variants)s::uuid[], %(others)s::uuid[], %(positions)s::integer[])"
        "   AS p(variant_id, other_id, position)"
        "  JOIN variants a ON a.id = p.variant_id JOIN variants b ON b.id = p.other_id"
        "  WHERE a.product_id <> b.product_id ORDER BY a.product_id, b.product_id, p.position),"
        " gone AS (DELETE FROM bought_together t WHERE NOT EXISTS (SELECT FROM given g"
        "   WHERE g.product_id = t.product_id AND g.other_id = t.other_id)"
        "  RETURNING t.product_id),"
        " made AS (INSERT INTO bought_together AS t (product_id, other_id, position)"
        "  SELECT product_id, other_id, position FROM given"
        "  ON CONFLICT (product_id, other_id) DO UPDATE SET position = excluded.position"
        "  WHERE t.position <> excluded.position RETURNING t.product_id)"
        " SELECT product_id FROM gone UNION SELECT product_id FROM made ORDER BY 1",
        variants=list(variants),
        others=list(others),
        positions=list(positions),
    )
