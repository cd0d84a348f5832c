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
    Metric(
        "median_hours_to_confirm", "hours",
        {"es": "Horas hasta confirmar (mediana)", "en": "Hours to confirm (median)"},
        {
            "es": "La mitad de los pedidos se confirmó en menos horas.",
            "en": "Half of the orders were confirmed in fewer hours.",
        },
        Percentile({"sale": "hours_to_confirm"}, 0.5), "orders", is_better="down",
    ),
    Metric(
        "median_hours_to_deliver", "hours",
        {"es": "Horas hasta la entrega (mediana)", "en": "Hours to deliver (median)"},
        {
            "es": "La mitad de los pedidos entregados llegó en menos horas.",
            "en": "Half of the delivered orders arrived in fewer hours.",
        },
        Percentile({"sale": "hours_to_deliver"}, 0.5), "orders", is_better="down",
    ),
    Metric(
        "slow_hours_to_deliver", "hours",
        {"es": "Horas hasta la entrega (9 de 10)", "en": "Hours to deliver (9 of 10)"},
        {
            "es": "Nueve de diez pedidos entregados llegaron en menos horas.",
            "en": "Nine of ten delivered orders arrived in fewer hours.",
        },
        Percentile({"sale": "hours_to_deliver"}, 0.9), "orders", is_better="down",
    ),
    Metric(
        "sent_orders", "count",
        {"es": "Pedidos enviados", "en": "Orders sent"},
        {
            "es": "Pedidos pagados que ya salieron.",
            "en": "Paid orders that have left.",
        },
        Count({"sale": ""}, where=(Condition("left_after", ("waiting", "nothing"), is_not=True),)), "orders",
    ),
    Metric(
        "late_orders", "count",
        {"es": "Enviados tarde", "en": "Sent late"},
        {
            "es": "Pedidos que salieron más de tres días después de hacerse.",
            "en": "Orders that left more than three days after they were placed.",
        },
        Count({"sale": ""}, where=(Condition("left_after", ("3-7", "7+")),)), "orders", is_better="down",
    ),
    Metric(
        "waiting_orders", "count",
        {"es": "Sin enviar", "en": "Not sent yet"},
        {
            "es": "Pedidos pagados que aún no salieron.",
            "en": "Paid orders that have not left yet.",
        },
        Count({"sale": ""}, where=(Condition("left_after", ("waiting",)),)), "orders", is_better="down",
    ),
    Metric(
        "late_rate", "percent",
        {"es": "Tasa de envíos tardíos", "en": "Late rate"},
        {
            "es": "Pedidos enviados tarde entre pedidos enviados.",
            "en": "Orders sent late divided by orders sent.",
        },
        Ratio("late_orders", "sent_orders"), "orders", is_better="down",
    ),
)  # fmt: skip
