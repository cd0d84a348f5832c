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
        DistinctCount({"sale": "dim_customer.person_key"}, known=True), "customers",
    ),
    Metric(
        "guest_orders", "count",
        {"es": "Pedidos de invitados", "en": "Guest orders"},
        {"es": "Pedidos pagados sin cuenta.", "en": "Paid orders without an account."},
        Count({"sale": ""}, where=(Condition("is_guest", ("true",)),)), "customers", is_better="",
    ),
    Metric(
        "account_orders", "count",
        {"es": "Pedidos con cuenta", "en": "Orders with an account"},
        {"es": "Pedidos pagados de clientes con cuenta.", "en": "Paid orders of customers with an account."},
        Count({"sale": ""}, where=(Condition("is_guest", ("false",)),)), "customers",
    ),
    Metric(
        "first_orders", "count",
        {"es": "Clientes nuevos", "en": "New customers"},
        {
            "es": "Primeros pedidos de clientes con cuenta.",
            "en": "First orders of customers with an account.",
        },
        Count({"sale": ""}, where=(Condition("is_first", ("true",)),)), "customers",
    ),
    Metric(
        "repeat_orders", "count",
        {"es": "Pedidos de clientes que vuelven", "en": "Orders of returning customers"},
        {
            "es": "Pedidos con cuenta después del primero.",
            "en": "Orders with an account after the first one.",
        },
        Count({"sale": ""}, where=(Condition("is_first", ("false",)), Condition("is_guest", ("false",)))),
        "customers",
    ),
    Metric(
        "repeat_rate", "percent",
        {"es": "Tasa de repetición", "en": "Returning customer rate"},
        {
            "es": "Pedidos de clientes que vuelven entre los pedidos con cuenta.",
            "en": "Orders of returning customers divided by orders with an account.",
        },
        Ratio("repeat_orders", "account_orders"), "customers",
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
