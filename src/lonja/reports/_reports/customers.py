"""Reports of who buys. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

CUSTOMERS: Final = (
    Report(
        "customers", "customers",
        {"es": "Clientes", "en": "Customers"},
        {
            "es": "Cuántos clientes compran, con cuenta o como invitados.",
            "en": "How many customers buy, with an account or as guests.",
        },
        ("customers", "account_orders", "guest_orders", "orders_per_customer"),
        (
            Chart("customers_by_month", "columns", ("customers",), ("month",)),
            Chart("orders_by_segment", "bars", ("orders",), ("segment",), 12),
        ),
        Table(("customers", "account_orders", "guest_orders", "orders_per_customer"), ("month",)),
        ("channel", "country", "segment"), days=365,
    ),
    Report(
        "new_and_returning", "customers",
        {"es": "Clientes nuevos y que vuelven", "en": "New and returning customers"},
        {
            "es": "Cuántos compran por primera vez y cuántos vuelven.",
            "en": "How many buy for the first time, and how many come back.",
        },
        ("first_orders", "repeat_orders", "repeat_rate", "guest_orders"),
        (
            Chart("new_and_returning_by_month", "stacked", ("first_orders", "repeat_orders", "guest_orders"), ("month",)),
            Chart("repeat_rate_by_month", "line", ("repeat_rate",), ("month",)),
        ),
        Table(("first_orders", "repeat_orders", "guest_orders", "repeat_rate", "order_sales"), ("month",)),
        ("channel", "country"), days=365,
    ),
    Report(
        "top_customers", "customers",
        {"es": "Mejores clientes", "en": "Top customers"},
        {
            "es": "Los clientes que más compran, antes de devoluciones.",
            "en": "The customers who buy most, before returns.",
        },
        ("customers", "order_sales", "average_order"),
        (),
        Table(("order_sales", "orders", "average_order", "units"), ("customer",), 100),
        ("channel", "country", "segment"), needs="customers.read", days=365,
    ),
)  # fmt: skip
