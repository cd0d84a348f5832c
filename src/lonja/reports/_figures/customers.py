"""Who buys: no names, the warehouse has none. Pure."""

from typing import Final

from lonja.reports._language import Condition, Count, DistinctCount, Metric, Ratio

CUSTOMERS: Final = (
    Metric(
        "customers", "count",
        {"es": "Clientes", "en": "Customers"},
        {
            "es": "Clientes distintos con cuenta que compraron; los invitados no se cuentan.",
            "en": "Different customers with an account who bought; guests are not counted.",
        },
        DistinctCount({"sale": "dim_customer.natural_key"}, known=True), "customers",
    ),
    Metric(
        "guest_orders", "count",
        {"es": "Pedidos de invitados", "en": "Guest orders"},
        {"es": "Pedidos pagados sin cuenta.", "en": "Paid orders without an account."},
        Count({"sale": ""}, where=(Condition("segment", ("guest",)),)), "customers", is_better="",
    ),
    Metric(
        "account_orders", "count",
        {"es": "Pedidos con cuenta", "en": "Orders with an account"},
        {"es": "Pedidos pagados de clientes con cuenta.", "en": "Paid orders of customers with an account."},
        Count({"sale": ""}, where=(Condition("segment", ("guest",), is_not=True),)), "customers",
    ),
    Metric(
        "orders_per_customer", "decimal",
        {"es": "Pedidos por cliente", "en": "Orders per customer"},
        {
            "es": "Pedidos con cuenta entre clientes.",
            "en": "Orders with an account divided by customers.",
        },
        Ratio("account_orders", "customers"), "customers",
    ),
)  # fmt: skip
