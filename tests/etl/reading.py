"""The contents of a warehouse, in a form that tests compare."""

from typing import Any

import psycopg
from psycopg import sql

from lonja.etl.records import Settings
from lonja.etl.warehouse import FACTS

DIMENSIONS = (
    "dim_channel",
    "dim_currency",
    "dim_geography",
    "dim_variant",
    "dim_customer",
    "dim_promotion",
    "dim_exchange_rate",
    "dim_campaign",
)

type Rows = list[tuple[Any, ...]]


def ask(settings: Settings, query: str, *values: object) -> Rows:
    with psycopg.connect(settings.warehouse_url) as db:
        return db.execute(query, values).fetchall()


def star(settings: Settings, *, dimensions: bool = True) -> dict[str, Rows]:
    """Every row of every table, surrogate keys and all, in a fixed order."""
    names = (*FACTS, *(DIMENSIONS if dimensions else ()))
    with psycopg.connect(settings.warehouse_url) as db:
        return {
            name: db.execute(
                sql.SQL("SELECT t::text FROM dw.{} AS t ORDER BY 1").format(sql.Identifier(name))
            ).fetchall()
            for name in names
        }


def daily(settings: Settings) -> Rows:
    """Day, channel, country, currency, orders, units, items, returned, net sales."""
    return ask(
        settings,
        "SELECT day::text, channel, country, currency, orders, units, items_minor, returned_minor,"
        " net_sales_minor FROM dw.agg_daily_sales JOIN dw.dim_date USING (date_key)"
        " JOIN dw.dim_channel USING (channel_key) JOIN dw.dim_geography USING (geography_key)"
        " JOIN dw.dim_currency USING (currency_key) ORDER BY 1, 2, 3, 4",
    )
