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
