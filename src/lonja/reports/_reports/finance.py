"""Reports for who keeps the books. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

FINANCE: Final = (
    Report(
        "taxes_by_rate", "finance",
        {"es": "Impuestos por tipo", "en": "Taxes by rate"},
        {
            "es": "Bases e impuestos de los artículos por tipo y país; la declaración sale de los documentos.",
            "en": "What goods were taxed on, and how much, by rate and country; the return to the tax office comes from documents.",
        },
        ("goods_tax", "line_sales"),
        (
            Chart("tax_by_rate", "bars", ("goods_tax",), ("tax_rate",), 12),
            Chart("taxed_by_month", "stacked", ("line_sales",), ("month", "tax_rate")),
        ),
        Table(("line_sales", "goods_tax"), ("month", "country", "tax_rate")),
        ("channel", "country", "tax_rate"), days=180,
    ),
    Report(
        "payment_methods", "finance",
        {"es": "Formas de pago", "en": "Payment methods"},
        {
            "es": "Cuánto se paga con cada una y cuántas veces dice que no.",
            "en": "How much is paid with each, and how often it says no.",
        },
        ("payment_attempts", "declined_attempts", "decline_rate", "unfinished_attempts"),
        (
            Chart("paid_by_method", "bars", ("captured",), ("method",), 12),
            Chart("declines_by_method", "bars", ("decline_rate",), ("method",), 12),
            Chart("declines_by_week", "line", ("decline_rate",), ("week",)),
        ),
        Table(("captured", "payments", "refunded", "disputed", "payment_attempts", "declined_attempts", "decline_rate", "unfinished_attempts"), ("method",)),
        ("method",),
    ),
    Report(
        "gift_cards", "finance",
        {"es": "Tarjetas regalo y saldos", "en": "Gift cards and credit"},
        {
            "es": "Lo que se vendió y gastó, y lo que la tienda debe.",
            "en": "What was sold and spent, and what the shop owes.",
        },
        ("credit_owed", "credit_given", "credit_sold", "credit_spent"),
        (
            Chart("credit_by_month", "columns", ("credit_given", "credit_spent"), ("month",)),
            Chart("owed_by_kind", "bars", ("credit_owed",), ("account_kind",), 12),
        ),
        Table(("credit_given", "credit_sold", "credit_spent"), ("month", "account_kind")),
        ("account_kind",), days=365,
    ),
)  # fmt: skip
