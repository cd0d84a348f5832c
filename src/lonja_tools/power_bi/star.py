"""The part of the star that Power BI reads: tables, columns with their kind, and what joins them.

A test holds this against the warehouse that `warehouse/schema` really makes.
"""

from dataclasses import dataclass
from typing import Final, Literal

type Kind = Literal["int64", "string", "dateTime", "boolean"]

# What PostgreSQL calls the columns of each kind.
FITTING: Final[dict[str, frozenset[str]]] = {
    "int64": frozenset({"smallint", "integer", "bigint"}),
    "string": frozenset({"text", "uuid"}),
    "dateTime": frozenset({"date", "timestamp with time zone"}),
    "boolean": frozenset({"boolean"}),
}


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: dict[str, Kind]
    key: str = ""

    def is_hidden(self, column: str) -> bool:
        """Keys and raw minor units are for measures and relationships, not for readers."""
        return column.endswith(("_key", "_minor", "_milli", "_digits", "_id"))


@dataclass(frozen=True, slots=True)
class Relationship:
    fact: str
    dimension: str
    key: str


TABLES: Final = (
    Table(
        "dim_date",
        {
            "date_key": "int64", "day": "dateTime", "year": "int64", "quarter": "int64",
            "month": "int64", "month_start": "dateTime", "iso_year": "int64", "iso_week": "int64",
            "weekday": "int64", "is_weekend": "boolean",
        },
        "date_key",
    ),
    Table("dim_channel", {"channel_key": "int64", "channel": "string"}, "channel_key"),
    Table(
        "dim_currency",
        {"currency_key": "int64", "currency": "string", "minor_digits": "int64"},
        "currency_key",
    ),
    Table("dim_geography", {"geography_key": "int64", "country": "string"}, "geography_key"),
    Table(
        "dim_variant",
        {
            "variant_key": "int64", "sku": "string", "product": "string", "product_name": "string",
            "category": "string", "options": "string", "is_article": "boolean",
            "is_sold": "boolean", "is_current": "boolean",
        },
        "variant_key",
    ),
    Table(
        "dim_customer",
        {
            "customer_key": "int64", "language": "string", "country": "string", "segment": "string",
            "marketing_consent": "boolean", "is_current": "boolean",
        },
        "customer_key",
    ),
    Table(
        "agg_daily_sales",
        {
            "date_key": "int64", "channel_key": "int64", "geography_key": "int64",
            "currency_key": "int64", "orders": "int64", "units": "int64", "items_minor": "int64",
            "discount_minor": "int64", "shipping_minor": "int64", "tax_minor": "int64",
            "returns": "int64", "returned_units": "int64", "returned_minor": "int64",
            "adjusted_minor": "int64", "net_sales_minor": "int64",
        },
    ),
    Table(
        "fact_order_line",
        {
            "date_key": "int64", "channel_key": "int64", "currency_key": "int64",
            "geography_key": "int64", "customer_key": "int64", "variant_key": "int64",
            "quantity": "int64", "list_minor": "int64", "discount_minor": "int64",
            "gross_minor": "int64", "tax_minor": "int64", "net_minor": "int64",
        },
    ),
)  # fmt: skip

RELATIONSHIPS: Final = tuple(
    Relationship(fact.name, dimension.name, dimension.key)
    for fact in TABLES
    if not fact.key
    for dimension in TABLES
    if dimension.key and dimension.key in fact.columns
)
