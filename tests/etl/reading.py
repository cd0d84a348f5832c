"""The contents of a warehouse, in a form that tests compare."""

from typing import Any

import psycopg

from lonja.etl.records import Settings
from lonja_tools.proofs.star import star

__all__ = ["ask", "daily", "star"]

type Rows = list[tuple[Any, ...]]


def ask(settings: Settings, query: str, *values: object) -> Rows:
    with psycopg.connect(settings.warehouse_url) as db:
        return db.execute(query, values).fetchall()


def daily(settings: Settings) -> Rows:
    """Day, channel, country, currency, orders, units, items, returned, net sales."""
    return ask(
        settings,
        "SELECT day::text, channel, country, currency, orders, units, items_minor, returned_minor,"
        " net_sales_minor FROM dw.agg_daily_sales JOIN dw.dim_date USING (date_key)"
        " JOIN dw.dim_channel USING (channel_key) JOIN dw.dim_geography USING (geography_key)"
        " JOIN dw.dim_currency USING (currency_key) ORDER BY 1, 2, 3, 4",
    )
