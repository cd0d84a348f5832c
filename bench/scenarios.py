"""The scenarios: each returns its figures, beside a ceiling measured in the same run."""

import json
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from typing import Any

import psycopg

from bench.catalogue import catalogue
from bench.rig import Rig, constant_server, load, pgbench
from bench.same_sql import count, of_page
from lonja_tools.laptop.postgres import programs
from lonja_tools.places import CHECKOUT

type Figures = dict[str, Any]

TYPING_ERRORS = ("azulejoo", "hidraulco", "hexagno", "terrazo", "mrmol", "metr")
CHECKOUT_SQL = """
\\set a random(1, {variants})
\\set b random(1, {variants})
BEGIN;
WITH o AS (INSERT INTO bench_order VALUES (gen_random_uuid(), 1000) RETURNING id),
 l AS (INSERT INTO bench_line SELECT o.id, n, 1, 500 FROM o, generate_series(1, 2) AS n),
 e AS (INSERT INTO bench_event SELECT id, gen_random_uuid(), now(), 'placed' FROM o)
 INSERT INTO bench_message SELECT gen_random_uuid(), '{{"order": 1}}'::jsonb, now() FROM o;
UPDATE bench_stock SET held = held + 1 WHERE n = least(:a::int, :b::int) AND on_hand - held >= 1;
UPDATE bench_stock SET held = held + 1 WHERE n = greatest(:a::int, :b::int) AND on_hand - held >= 1;
COMMIT;
"""


def pages(rig: Rig) -> Figures:
    """Product pages and lists: cold (first sight after a start) and warm (from memory)."""
    slugs = [
        row[0] for row in rig.sql("SELECT slug FROM products WHERE status = 'active' ORDER BY slug")
    ]
    categories = [row[0] for row in rig.sql("SELECT slug FROM categories ORDER BY slug")]
    product = [f"/{language}/p/{slug}" for language in ("es", "en") for slug in slugs]
    lists = [f"/{language}/c/{slug}" for language in ("es", "en") for slug in categories]
    api = "/api/v1/products"
    rig.restart_front_office()
    figures: Figures = {}
    figures["product_cold"] = _measured(rig, product, limit=len(product), seconds=30, connections=8)
    figures["list_cold"] = _measured(rig, lists, limit=len(lists), seconds=30, connections=4)
    figures["product_json"] = _measured(rig, [f"/api/v1/products/{slug}" for slug in slugs])
    figures["list_json"] = _measured(rig, [f"/api/v1/products?category={c}" for c in categories])
    load(rig.url, product[:40], seconds=2)  # to warm both workers' caches
    figures["product_warm"] = _measured(rig, product[:20])
    figures["list_warm"] = _measured(rig, lists)
    figures["statements"] = {
        "product_cold": count(rig, product[0], after=product[1]),
        "list_cold": count(rig, lists[0], after=lists[1]),
        "product_json": count(rig, f"{api}/{slugs[0]}", after=f"{api}/{slugs[1]}"),
        "list_json": count(
            rig, f"{api}?category={categories[0]}", after=f"{api}?category={categories[1]}"
        ),
        "search_json": count(rig, f"{api}?q=azulejo", after=f"{api}?q=terrazo"),
    }
    for kind in ("product", "list"):
        with constant_server(figures[f"{kind}_warm"]["bytes_each"]) as url:
            ceiling = load(url, ["/"])
        figures[f"{kind}_constant_body"] = ceiling
        warm = figures[f"{kind}_warm"]["per_second"]
        figures[f"{kind}_warm_of_constant"] = round(warm / ceiling["per_second"], 2)
    bare = pgbench(rig, of_page(rig, f"{api}/{slugs[0]}", after=f"{api}/{slugs[1]}"))
    figures["product_sql_alone_per_second"] = bare
    figures["product_json_of_sql"] = round(figures["product_json"]["per_second"] / bare, 3)
    return figures


def _measured(rig: Rig, paths: Sequence[str], **options: Any) -> Figures:
    """The figures of `load`, with the CPU time per request."""
    before = rig.cpu()
    figures = load(rig.url, paths, **options)
    after = rig.cpu()
    figures["cpu_ms_per_request"] = {
        name: round((after[name] - before.get(name, 0)) * 1000 / max(1, figures["requests"]), 3)
        for name in ("front-office", "postgres")
    }
    return figures


