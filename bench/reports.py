"""Each report over a star of a million lines: what its page costs, and what its drill-down costs.

The star is the demo's, many times over, in a database beside it: on the same days each order as often as
it takes, by another buyer, to another place, with other goods, and sent after other hours, so that no two
are alike and an aggregate has as many rows as a shop of that size gives it. What the database computes is counted by the CPU time of its one
process, so that other work on the machine does not show.
"""

import asyncio
import math
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import psutil
import psycopg

from bench.rig import Rig
from lonja.etl import warehouse
from lonja.kernel.db import Database
from lonja.reports import api as reports
from lonja_tools.laptop.postgres import Postgres

LINES: Final = 1_000_000
ROUNDS: Final = 12
MOST_MS: Final = 50
"""A page from aggregates is drawn from the database's answers within this much CPU, at the median."""
STAR: Final = "bench_star"

_OF_ORDERS: Final = {
    "fact_order": ("order_id", "order_number"),
    "fact_order_line": ("order_id",),
    "fact_discount": ("order_id",),
    "fact_payment": ("order_id", "payment_id"),
    "fact_payment_attempt": ("order_id", "attempt_id"),
    "fact_return_line": ("order_id", "return_id", "return_number"),
    "fact_cart": ("cart_id",),
}
"""The columns of each fact that name an order, or something of it."""
_OTHERS: Final[dict[str, str]] = {
    "customer_key": "CASE WHEN customer_key > 0 THEN customer_key + n * (SELECT step FROM bench.step)"
    " ELSE 0 END",
    "geography_key": "g.other",
    "variant_key": "v.other",
    "placed_time_key": "CASE WHEN placed_time_key < 0 THEN -1 ELSE"
    " (placed_time_key + bench.hash(order_id::text || n) %% 7) %% 24 END",
} | {
    name: f"{name} * (80 + bench.hash(order_id::text || n) %% 4001 / 100.0) / 100"
    for name in ("hours_to_confirm", "hours_to_pay", "hours_to_allocate", "hours_to_ship", "hours_to_deliver")
}  # fmt: skip
_PLACES: Final = (
    " JOIN bench.places AS g ON g.place = bench.hash(order_id::text || n) %%"
    " (SELECT count(*) FROM bench.places)"
)
_GOODS: Final = (
    " JOIN bench.goods AS v ON v.place = bench.hash({}::text || n) %%"
    " (SELECT count(*) FROM bench.goods)"
)
"""What differs in a copy: goods and places as often as they are sold, hours a fifth more or less."""
_STAGE: Final = """
CREATE SCHEMA bench;
CREATE FUNCTION bench.hash(text) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    'SELECT hashtextextended($1, 0) & 9223372036854775807';
CREATE TABLE bench.goods AS SELECT row_number() OVER () - 1 AS place, variant_key AS other FROM dw.fact_order_line;
CREATE TABLE bench.places AS SELECT row_number() OVER () - 1 AS place, geography_key AS other FROM dw.fact_order;
ANALYZE bench.goods;
ANALYZE bench.places;
CREATE TABLE bench.step AS SELECT max(customer_key) AS step FROM dw.dim_customer;
INSERT INTO dw.dim_customer (customer_key, person_key, natural_key, language, country, segment,
    marketing_consent, customer_since, inferred, hash, valid_from, valid_to, is_current)
SELECT customer_key + n * step, person_key + n * step, natural_key || '-' || n, language, country, segment,
    marketing_consent, customer_since, inferred, hash, valid_from, valid_to, is_current
  FROM dw.dim_customer, bench.step, generate_series(1, %(times)s) AS n WHERE customer_key > 0;
"""

type Figures = dict[str, Any]


def reports_of_a_big_shop(rig: Rig) -> Figures:
    built = build(rig.postgres, lines=LINES)
    try:
        return built | asyncio.run(_measured(rig.postgres.url(STAR), ROUNDS))
    finally:
        rig.postgres.ask(f'DROP DATABASE "{STAR}" WITH (FORCE)')


def build(server: Postgres, *, lines: int) -> Figures:
    """Copy the warehouse and multiply what was ordered; the aggregates are made as the ETL makes them."""
    began = time.perf_counter()
    # A database is copied while nobody is in it; who was comes back by themselves.
    server.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lonja_warehouse'"
    )
    server.ask(f'CREATE DATABASE "{STAR}" TEMPLATE lonja_warehouse')
    with psycopg.connect(server.url(STAR), autocommit=True) as db:
        have = _one(db, "SELECT count(*) FROM dw.fact_order_line")
        times = math.ceil(lines / max(1, have)) - 1
        for statement in _STAGE.strip().split(";\n"):
            db.execute(statement.replace("%(times)s", str(times)).encode())
        for table, names in _OF_ORDERS.items():
            db.execute(_copies(db, table, names), {"times": times})
        db.execute(
            "INSERT INTO dw.fact_stock_movement SELECT movement_id + n * (SELECT max(movement_id)"
            " FROM dw.fact_stock_movement), date_key, v.other,"
            " location, kind, quantity,"
            " value_minor, variant_id, CASE WHEN order_id IS NULL THEN NULL ELSE"
            " md5(order_id::text || n)::uuid END, moved_at FROM dw.fact_stock_movement CROSS JOIN"
            f" generate_series(1, %(times)s) AS n{_GOODS.format('movement_id')}".encode(),
            {"times": times},
        )
        with db.transaction():
            db.execute(
                "TRUNCATE stg.touched_day, stg.touched_customer, stg.visit_change, dw.agg_daily_visit"
            )
            db.execute(
                "INSERT INTO stg.touched_customer SELECT natural_key FROM dw.dim_customer WHERE customer_key > 0"
            )
            db.execute("INSERT INTO stg.touched_day SELECT date_key FROM dw.dim_date")
            db.execute("SET LOCAL search_path = dw, pg_catalog")
            for model in warehouse.MODELS:
                if model.startswith("agg_daily_"):
                    for block in warehouse.blocks(model):
                        db.execute(block.sql, prepare=False)
        db.execute("VACUUM (ANALYZE)")
        found = _one(db, "SELECT count(*) FROM dw.fact_order_line")
        orders = _one(db, "SELECT count(*) FROM dw.fact_order")
    return {
        "order_lines": found,
        "orders": orders,
        "built_in_seconds": round(time.perf_counter() - began, 1),
    }


