"""The SQL of what was sold of each product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows


@dataclass(frozen=True, slots=True)
class SoldUnits:
    product_id: UUID
    units: int


async def sold_units(
    db: AsyncConnection, statuses: Sequence[str], *, since: datetime
) -> list[SoldUnits]:
    return await rows(
        db,
        SoldUnits,
        "SELECT l.product_id, sum(l.quantity)::int AS units FROM orders o"
        " JOIN order_lines l ON l.order_id = o.id WHERE o.status = ANY(%(statuses)s)"
        " AND o.placed_at >= %(since)s AND l.product_id IS NOT NULL AND l.quantity > 0"
        " GROUP BY l.product_id",
        statuses=list(statuses),
        since=since,
    )
