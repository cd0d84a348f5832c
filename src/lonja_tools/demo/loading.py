"""The rows into the database: all of them in one transaction, with a marker that says which."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from psycopg import AsyncConnection, sql

from lonja.kernel import clock
from lonja.kernel.db import Database, first, one, rows, run
from lonja.kernel.transaction import EVERYTHING, announce
from lonja.reports import api as reports
from lonja.shelf import api as shelf
from lonja.shop import api as shop
from lonja.staff import api as staff
from lonja_tools.demo import _audit, _cache, _content, _shop, desk
from lonja_tools.demo._facts import SHOP
from lonja_tools.demo._plan import DEFAULT_SEED, VERSION, Plan
from lonja_tools.demo._rows import COLUMNS

__all__ = ["DEFAULT_SEED", "Loaded", "ensure_rows", "look", "replace_rows"]

type Progress = Callable[[str, float], None]

_MARKER = """
CREATE SCHEMA IF NOT EXISTS demo;
CREATE TABLE IF NOT EXISTS demo.shop (
    seed bigint NOT NULL,
    version integer NOT NULL,
    anchor date NOT NULL,
    loaded_at timestamptz NOT NULL
);
"""
# One at a time: a second start beside a running one waits, then finds the shop there.
_LOADING = 0x44454D4F


@dataclass(frozen=True, slots=True)
class Loaded:
    """The demo shop that a database holds."""

    seed: int
    version: int
    anchor: date
    loaded_at: datetime

    @property
    def is_old(self) -> bool:
        return self.version != VERSION


async def look(database_url: str) -> Loaded | None:
    """The demo shop that a database holds, if any."""
    async with _opened(database_url) as database:
        return await _loaded(database)


async def ensure_rows(
    database_url: str, *, seed: int, anchor: date | None, secret_key: str, progress: Progress
) -> Loaded | None:
    """The demo shop, loaded now if the database was empty; None if it holds another shop."""
    async with _opened(database_url) as database:
        there = await _loaded(database)
        if there is not None:
            return there
        if await _is_taken(database):
            return None
        plan = Plan(seed, anchor or clock.now().date())
        return await _fill(database, plan, secret_key, progress, replace=False)


async def replace_rows(
    database_url: str,
    *,
    seed: int | None,
    anchor: date | None,
    secret_key: str,
    progress: Progress,
) -> Loaded:
    """Empty the whole shop and fill it again, in one transaction; by default with the same story."""
    async with _opened(database_url) as database:
        there = await _loaded(database)
        plan = Plan(
            seed=seed if seed is not None else there.seed if there else DEFAULT_SEED,
            anchor=anchor or (there.anchor if there else clock.now().date()),
        )
        return await _fill(database, plan, secret_key, progress, replace=True)


@contextlib.asynccontextmanager
async def _opened(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=1, application="lonja-demo")
    try:
        yield database
    finally:
        await database.close()


async def _loaded(database: Database) -> Loaded | None:
    async with database.reading() as db:
        return await _marker(db)


async def _fill(
    database: Database, plan: Plan, secret_key: str, progress: Progress, *, replace: bool
) -> Loaded:
    """Take the rows from the cache, or generate and cache them while loading."""
    blocks = await asyncio.to_thread(_cache.stored, plan)
    keeping = None
    if blocks is None:
        blocks = await asyncio.to_thread(_make, plan, progress)
        keeping = asyncio.create_task(asyncio.to_thread(_cache.store, plan, blocks))
    try:
        return await _load(database, plan, blocks, secret_key, progress, replace=replace)
    finally:
        if keeping is not None:
            await keeping


def _make(plan: Plan, progress: Progress) -> Mapping[str, bytes]:
    sheets = _shop.make(plan, lambda part: progress("Making the demo shop", part * 0.6))
    return {table: sheets.block(table) for table in COLUMNS}


async def _load(
    database: Database,
    plan: Plan,
    blocks: Mapping[str, bytes],
    secret_key: str,
    progress: Progress,
    *,
    replace: bool,
) -> Loaded:
    async with database.transaction() as db:
        await run(db, "SET LOCAL statement_timeout = 0")
        await run(db, "SET LOCAL lock_timeout = '30s'")
        await run(db, "SELECT pg_advisory_xact_lock(%(key)s)", key=_LOADING)
        there = await _marker(db)
        if not replace and there is not None:
            return there
        await run(db, _MARKER)
        await _empty(db)
        await _copy(db, blocks, progress)
        progress("Arranging the shelves", 0.9)
        await _open_gateway_books(db)
        await _count_buyers(db)
        await _list_purchases(db)
        await _audit.write(db, plan)
        # Of the anchor's day, as every row here: two machines show the same shop.
        opened = datetime.combine(plan.anchor, time(), tzinfo=UTC)
        await shop.save(db, SHOP, actor="owner@azulejo.example", now=opened)
        await _content.write(db, plan, actor="owner@azulejo.example", now=opened)
        await shop.set_open(db, is_open=True, actor="owner@azulejo.example", now=opened)
        await staff.install_demo(db, seal=staff.Seal(secret_key), now=clock.now())
        await desk.write(db, plan, opened=opened, secret=secret_key)
        await shelf.refresh_all(db)
        loaded = Loaded(plan.seed, VERSION, plan.anchor, clock.now())
        await run(
            db,
            "INSERT INTO demo.shop (seed, version, anchor, loaded_at)"
            " VALUES (%(seed)s, %(version)s, %(anchor)s, %(now)s)",
            seed=plan.seed,
            version=VERSION,
            anchor=plan.anchor,
            now=loaded.loaded_at,
        )
        announce(db, EVERYTHING)
        # So that the reports have data without waiting for the timer.
        await reports.request_run(db, asked_by="demo")
    async with database.reading() as db:
        await run(db, "SET statement_timeout = 0")
        await run(
            db,
            f"ANALYZE {', '.join([*COLUMNS, 'shelf', 'customer_spending', 'customer_products'])}",
        )
    progress("Demo shop", 1.0)
    return loaded


async def _empty(db: AsyncConnection) -> None:
    """Every table of the shop; also what makes COPY quick, for an empty table needs no journal."""
    await _note_for_etl(db)
    names = await rows(
        db,
        str,
        "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN"
        " ('public', 'test_gateway', 'demo') AND tablename <> 'alembic_version'"
        " ORDER BY schemaname, tablename",
    )
    await run(db, f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")


async def _note_for_etl(db: AsyncConnection) -> None:
    """TRUNCATE fires no trigger of rows: record the deletions in the change log, so that the warehouse deletes them."""
    if not await one(db, bool, "SELECT to_regclass('feed.change') IS NOT NULL"):
        return
    for table, entity, key in (
        ("orders", "order", "id"),
        ("returns", "return", "id"),
        ("customers", "customer", "id"),
        ("stock_movements", "movement", "id"),
        ("credit_accounts", "credit", "id"),
        ("carts", "cart", "id"),
        ("campaigns", "campaign", "id"),
        ("traffic_counts", "traffic", "day"),
    ):
        await run(
            db,
            f"INSERT INTO feed.change (entity, key, op) SELECT '{entity}', {key}::text, 'D'"
            f" FROM public.{table}",
        )


async def _copy(db: AsyncConnection, blocks: Mapping[str, bytes], progress: Progress) -> None:
    whole = sum(len(block) for block in blocks.values())
    done = 0
    for table, columns in COLUMNS.items():
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        async with db.cursor() as cursor, cursor.copy(statement) as copy:
            await copy.write(blocks[table])
        done += len(blocks[table])
        progress("Loading the demo shop", 0.6 + 0.3 * done / whole)


async def _open_gateway_books(db: AsyncConnection) -> None:
    """The test gateway knows these payments, so that a clerk may refund them."""
    await run(
        db,
        "INSERT INTO test_gateway.payments (attempt_id, token, amount_minor, currency, state)"
        " SELECT id, 'approved', amount_minor, currency, 'captured' FROM payment_attempts"
        " WHERE status = 'captured'",
    )
    await run(
        db,
        "INSERT INTO test_gateway.refunds (id, attempt_id, amount_minor, state)"
        " SELECT id, attempt_id, amount_minor, status FROM refunds",
    )


async def _count_buyers(db: AsyncConnection) -> None:
    """What `count_buyer` would have counted order by order."""
    await run(
        db,
        "UPDATE customers c SET orders = o.sold, last_order_at = o.last_at, phone = o.phone FROM ("
        " SELECT customer_id, count(*) FILTER (WHERE status IN ('confirmed', 'shipped',"
        " 'delivered')) AS sold, max(placed_at) AS last_at,"
        " coalesce((array_agg(address ->> 'phone' ORDER BY placed_at DESC))[1], '') AS phone"
        " FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id) o"
        " WHERE c.id = o.customer_id",
    )
    await run(
        db,
        "INSERT INTO customer_spending (customer_id, currency, paid_minor, refunded_minor)"
        " SELECT o.customer_id, m.currency, coalesce(sum(m.amount_minor) FILTER (WHERE m.kind IN"
        " ('captured', 'late_captured')), 0), coalesce(sum(CASE m.kind WHEN 'refunded'"
        " THEN m.amount_minor WHEN 'refund_failed' THEN -m.amount_minor ELSE 0 END), 0)"
        " FROM payment_moves m JOIN orders o ON o.id = m.order_id"
        " WHERE o.customer_id IS NOT NULL GROUP BY o.customer_id, m.currency",
    )


async def _list_purchases(db: AsyncConnection) -> None:
    """What `count_buyer` would have written of each buyer's products."""
    await run(
        db,
        "INSERT INTO customer_products (customer_id, product_id)"
        " SELECT DISTINCT o.customer_id, l.product_id FROM orders o"
        " JOIN order_lines l ON l.order_id = o.id WHERE o.customer_id IS NOT NULL"
        " AND l.product_id IS NOT NULL AND o.status IN ('confirmed', 'shipped', 'delivered')",
    )


async def _marker(db: AsyncConnection) -> Loaded | None:
    if not await one(db, bool, "SELECT to_regclass('demo.shop') IS NOT NULL"):
        return None
    return await first(db, Loaded, "SELECT seed, version, anchor, loaded_at FROM demo.shop LIMIT 1")


async def _is_taken(database: Database) -> bool:
    async with database.reading() as db:
        return await one(
            db, bool, "SELECT EXISTS (SELECT FROM products) OR EXISTS (SELECT FROM orders)"
        )