def _one(db: psycopg.Connection, query: str) -> int:
    row = db.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def _copies(db: psycopg.Connection, table: str, names: Sequence[str]) -> bytes:
    """Every row again under other names, `times` times."""
    columns = [
        (str(row[0]), str(row[1]))
        for row in db.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'dw' AND table_name = %s ORDER BY ordinal_position",
            (table,),
        )
    ]
    chosen = ", ".join(
        (_OTHERS.get(name, name) if table in ("fact_order", "fact_order_line") else name)
        if name not in names
        else (f"md5({name}::text || n)::uuid" if kind == "uuid" else f"{name} || '-' || n")
        for name, kind in columns
    )
    others = {
        "fact_order": _PLACES,
        "fact_order_line": _PLACES + _GOODS.format("order_id::text || line"),
    }
    return (
        f"INSERT INTO dw.{table} SELECT {chosen} FROM dw.{table}"
        f" CROSS JOIN generate_series(1, %(times)s) AS n{others.get(table, '')}"
    ).encode()


async def _measured(url: str, rounds: int) -> Figures:
    database = Database(f"{url}", pool_size=1)
    try:
        async with database.reading() as db:
            # One process does all of it, and its CPU time is what the answer costs.
            await db.execute("SET max_parallel_workers_per_gather = 0")
            await db.execute("SET statement_timeout = 0")
            row = await (await db.execute("SELECT pg_backend_pid()")).fetchone()
            assert row is not None
            backend = psutil.Process(int(row[0]))
            found = {
                code: await _of(db, report, backend, rounds)
                for code, report in reports.REPORTS.items()
            }
    finally:
        await database.close()
    slow = sorted(code for code, one in found.items() if one["page_p50_ms"] > MOST_MS)
    return {"most_ms": MOST_MS, "slower": slow, "reports": found}


async def _of(db: Any, report: reports.Report, backend: psutil.Process, rounds: int) -> Figures:
    last = await (
        await db.execute(
            "SELECT max(day) FROM dw.agg_daily_sales JOIN dw.dim_date USING (date_key)"
            " WHERE day <= current_date"
        )
    ).fetchone()
    end = last[0] + timedelta(days=1)

    def asked(back: int) -> reports.Asked:
        until: date = end - timedelta(days=back)
        return reports.Asked(reports.Period(until - timedelta(days=report.days), until), "EUR")

    async def page(back: int) -> None:
        await reports.answer(db, report, asked(back))

    figures = await _timed(page, backend, rounds, "page")
    traced = next((code for code in report.figures if reports.is_traceable(code)), "")
    if traced:

        async def drill(back: int) -> None:
            await reports.orders_behind(db, traced, asked(back), limit=51, offset=0)

        figures |= await _timed(drill, backend, max(3, rounds // 2), "drill")
    return figures


async def _timed(
    ask: Callable[[int], Awaitable[None]], backend: psutil.Process, rounds: int, name: str
) -> Figures:
    """The CPU time of the database for each of several periods, after one to warm up."""
    await ask(0)
    took = []
    for back in range(rounds):
        before = _cpu(backend)
        await ask(back)
        took.append((_cpu(backend) - before) * 1000)
    took.sort()
    return {
        f"{name}_p50_ms": round(took[len(took) // 2], 1),
        f"{name}_p99_ms": round(took[-1], 1),
    }


def _cpu(process: psutil.Process) -> float:
    """Seconds on a core; to the nanosecond where the kernel says it, else to its tick of 10 ms."""
    exact = Path(f"/proc/{process.pid}/schedstat")
    if exact.exists():
        return int(exact.read_text().split()[0]) / 1e9
    used = process.cpu_times()
    return float(used.user + used.system)


def main() -> None:
    """`python -m bench.reports DATA SOCKETS [LINES]`: of a server that runs already."""
    server = Postgres(data=Path(sys.argv[1]), sockets=Path(sys.argv[2]))
    lines = int(sys.argv[3]) if len(sys.argv) > 3 else LINES
    built = build(server, lines=lines)
    try:
        figures = built | asyncio.run(_measured(server.url(STAR), ROUNDS))
    finally:
        server.ask(f'DROP DATABASE "{STAR}" WITH (FORCE)')
    for code, one in sorted(figures.pop("reports").items(), key=lambda x: -x[1]["page_p50_ms"]):
        print(f"{code:24} {one}")
    print(figures)


if __name__ == "__main__":
    main()