def search(rig: Rig) -> Figures:
    words = ["azulejo", "hidraulico", "hexagono", "terrazo blanco", "marmol", "azul"]
    quoted = [f"/api/v1/products?q={urllib.parse.quote(word)}" for word in words]
    wrong = [f"/api/v1/products?q={urllib.parse.quote(word)}" for word in TYPING_ERRORS]
    right, mistyped = _measured(rig, quoted), _measured(rig, wrong)
    bare = pgbench(rig, of_page(rig, quoted[0], after=quoted[1]))
    return {
        "word": right,
        "typing_error": mistyped,
        "word_sql_alone_per_second": bare,
        "word_of_sql": round(right["per_second"] / bare, 3),
    }


def checkout(rig: Rig, *, shoppers: int = 16, seconds: float = 20.0) -> Figures:
    """Whole guest checkouts with relay and functions running, and the CPU that each took."""
    skus = [
        row[0]
        for row in rig.sql(
            "SELECT sku FROM variants JOIN stock_levels ON variant_id = id WHERE active"
            " AND on_hand - held > 60 ORDER BY sku LIMIT 800"
        )
    ]
    alone = buy(rig, skus, 1, seconds / 4)
    spread = _shop(rig, skus, shoppers, seconds)
    hot = _shop(rig, restock(rig, skus[:2]), shoppers, seconds / 2)
    bare = _bare_checkout(rig)
    return {
        "alone": alone,
        "spread": spread,
        "one_hot_sku": hot,
        "hot_of_spread": round(hot["orders_per_second"] / spread["orders_per_second"], 2),
        "sql_alone_orders_per_second": bare,
        "relay_and_functions_ran": spread["confirmed"] > 0,
    }


def restock(rig: Rig, skus: list[str]) -> list[str]:
    """So much of each that nothing is sold out, however long buyers buy."""
    with psycopg.connect(rig.postgres.url("lonja"), autocommit=True) as db:
        db.execute(
            "WITH it AS (SELECT id FROM variants WHERE sku = ANY(%s)) , moved AS (INSERT INTO"
            " stock_movements (variant_id, location, kind, quantity, at, actor) SELECT id,"
            " (SELECT code FROM locations ORDER BY position LIMIT 1), 'receipt', 100000, now(),"
            " 'bench' FROM it RETURNING variant_id, location), placed AS (UPDATE stock_at s SET"
            " on_hand = on_hand + 100000 FROM moved m WHERE (s.variant_id, s.location) ="
            " (m.variant_id, m.location)) UPDATE stock_levels SET on_hand = on_hand + 100000"
            " WHERE variant_id IN (SELECT id FROM it)",
            [skus],
        )
    return skus


