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
        "payments", "orders",
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
)  # fmt: skip
