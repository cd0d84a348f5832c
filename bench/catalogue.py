"""A catalogue of 250,000 variants beside the demo's, and how quickly its list comes in the back office.

The rows are written by one statement a table, as the doors would have written them; the lists are read
through the same doors as the back office's API reads them.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import psycopg

from bench.rig import Rig
from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.db import Database
from lonja.shelf import api as shelf

PRODUCTS: Final = 50_000
VARIANTS_EACH: Final = 5
ROUNDS: Final = 60
PAGE: Final = 51

_FILL: Final = (
    (
        "INSERT INTO products (id, slug, status, texts, created_at, updated_at)"
        " SELECT gen_random_uuid(), 'bench-' || n, CASE WHEN n %% 10 = 0 THEN 'draft' ELSE 'active' END,"
        " jsonb_build_object('en', jsonb_build_object('name', 'Bench ' || (n %% 997) || ' item ' || n)),"
        " now() - n * interval '1 minute', now() - n * interval '1 minute'"
        " FROM generate_series(1, %(products)s) AS n"
    ),
    (
        "INSERT INTO variants (id, product_id, sku, position) SELECT gen_random_uuid(), p.id,"
        " upper(p.slug) || '-' || v, v FROM products p, generate_series(1, %(each)s) AS v"
        " WHERE p.slug LIKE 'bench-%%'"
    ),
    (
        "INSERT INTO stock_levels (variant_id, on_hand, low_at) SELECT id,"
        " (hashtext(sku) & 1023), 20 FROM variants WHERE sku LIKE 'BENCH-%%'"
    ),
    (
        "INSERT INTO desk_products (product_id, slug, status, category_slug, availability, updated_at,"
        " words) SELECT p.id, p.slug, p.status, '',"
        " CASE abs(hashtext(p.slug)) %% 50 WHEN 0 THEN 'sold_out' WHEN 1 THEN 'low' ELSE 'in_stock' END,"
        " p.updated_at, lower(p.slug || ' ' || (p.texts -> 'en' ->> 'name') || ' '"
        " || (SELECT string_agg(v.sku, ' ') FROM variants v WHERE v.product_id = p.id))"
        " FROM products p WHERE p.slug LIKE 'bench-%%'"
    ),
    "ANALYZE products, variants, stock_levels, desk_products",
)
_EMPTY: Final = (
    "DELETE FROM desk_products WHERE slug LIKE 'bench-%'",
    "DELETE FROM stock_levels WHERE variant_id IN (SELECT id FROM variants WHERE sku LIKE 'BENCH-%')",
    "DELETE FROM products WHERE slug LIKE 'bench-%'",
)

type Read = Callable[[Database], Awaitable[int]]


def catalogue(rig: Rig) -> dict[str, Any]:
    url = rig.postgres.url("lonja")
    return measured(url)


def measured(url: str) -> dict[str, Any]:
    """Fill, read each list, and empty again."""
    started = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as db:
        for statement in _FILL:
            db.execute(statement, {"products": PRODUCTS, "each": VARIANTS_EACH})
    try:
        figures: dict[str, Any] = {
            "variants": PRODUCTS * VARIANTS_EACH,
            "fill_seconds": round(time.perf_counter() - started, 1),
        }
        return figures | {"lists": asyncio.run(_lists(url))}
    finally:
        with psycopg.connect(url, autocommit=True) as db:
            for statement in _EMPTY:
                db.execute(statement)


async def _lists(url: str) -> dict[str, Any]:
    database = Database(url, pool_size=2, application="bench")
    try:
        return {name: await _timed(database, read) for name, read in _READS.items()}
    finally:
        await database.close()


async def _timed(database: Database, read: Read) -> dict[str, Any]:
    taken = []
    found = 0
    for _ in range(ROUNDS):
        before = time.perf_counter()
        found = await read(database)
        taken.append((time.perf_counter() - before) * 1000)
    taken.sort()
    return {
        "rows": found,
        "p50_ms": round(taken[len(taken) // 2], 1),
        "p99_ms": round(taken[-1 - len(taken) // 100], 1),
    }


def _products(**asked: Any) -> Read:
    async def read(database: Database) -> int:
        async with database.reading() as db:
            found = await shelf.desk_products(db, limit=PAGE, **{"query": "", **asked})
            ids = [row.product_id for row in found]
            return len(await catalog.product_rows(db, ids, language="en"))

    return read


async def _stock_by_free(database: Database) -> int:
    async with database.reading() as db:
        found = await inventory.stock_by_free(db, only=None, sort="free", after=None, limit=PAGE)
        ids = [one.variant_id for one in found]
        return len(await catalog.variant_names(db, ids, language="en"))


_READS: Final[dict[str, Read]] = {
    "first page": _products(),
    "last changed first": _products(sort="-updated"),
    "low in stock": _products(availability="low"),
    "drafts": _products(status=catalog.ProductStatus.DRAFT),
    "a word": _products(query="bench-4711"),
    "two words": _products(query="bench 42"),
    "stock by free units": _stock_by_free,
}
