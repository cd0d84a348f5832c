"""Reports of what became of orders and of their money. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

ORDERS: Final = (
    Report(
        "orders", "orders",
        {"es": "Pedidos", "en": "Orders"},
        {
            "es": "Pedidos hechos, pagados y anulados, y lo que tardaron en salir.",
            "en": "Orders placed, paid and cancelled, and how long they took to leave.",
        },
        ("orders", "cancellation_rate", "units_per_order", "median_hours_to_ship"),
        (
            Chart("placed_by_day", "columns", ("placed_orders",), ("day",)),
            Chart("hours_to_ship_by_week", "line", ("median_hours_to_ship", "slow_hours_to_ship"), ("week",)),
        ),
        Table(
            ("placed_orders", "orders", "cancelled_orders", "cancellation_rate", "median_hours_to_ship", "unit_hours_to_ship"),
            ("week",),
        ),
        ("channel", "country"),
    ),
    Report(
        "returns", "orders",
        {"es": "Devoluciones y motivos", "en": "Returns and reasons"},
        {
            "es": "Qué vuelve y por qué, en el día en que volvió.",
            "en": "What comes back and why, on the day it came back.",
        },
        ("returns", "return_count", "returned_units", "return_rate"),
        (
            Chart("returns_by_reason", "bars", ("returned_units",), ("return_reason",), 12),
            Chart("returns_by_month", "columns", ("returns",), ("month",)),
            Chart("returned_products", "bars", ("returned_units",), ("product",), 12),
        ),
        Table(("returned_units", "returns", "return_count"), ("product", "return_reason")),
        ("category", "channel", "country"), days=180,
    ),
    Report(
        "payments", "finance",
        {"es": "Pagos y reembolsos", "en": "Payments and refunds"},
        {
            "es": "Dinero que entró y salió, en el día en que se movió.",
            "en": "Money in and out, on the day it moved.",
        },
        ("net_payments", "captured", "refunded", "disputed"),
        (
            Chart("payments_by_day", "columns", ("net_payments",), ("day",)),
            Chart("payments_by_method", "bars", ("captured",), ("method",), 12),
        ),
        Table(("payments", "captured", "refunded", "disputed", "net_payments", "refund_rate"), ("day", "method")),
        ("method",),
    ),
    Report(
        "delivery", "orders",
        {"es": "Envío y entrega", "en": "Shipping and delivery"},
        {
            "es": "Cuánto tarda cada pedido en confirmarse, salir y llegar, y los que van tarde.",
            "en": "How long orders take to be confirmed, leave and arrive, and those that are late.",
        },
        ("median_hours_to_ship", "median_hours_to_deliver", "late_orders", "waiting_orders"),
        (
            Chart("orders_by_days_to_leave", "columns", ("orders",), ("left_after",)),
            Chart("hours_by_week", "line", ("median_hours_to_ship", "median_hours_to_deliver"), ("week",)),
            Chart("late_by_week", "line", ("late_rate",), ("week",)),
        ),
        Table(("orders", "sent_orders", "late_orders", "late_rate", "waiting_orders", "median_hours_to_confirm", "median_hours_to_ship", "slow_hours_to_ship", "median_hours_to_deliver", "slow_hours_to_deliver"), ("week", "country")),
        ("channel", "country", "left_after"),
    ),
    Report(
        "returned_products", "orders",
        {"es": "Productos que vuelven", "en": "Products that come back"},
        {
            "es": "De qué producto vuelve más de lo que debería, y en qué estado.",
            "en": "Which products come back more than they should, and in what state.",
        },
        ("returned_units", "return_rate", "returns"),
        (
            Chart("return_rate_by_product", "bars", ("return_rate",), ("product",), 15),
            Chart("returns_by_condition", "bars", ("returned_units",), ("condition",), 12),
            Chart("return_rate_by_month", "line", ("return_rate",), ("month",)),
        ),
        Table(("returned_units", "units", "return_rate", "returns", "net_sales"), ("product", "variant")),
        ("category", "channel", "country"), days=180,
    ),
)  # fmt: skip
