"""All SQL of returns."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import run


async def insert(
    db: AsyncConnection, whole: Mapping[str, Any], lines: Mapping[str, Sequence[Any]]
) -> bool:
    """The return with its lines; False when it was written before."""
    return bool(
        await run(
            db,
            "WITH made AS (INSERT INTO returns (order_id, id, number, channel, kind, currency,"
            " customer_id, country, total_minor, returned_at) VALUES (%(order_id)s, %(id)s,"
            " %(number)s, %(channel)s, 'return', %(currency)s, %(customer_id)s, %(country)s,"
            " %(total_minor)s, %(returned_at)s) ON CONFLICT DO NOTHING RETURNING order_id, id)"
            " INSERT INTO return_lines (order_id, return_id, line, variant_id, sku, name, quantity,"
            " unit_milli, total_minor, reason)"
            " SELECT made.order_id, made.id, l.line, l.variant_id, l.sku, l.name, l.quantity,"
            " l.unit_milli, l.total_minor, l.reason FROM made, unnest(%(lines)s::int[],"
            " %(variant_ids)s::uuid[], %(skus)s::text[], %(names)s::text[], %(quantities)s::int[],"
            " %(units_milli)s::bigint[], %(totals_minor)s::bigint[], %(reasons)s::text[])"
            " AS l(line, variant_id, sku, name, quantity, unit_milli, total_minor, reason)",
            **whole,
            **lines,
        )
    )


async def move_buyer(db: AsyncConnection, customer_id: UUID, to: UUID) -> None:
    await run(
        db,
        "UPDATE returns SET customer_id = %(to)s WHERE customer_id = %(id)s",
        id=customer_id,
        to=to,
    )
