"""The folder `warehouse/`: its schema is applied once, its models on every run."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, LiteralString

import psycopg

from lonja.kernel.build import beside

# In the order in which they build on each other.
MODELS: Final = (
    "touched_before",
    "dim_date",
    "dim_small",
    "dim_exchange_rate",
    "dim_customer",
    "dim_variant",
    "dim_promotion",
    "fact_stock_movement",
    "fact_stock_daily",
    "fact_stock_age",
    "agg_stock_daily",
    "fact_return_line",
    "fact_order",
    "fact_order_line",
    "return_of_a_sale",
    "fact_discount",
    "fact_payment",
    "fact_payment_attempt",
    "fact_credit",
    "fact_traffic",
    "fact_cart",
    "fact_campaign_send",
    "touched_after",
    "agg_daily_sales",
    "agg_daily_order",
    "agg_daily_hour",
    "agg_daily_buyer",
    "agg_daily_lag",
    "agg_daily_visit",
    "agg_daily_goods",
    "agg_daily_category",
    "agg_daily_variant",
    "agg_daily_discount",
    "agg_daily_payment",
    "agg_daily_attempt",
    "agg_daily_movement",
    "agg_daily_variant_movement",
)
FACTS: Final = (
    "fact_order",
    "fact_order_line",
    "fact_discount",
    "fact_payment",
    "fact_payment_attempt",
    "fact_return_line",
    "fact_credit",
    "fact_funnel_daily",
    "fact_view_daily",
    "fact_search_daily",
    "fact_cart",
    "fact_campaign_send",
    "fact_stock_movement",
    "fact_stock_daily",
    "fact_stock_age",
    "agg_stock_daily",
    "agg_daily_sales",
    "agg_daily_order",
    "agg_daily_hour",
    "agg_daily_buyer",
    "agg_daily_lag",
    "agg_daily_visit",
    "agg_daily_goods",
    "agg_daily_category",
    "agg_daily_variant",
    "agg_daily_discount",
    "agg_daily_payment",
    "agg_daily_attempt",
    "agg_daily_movement",
    "agg_daily_variant_movement",
)
READERS: Final = "lonja_reports"
SCHEMA_LOCK = 7_301_001
RUN_LOCK = 7_301_002
_LOADS: Final = re.compile(r"^-- loads: (\w+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """A query that finds nothing when all is well."""

    name: str
    sql: LiteralString


@dataclass(frozen=True, slots=True)
class Block:
    """Statements that are sent together; the first one loads the staged rows of `loads`."""

    loads: str | None
    sql: LiteralString


@cache
def folder() -> Path:
    """Of the checkout, or of the function app's package."""
    found = beside("warehouse")
    assert (found / "schema").is_dir(), f"there is no {found}"
    return found


def blocks(model: str) -> list[Block]:
    """The model's SQL, cut before each statement that is marked `-- loads: <entity>`."""
    text = (folder() / "models" / f"{model}.sql").read_text()
    before, *marked = _LOADS.split(text)
    pairs = zip(marked[::2], marked[1::2], strict=True)
    head = [Block(None, before)] if before.strip() else []
    return [*head, *(Block(entity, sql) for entity, sql in pairs)]


def checks(model: str) -> list[Check]:
    path = folder() / "models" / f"{model}.check.sql"
    if not path.exists():
        return []
    parts = path.read_text().split("-- check: ")[1:]
    named = (part.split("\n", 1) for part in parts)
    return [Check(name.strip(), sql.strip().removesuffix(";")) for name, sql in named]


def digest(time_zone: str, currency: str) -> str:
    """Changes with any model and with what the shop's days and prices are: all is built again."""
    content = hashlib.sha256(f"{time_zone} {currency}\n".encode())
    for model in MODELS:
        content.update((folder() / "models" / f"{model}.sql").read_bytes())
    return content.hexdigest()


def apply_schema(connection: psycopg.Connection) -> None:
    """Apply what is new in `warehouse/schema`, each file in a transaction of its own."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (SCHEMA_LOCK,))
        _let_reports_read(connection)
        for name in ("etl", "stg", "dw"):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS etl.schema_file"
            " (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
        )
        done = {row[0] for row in connection.execute("SELECT name FROM etl.schema_file")}
        for path in sorted((folder() / "schema").glob("*.sql")):
            if path.name not in done:
                connection.execute(path.read_text())
                connection.execute("INSERT INTO etl.schema_file (name) VALUES (%s)", (path.name,))


def _let_reports_read(connection: psycopg.Connection) -> None:
    """Grant reads on all future tables of this role; without the readers' roles, there is no grant."""
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (READERS,)).fetchone()
    if known is not None:
        connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {READERS}")
        connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {READERS}")


def connect(url: str) -> psycopg.Connection:
    limits = "-c statement_timeout=900000 -c lock_timeout=30000 -c timezone=UTC"
    return psycopg.connect(url, autocommit=True, application_name="lonja-etl", options=limits)