def buy(rig: Rig, skus: list[str], shoppers: int, seconds: float) -> Figures:
    """Whole checkouts by so many shoppers for so long, whatever else runs."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.buyers", rig.url, str(shoppers), str(seconds)],
        cwd=CHECKOUT, input=json.dumps(skus), stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    figures: Figures = json.loads(done.stdout)
    return figures


def _shop(rig: Rig, skus: list[str], shoppers: int, seconds: float) -> Figures:
    rig.await_idle()
    before, since = rig.cpu(), rig.sql("SELECT now()")[0][0]
    figures = buy(rig, skus, shoppers, seconds)
    ends_at = time.monotonic() + 300
    while time.monotonic() < ends_at:
        waiting = rig.sql(
            "SELECT count(*) FROM orders WHERE placed_at >= %s AND status IN ('placed', 'paying')",
            since,
        )[0][0]
        if waiting == 0:
            break
        time.sleep(0.1)
    confirmed, last = rig.sql(
        "SELECT count(*), extract(epoch FROM max(confirmed_at) - min(placed_at)) FROM orders"
        " WHERE placed_at >= %s AND status = 'confirmed'",
        since,
    )[0]
    after = rig.cpu()
    figures["confirmed"] = confirmed
    figures["confirmed_per_second"] = round(confirmed / float(last), 1) if last else 0
    figures["cpu_ms_per_order"] = {
        name: round((after[name] - before.get(name, 0)) * 1000 / max(1, figures["placed"]), 2)
        for name in ("front-office", "functions-background", "postgres", "azurite", "mail")
        if name in after
    }
    return figures


def _bare_checkout(rig: Rig) -> float:
    """The same writes as one pgbench transaction, on tables of their own."""
    variants = 1000
    with psycopg.connect(rig.postgres.url("lonja"), autocommit=True) as db:
        db.execute(
            "CREATE TABLE bench_order (id uuid PRIMARY KEY, total bigint);"
            "CREATE TABLE bench_line (id uuid, n int, quantity int, total bigint, PRIMARY KEY (id, n));"
            "CREATE TABLE bench_event (id uuid, event uuid, at timestamptz, kind text,"
            " PRIMARY KEY (id, event));"
            "CREATE TABLE bench_message (id uuid PRIMARY KEY, body jsonb, at timestamptz);"
            "CREATE TABLE bench_stock (n int PRIMARY KEY, on_hand int, held int);"
            f"INSERT INTO bench_stock SELECT n, 1000000000, 0 FROM generate_series(1, {variants}) n"
        )
        try:
            return pgbench(rig, CHECKOUT_SQL.format(variants=variants))
        finally:
            db.execute(
                "DROP TABLE bench_order, bench_line, bench_event, bench_message, bench_stock"
            )


def etl(rig: Rig) -> Figures:
    """The whole warehouse built again, and a run with nothing to do, beside `COPY | COPY`."""
    full = json.loads(rig.lonja("etl", "run", "--full", "--json"))
    nothing = json.loads(rig.lonja("etl", "run", "--json"))
    psql = [str(programs() / "psql"), "-h", str(rig.postgres.sockets), "-U", "lonja", "-q"]
    count = rig.sql("SELECT count(*) FROM order_lines")[0][0]
    with psycopg.connect(rig.postgres.url("lonja_warehouse"), autocommit=True) as db:
        db.execute("CREATE UNLOGGED TABLE bench_lines (order_id uuid, line int, sku text, quantity int,"
                   " unit_milli bigint, total_minor bigint)")  # fmt: skip
    columns = "order_id, line, sku, quantity, unit_milli, total_minor"
    try:
        started = time.perf_counter()
        out = subprocess.Popen(
            [*psql, "-d", "lonja", "-c",
             f"COPY (SELECT {columns} FROM order_lines) TO STDOUT (FORMAT binary)"],
            stdout=subprocess.PIPE,
        )  # fmt: skip
        subprocess.run(
            [*psql, "-d", "lonja_warehouse", "-c", "COPY bench_lines FROM STDIN (FORMAT binary)"],
            stdin=out.stdout, check=True,
        )  # fmt: skip
        out.wait()
        piped = time.perf_counter() - started
    finally:
        with psycopg.connect(rig.postgres.url("lonja_warehouse"), autocommit=True) as db:
            db.execute("DROP TABLE bench_lines")
    return {
        "order_lines": count,
        "full": {"seconds": full["seconds"], "peak_mib": full["peak_mib"], "state": full["state"]},
        "nothing_to_do": {"seconds": nothing["seconds"]},
        "copy_piped_to_copy_seconds": round(piped, 2),
    }


def idle(rig: Rig, *, seconds: float = 20.0) -> Figures:
    """The CPU and memory of an idle laptop shop."""
    before, started = rig.cpu(), time.perf_counter()
    time.sleep(seconds)
    after, took = rig.cpu(), time.perf_counter() - started
    share = {n: round((after[n] - before.get(n, 0)) / took * 100, 2) for n in after}
    memory = rig.memory_mib()
    return {
        "cpu_percent_of_a_core": {**share, "all": round(sum(share.values()), 2)},
        "memory_mib": {**memory, "all": round(sum(memory.values()), 1)},
    }


SCENARIOS = {
    "pages": pages,
    "search": search,
    "checkout": checkout,
    "etl": etl,
    "idle": idle,
    "catalogue": catalogue,
}
