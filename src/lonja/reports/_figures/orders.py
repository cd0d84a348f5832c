"""What became of orders: how fast they went out, what was cancelled, what came back. Pure."""

from typing import Final

from lonja.reports._language import (
    Condition,
    Count,
    DistinctCount,
    Metric,
    Percentile,
    Ratio,
    Sum,
    WeightedMean,
)

_CANCELLED: Final = (Condition("status", ("cancelled",)),)
_BACK: Final = (Condition("kind", ("adjustment",), is_not=True),)

ORDERS: Final = (
    Metric(
        "placed_orders", "count",
        {"es": "Pedidos hechos", "en": "Orders placed"},
        {
            "es": "Todos los pedidos, también los no pagados y los anulados.",
            "en": "All orders, those unpaid and cancelled as well.",
        },
        Count({"order": ""}), "orders",
    ),
    Metric(
        "cancelled_orders", "count",
        {"es": "Pedidos anulados", "en": "Cancelled orders"},
        {
            "es": "Pedidos anulados, en el día en que se hicieron.",
            "en": "Orders that were cancelled, on the day they were placed.",
        },
        Count({"order": ""}, where=_CANCELLED), "orders", is_better="down",
    ),
    Metric(
        "cancellation_rate", "percent",
        {"es": "Tasa de anulación", "en": "Cancellation rate"},
        {
            "es": "Pedidos anulados entre pedidos hechos.",
            "en": "Cancelled orders divided by orders placed.",
        },
        Ratio("cancelled_orders", "placed_orders"), "orders", is_better="down",
    ),
    Metric(
        "median_hours_to_ship", "hours",
        {"es": "Horas hasta el envío (mediana)", "en": "Hours to ship (median)"},
        {
            "es": "La mitad de los pedidos enviados salió en menos horas.",
            "en": "Half of the shipped orders left in fewer hours.",
        },
        Percentile({"sale": "hours_to_ship"}, 0.5), "orders", is_better="down",
    ),
    Metric(
        "slow_hours_to_ship", "hours",
        {"es": "Horas hasta el envío (9 de 10)", "en": "Hours to ship (9 of 10)"},
        {
            "es": "Nueve de diez pedidos enviados salieron en menos horas.",
            "en": "Nine of ten shipped orders left in fewer hours.",
        },
        Percentile({"sale": "hours_to_ship"}, 0.9), "orders", is_better="down",
    ),
    Metric(
        "unit_hours_to_ship", "hours",
        {"es": "Horas hasta el envío por unidad", "en": "Hours to ship a unit"},
        {
            "es": "Las horas que una unidad esperó por término medio: los pedidos grandes pesan más.",
            "en": "The hours that a unit waited on average: large orders weigh more.",
        },
        WeightedMean({"sale": ("hours_to_ship", "units")}), "orders", is_better="down",
    ),
    Metric(
        "return_count", "count",
        {"es": "Devoluciones recibidas", "en": "Returns received"},
        {
            "es": "Devoluciones, sin los ajustes.",
            "en": "Returns, without adjustments.",
        },
        DistinctCount({"return_line": "return_id"}, where=_BACK), "orders", is_better="down",
    ),
    Metric(
        "returned_units", "count",
        {"es": "Unidades devueltas", "en": "Units returned"},
        {"es": "Unidades que volvieron.", "en": "Units that came back."},
        Sum({"daily": "- returned_units", "return_line": "- quantity"}, where=()),
        "orders", is_better="down",
    ),
    Metric(
        "return_rate", "percent",
        {"es": "Tasa de devolución", "en": "Return rate"},
        {
            "es": "Unidades devueltas en el período entre unidades vendidas en él.",
            "en": "Units that came back in the period divided by units sold in it.",
        },
        Ratio("returned_units", "units"), "orders", is_better="down",
    ),
)  # fmt: skip
