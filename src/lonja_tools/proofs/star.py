"""The contents of a warehouse, in a form that can be compared."""

from typing import Any, Final

import psycopg
from psycopg import sql

from lonja.etl.records import Settings
from lonja.etl.warehouse import FACTS

DIMENSIONS: Final = (
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
