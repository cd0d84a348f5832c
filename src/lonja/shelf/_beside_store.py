"""The SQL of what stands beside a product."""

from collections.abc import Sequence
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows
from lonja.shelf._store import CARD, Card


async def beside(
    db: AsyncConnection,
    product_id: UUID,
    *,
    chosen: Sequence[UUID],
    category: str | None,
    language: str,
    currency: str,
    limit: int,
) -> list[Card]:
    return await rows(
        db,
        Card,
        f"SELECT {CARD} FROM ("
        f"(SELECT {CARD}, array_position(%(chosen)s::uuid[], product_id) AS turn FROM shelf"
        "  WHERE visible AND language = %(language)s AND currency = %(currency)s"
        "  AND product_id = ANY(%(chosen)s::uuid[]))"
        f" UNION ALL (SELECT {CARD}, NULL FROM shelf"
        "  WHERE visible AND language = %(language)s AND currency = %(currency)s"
        "  AND product_id <> %(id)s"
        + (" AND category_slug = %(category)s" if category else "")
        + "  AND product_id <> ALL(%(chosen)s::uuid[])"
        "  ORDER BY featured DESC, product_id LIMIT %(limit)s)) AS both_of"
        " ORDER BY turn, featured DESC, product_id LIMIT %(limit)s",
        id=product_id,
        chosen=list(chosen),
        category=category,
        language=language,
        currency=currency,
        limit=limit,
    )
