"""All SQL of the back office's list of products: a narrow row for each, whatever its status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel.db import rows, run
from lonja.kernel.folding import MAX_WORDS, patterns


@dataclass(frozen=True, slots=True)
class DeskRow:
    product_id: UUID
    slug: str
    updated_at: datetime


_WANTED: Final = (
    " WHERE (%(status)s::text IS NULL OR status = %(status)s)"
    " AND (%(categories)s::text[] IS NULL OR category_slug = ANY(%(categories)s))"
    " AND (%(availability)s::text IS NULL OR availability = %(availability)s)"
)
_FOUND: Final = " AND " + " AND ".join(f"words LIKE %(w{i})s" for i in range(MAX_WORDS))


def _after(column: str, kind: str, *, backwards: bool) -> str:
    sign, way = ("<", "DESC") if backwards else (">", "ASC")
    return (
        f" AND (%(last)s::{kind} IS NULL OR ({column}, product_id) {sign} (%(last)s, %(id)s))"
        f" ORDER BY {column} {way}, product_id {way} LIMIT %(limit)s"
    )


_AFTER: Final = {
    "name": _after("slug", "text", backwards=False),
    "-name": _after("slug", "text", backwards=True),
    "updated": _after("updated_at", "timestamptz", backwards=False),
    "-updated": _after("updated_at", "timestamptz", backwards=True),
}


async def page(
    db: AsyncConnection,
    *,
    query: str,
    status: str | None,
    categories: Sequence[str] | None,
    availability: str | None,
    sort: str,
    after: tuple[Any, UUID] | None,
    limit: int,
) -> list[DeskRow]:
    last, product_id = after or (None, None)
    return await rows(
        db,
        DeskRow,
        "SELECT product_id, slug, updated_at FROM desk_products"
        + _WANTED
        + (_FOUND if query else "")
        + _AFTER[sort],
        status=status,
        categories=None if categories is None else list(categories),
        availability=availability,
        **{f"w{i}": pattern for i, pattern in enumerate(patterns(query))},
        last=last,
        id=product_id,
        limit=limit,
    )


async def replace_rows(
    db: AsyncConnection, product_ids: Sequence[UUID], fresh: Sequence[dict[str, Any]]
) -> None:
    gone = set(product_ids) - {row["product_id"] for row in fresh}
    if gone:
        await run(db, "DELETE FROM desk_products WHERE product_id = ANY(%(ids)s)", ids=list(gone))
    if not fresh:
        return
    columns = {key: [row[key] for row in fresh] for key in fresh[0]}
    await run(
        db,
        "INSERT INTO desk_products (product_id, slug, status, category_slug, availability,"
        " updated_at, words) SELECT * FROM unnest(%(product_id)s::uuid[], %(slug)s::text[],"
        " %(status)s::text[], %(category_slug)s::text[], %(availability)s::text[],"
        " %(updated_at)s::timestamptz[], %(words)s::text[])"
        " ON CONFLICT (product_id) DO UPDATE SET slug = excluded.slug, status = excluded.status,"
        " category_slug = excluded.category_slug, availability = excluded.availability,"
        " updated_at = excluded.updated_at, words = excluded.words",
        **columns,
    )
