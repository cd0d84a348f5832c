"""The part of the star that Power BI reads: tables, columns with their kind, and what joins them.

A test holds this against the warehouse that `warehouse/schema` really makes.
"""

from dataclasses import dataclass
from typing import Final, Literal

from lonja.reports.api import SOURCES

type Kind = Literal["int64", "double", "string", "dateTime", "boolean"]

# What PostgreSQL calls the columns of each kind.
FITTING: Final[dict[str, frozenset[str]]] = {
    "int64": frozenset({"smallint", "integer", "bigint"}),
    "double": frozenset({"numeric"}),
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
    """A column of a fact leads to the key of a dimension."""

    fact: str
    dimension: str
    column: str
    key: str


TABLES: Final = (
    Table(
        "dim_date",
        {
            "date_key": "int64", "day": "dateTime", "year": "int64", "quarter": "int64",
            "month": "int64", "month_start": "dateTime", "iso_year": "int64", "iso_week": "int64",
            "weekday": "int64", "is_weekend": "boolean", "is_holiday": "boolean",
        },
        "date_key",
    ),
    Table("dim_channel", {"channel_key": "int64", "channel": "string"}, "channel_key"),
    Table(
        "dim_currency",
        {"currency_key": "int64", "currency": "string", "minor_digits": "int64", "is_base": "boolean"},
        "currency_key",
    ),
    Table("dim_geography", {"geography_key": "int64", "country": "string", "region": "string"}, "geography_key"),
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
            "customer_key": "int64", "person_key": "int64", "natural_key": "string", "language": "string", "country": "string", "segment": "string",
            "marketing_consent": "boolean", "is_current": "boolean",
        },
        "customer_key",
    ),
    Table(
        "dim_promotion",
        {"promotion_key": "int64", "name": "string", "level": "string"},
        "promotion_key",
    ),
    Table("dim_campaign", {"campaign_key": "int64", "name": "string"}, "campaign_key"),
    Table("dim_time", {"time_key": "int64", "hour": "string", "part": "string"}, "time_key"),
    Table(
        "dim_order_flags",
        {
            "flags_key": "int64", "is_guest": "boolean", "is_business": "boolean",
            "is_first": "boolean", "is_gift_cards": "boolean", "is_discounted": "boolean",
        },
        "flags_key",
    ),
    Table(
        "fact_order",
        {
            "order_id": "string", "status": "string", "is_sale": "boolean",
            "placed_date_key": "int64", "placed_time_key": "int64", "channel_key": "int64",
            "currency_key": "int64", "geography_key": "int64", "customer_key": "int64",
            "flags_key": "int64", "units": "int64", "items_minor": "int64",
            "discount_minor": "int64", "discount_net_minor": "int64", "shipping_minor": "int64",
            "tax_minor": "int64", "goods_tax_minor": "int64", "total_minor": "int64",
            "hours_to_confirm": "double", "hours_to_ship": "double",
            "hours_to_deliver": "double", "left_after": "string",
        },
    ),
    Table(
        "fact_order_line",
        {
            "order_id": "string", "date_key": "int64", "channel_key": "int64",
            "currency_key": "int64", "geography_key": "int64", "customer_key": "int64",
            "variant_key": "int64", "flags_key": "int64", "quantity": "int64",
            "list_minor": "int64", "discount_minor": "int64", "discount_net_minor": "int64",
            "gross_minor": "int64", "tax_minor": "int64", "tax_basis_points": "int64",
            "net_minor": "int64", "own_cost_minor": "int64", "own_margin_minor": "int64",
        },
    ),
    Table(
        "fact_return_line",
        {
            "return_id": "string", "date_key": "int64", "channel_key": "int64",
            "currency_key": "int64", "geography_key": "int64", "customer_key": "int64",
            "variant_key": "int64", "kind": "string", "reason": "string", "condition": "string",
            "quantity": "int64", "amount_minor": "int64", "tax_minor": "int64",
        },
    ),
    Table(
        "fact_payment",
        {
            "date_key": "int64", "currency_key": "int64", "method": "string", "kind": "string",
            "amount_minor": "int64",
        },
    ),
    Table(
        "fact_discount",
        {
            "order_id": "string", "date_key": "int64", "channel_key": "int64",
            "currency_key": "int64", "promotion_key": "int64", "has_code": "boolean",
            "amount_minor": "int64",
        },
    ),
    Table(
        "fact_funnel_daily",
        {
            "date_key": "int64", "channel_key": "int64", "device": "string", "language": "string",
            "step": "string", "views": "int64",
        },
    ),
    Table(
        "fact_search_daily",
        {
            "date_key": "int64", "channel_key": "int64", "language": "string", "term": "string",
            "searches": "int64", "without_result": "int64",
        },
    ),
    Table(
        "fact_payment_attempt",
        {
            "order_id": "string", "date_key": "int64", "currency_key": "int64", "method": "string",
            "status": "string", "amount_minor": "int64",
        },
    ),
    Table(
        "fact_credit",
        {
            "date_key": "int64", "currency_key": "int64", "account_kind": "string",
            "kind": "string", "amount_minor": "int64",
        },
    ),
    Table(
        "fact_cart",
        {
            "cart_id": "string", "created_date_key": "int64", "currency_key": "int64",
            "geography_key": "int64", "last_step": "string", "value_minor": "int64",
        },
    ),
    Table(
        "fact_campaign_send",
        {
            "sent_date_key": "int64", "campaign_key": "int64", "customer_key": "int64",
            "status": "string", "orders": "int64", "base_sales_minor": "int64",
        },
    ),
    Table(
        "agg_stock_daily",
        {
            "date_key": "int64", "until_date_key": "int64", "location": "string",
            "on_hand": "int64", "value_minor": "int64", "variants": "int64",
            "out_of_stock": "int64", "without_cost": "int64",
        },
    ),
    Table(
        "fact_stock_daily",
        {
            "date_key": "int64", "until_date_key": "int64", "variant_key": "int64",
            "location": "string", "on_hand": "int64", "value_minor": "int64",
        },
    ),
    Table(
        "fact_stock_age",
        {
            "date_key": "int64", "variant_key": "int64", "location": "string", "age": "string",
            "idle": "string", "units": "int64", "value_minor": "int64",
        },
    ),
    Table(
        "fact_stock_movement",
        {
            "date_key": "int64", "variant_key": "int64", "location": "string", "kind": "string",
            "quantity": "int64",
        },
    ),
)  # fmt: skip

# What rows can be bound to: the table and column that say it, a column of the fact itself without one.
BOUND_IN: Final = {
    "channel": ("dim_channel", "channel"),
    "country": ("dim_geography", "country"),
    "location": ("", "location"),
}

# A snapshot is read by a measure that looks at both of its days: it is joined to no calendar.
RELATIONSHIPS: Final = tuple(
    Relationship(
        source.table, dimension, column, next(t.key for t in TABLES if t.name == dimension)
    )
    for source in {one.table: one for one in SOURCES.values()}.values()
    if any(table.name == source.table for table in TABLES)
    for dimension, column in source.keys.items()
    if not (source.until and dimension == "dim_date")
)
