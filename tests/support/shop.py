"""A small shop in a database: what tests of jobs and doors need to have around."""

import json
from datetime import UTC, datetime
from uuid import UUID

from lonja.kernel.db import Database, run
from lonja.kernel.ids import uuid7

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def a_product(database: Database, *, slug: str = "sevilla", skus: int = 1) -> UUID:
    """An active product with variants `SLUG-1`, `SLUG-2`, …"""
    product_id = uuid7()
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO products (id, slug, texts, created_at, updated_at) VALUES"
            " (%(id)s, %(slug)s, %(texts)s::jsonb, %(now)s, %(now)s)",
            id=product_id,
            slug=slug,
            texts=json.dumps({"es": {"name": slug.title()}, "en": {"name": slug.title()}}),
            now=NOON,
        )
        await run(
            db,
            "INSERT INTO variants (id, product_id, sku) SELECT id, %(product)s, sku"
            " FROM unnest(%(ids)s::uuid[], %(skus)s::text[]) AS t(id, sku)",
            product=product_id,
            ids=[uuid7() for _ in range(skus)],
            skus=[f"{slug.upper()}-{number}" for number in range(1, skus + 1)],
        )
    return product_id


async def a_location(database: Database, code: str = "madrid") -> str:
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO locations (code, name, country) VALUES (%(code)s, %(code)s, 'ES')"
            " ON CONFLICT DO NOTHING",
            code=code,
        )
    return code


async def readers(database: Database, count: int, *, domain: str) -> list[UUID]:
    """Customers `reader-0@domain`, … who agreed to marketing; every third one reads English."""
    ids = [uuid7() for _ in range(count)]
    emails = [f"reader-{number}@{domain}" for number in range(count)]
    async with database.transaction() as db:
        await run(
            db,
            "INSERT INTO customers (id, email, name, language, country, marketing_consent,"
            " created_at) SELECT id, email, 'Ana ' || number,"
            " CASE WHEN mod(number, 3) = 0 THEN 'en' ELSE 'es' END, 'ES', true, %(now)s"
            " FROM unnest(%(ids)s::uuid[], %(emails)s::text[], %(numbers)s::int[])"
            " AS t(id, email, number)",
            ids=ids,
            emails=emails,
            numbers=list(range(count)),
            now=NOON,
        )
        await run(
            db,
            "INSERT INTO customer_emails (email, customer_id)"
            " SELECT * FROM unnest(%(emails)s::text[], %(ids)s::uuid[])",
            ids=ids,
            emails=emails,
        )
    return ids
