"""All SQL of returns."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection

from lonja.kernel.db import run


async def insert(
    db: AsyncConnection, whole: Mapping[str, Any], lines: Mapping[str, Sequence[Any]]
) -> bool:
    """The return with its lines; False when it was written before."""
    columns = ", ".join(whole)
    values = ", ".join(f"%({name})s" for name in whole)
    return bool(
        await run(
            db,
            f"WITH made AS (INSERT INTO returns ({columns}) VALUES ({values})"
            " ON CONFLICT DO NOTHING RETURNING order_id, id)"
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
