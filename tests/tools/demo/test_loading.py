"""The same seed is the same shop, everywhere; and a load is whole or has not happened."""

import hashlib
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from tests.tools.demo.conftest import ANCHOR, SECRET, no_progress

from lonja_tools.demo import _cache, loading
from lonja_tools.demo._plan import Plan

# Staff and their audit rows are made on the spot: passwords are salted, and secrets are secret. What staff
# wrote since the day of the anchor has ids that the doors draw, and so has what they sell since.
DIGEST = """
SELECT md5(string_agg(line, E'\n' ORDER BY line)) FROM (
    SELECT t::text AS line FROM {table} t
) lines
"""
TABLES = (
    "(SELECT * FROM products WHERE kind = 'goods')", "media",
    "(SELECT * FROM promotions WHERE created_at < {opened})", "promotion_codes", "promotion_uses",
    "customers", "(SELECT to_jsonb(o) - 'assignee_id' FROM orders o)", "order_lines", "order_discounts",
    "order_numbers", "payment_attempts", "shipments",
    "stock_movements", "stock_levels", "stock_at", "tax_rates", "shipping_rates", "categories", "reviews",
    "(SELECT * FROM cart_lines WHERE added_at < {opened})", "(SELECT * FROM carts WHERE created_at < {opened})",
    "(SELECT * FROM order_events WHERE at < {opened})", "(SELECT * FROM payment_moves WHERE at < {opened})",
    "(SELECT * FROM returns WHERE returned_at < {opened})", "(SELECT * FROM audit_log WHERE seq < (SELECT min(seq) FROM audit_log WHERE at >= {opened}))",
    "(SELECT to_jsonb(s) - 'collections' FROM shelf s JOIN products p ON p.id = s.product_id WHERE p.kind = 'goods')",
    *(f"(SELECT t.* FROM {table} t JOIN variants v ON v.id = t.variant_id WHERE v.sku NOT LIKE 'GIFT-%')"
      for table in ("prices", "price_history")),
    "(SELECT * FROM variants WHERE sku NOT LIKE 'GIFT-%')",
)  # fmt: skip

OPENED = f"'{ANCHOR - timedelta(days=1)}T23:59:59Z'"

OTHER_PROCESS = """
import hashlib, sys
from datetime import date
from lonja_tools.demo import _shop
from lonja_tools.demo._plan import Plan
sheets = _shop.make(Plan(int(sys.argv[1]), date.fromisoformat(sys.argv[2])), lambda part: None)
digest = hashlib.sha256()
for table in sorted(sheets.lines):
    digest.update(sheets.block(table))
print(digest.hexdigest())
"""


def digests(url: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        found = {}
        for table in TABLES:
            row = connection.execute(
                DIGEST.format(table=table.format(opened=OPENED)).encode()
            ).fetchone()
            assert row is not None
            found[table] = row[0]
        return found


def count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(row[0])


async def ensure(url: str, anchor: date = ANCHOR) -> loading.Loaded | None:
    return await loading.ensure_rows(
        url,
        seed=loading.DEFAULT_SEED,
        anchor=anchor,
        secret_key=SECRET,
        progress=no_progress,
    )


def rows_made_elsewhere(*, seed: int = loading.DEFAULT_SEED) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, str(seed), ANCHOR.isoformat()],
        env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def killed_while_loading(url: str) -> int | None:
    """The exit code of a load that was ended in the middle of its COPY."""
    load = subprocess.Popen(
        [sys.executable, "-m", "lonja_tools.demo"],
        env={**os.environ, "LONJA_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert load.stdout is not None
    with load:
        for line in load.stdout:
            if line.startswith(("Loading the demo shop: 8", "Arranging")):
                load.send_signal(signal.SIGKILL)
                break
    return load.returncode


@pytest.fixture(scope="module")
def undisturbed(demo_url: str) -> dict[str, str]:
    return digests(demo_url)


@pytest.mark.anyio
class TestTheDemoShop:
    async def test_is_whole_and_the_same_out_of_the_cache_after_a_load_that_was_killed(
        self, undisturbed: dict[str, str], fresh_database_url: str, cache: Path
    ) -> None:
        assert killed_while_loading(fresh_database_url) == -signal.SIGKILL
        assert count(fresh_database_url, "orders") == 0
        assert list(cache.glob("rows-*.zip"))

        await ensure(fresh_database_url)

        assert digests(fresh_database_url) == undisturbed

    async def test_stays_as_it_is_when_the_day_moves_on(self, own_demo_url: str) -> None:
        first = await loading.look(own_demo_url)
        with psycopg.connect(own_demo_url) as connection:
            connection.execute("UPDATE orders SET refusal = 'mine' WHERE status = 'shipped'")

        second = await ensure(own_demo_url, ANCHOR + timedelta(days=1))

        assert second == first is not None
        with psycopg.connect(own_demo_url) as connection:
            found = connection.execute(
                "SELECT DISTINCT refusal FROM orders WHERE status = 'shipped'"
            )
            assert found.fetchall() == [("mine",)]

    async def test_never_replaces_a_shop_that_is_not_its_own(self, fresh_database_url: str) -> None:
        with psycopg.connect(fresh_database_url) as connection:
            connection.execute(
                "INSERT INTO products (id, slug, texts, created_at, updated_at)"
                " VALUES (gen_random_uuid(), 'mine', '{}', now(), now())"
            )

        assert await ensure(fresh_database_url) is None
        assert count(fresh_database_url, "products") == 1

    async def test_comes_back_whole_after_a_reset_though_the_cache_is_damaged(
        self, undisturbed: dict[str, str], own_demo_url: str, cache: Path
    ) -> None:
        with psycopg.connect(own_demo_url) as connection:
            connection.execute("DELETE FROM order_lines; UPDATE prices SET amount_minor = 1")
        (kept,) = cache.glob("rows-*.zip")
        kept.write_bytes(kept.read_bytes()[:-5000])

        await loading.replace_rows(
            own_demo_url, seed=None, anchor=None, secret_key=SECRET, progress=no_progress
        )

        assert digests(own_demo_url) == undisturbed


def test_another_machine_makes_the_same_rows_and_another_seed_makes_others(
    demo_url: str, cache: Path
) -> None:
    """The cache holds what this process made."""
    here = _cache.stored(Plan(loading.DEFAULT_SEED, ANCHOR))
    assert here is not None
    digest = hashlib.sha256()
    for table in sorted(here):
        digest.update(here[table])

    assert rows_made_elsewhere() == digest.hexdigest()
    assert rows_made_elsewhere(seed=7) != digest.hexdigest()
