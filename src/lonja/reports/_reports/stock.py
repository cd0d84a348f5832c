"""Reports of what lies in stock. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

STOCK: Final = (
    Report(
        "stock_value", "stock",
        {"es": "Valor de las existencias", "en": "Stock value"},
        {
            "es": "Lo que hay y lo que costó, a lo largo del tiempo y por ubicación.",
            "en": "What is there and what it cost, over time and by location.",
        },
        ("stock_value", "stock_units", "stocked_variants", "variants_without_cost"),
        (
            Chart("stock_value_by_day", "line", ("stock_value",), ("day",)),
            Chart("stock_value_by_location", "bars", ("stock_value",), ("location",), 12),
            Chart("stock_value_by_category", "bars", ("stock_value",), ("category",), 15),
        ),
        Table(("stock_value", "stock_units"), ("product", "variant")),
        ("location",),
    ),
    Report(
        "stock_age", "stock",
        {"es": "Antigüedad de las existencias", "en": "Stock ageing"},
        {
            "es": "Cuánto hace que llegó lo que sigue ahí: lo primero en llegar es lo primero en salir.",
            "en": "How long ago came what is still there: what came first leaves first.",
        },
        ("aged_value", "aged_units", "dead_value", "dead_rate"),
        (
            Chart("value_by_age", "columns", ("aged_value",), ("stock_age",)),
            Chart("age_by_category", "stacked", ("aged_value",), ("category", "stock_age"), 60),
        ),
        Table(("aged_value", "aged_units"), ("product", "stock_age")),
        ("category", "location", "stock_age"),
    ),
    Report(
        "dead_stock", "stock",
        {"es": "Existencias paradas", "en": "Dead stock"},
        {
            "es": "Lo que no se vende desde hace tiempo, y el dinero que guarda.",
            "en": "What has not sold for a long time, and the money that lies in it.",
        },
        ("dead_value", "dead_units", "dead_rate"),
        (
            Chart("value_by_idle", "columns", ("aged_value",), ("idle",)),
            Chart("dead_by_category", "bars", ("dead_value",), ("category",), 15),
        ),
        Table(("dead_value", "dead_units", "aged_value"), ("product", "variant")),
        ("category", "location", "idle"),
    ),
    Report(
        "sell_through", "stock",
        {"es": "Tasa de salida", "en": "Sell-through"},
        {
            "es": "Qué parte de lo que había se vendió.",
            "en": "Which part of what there was has been sold.",
        },
        ("sell_through", "product_units", "stock_units"),
        (
            Chart("sell_through_by_category", "bars", ("sell_through",), ("category",), 15),
            Chart("sell_through_by_month", "line", ("sell_through",), ("month",)),
        ),
        Table(("product_units", "stock_units", "sell_through"), ("product", "variant")),
        ("category",),
    ),
    Report(
        "sold_out", "stock",
        {"es": "Agotados", "en": "Sold out"},
        {
            "es": "Cuántas variantes faltan, día a día y por ubicación.",
            "en": "How many variants are missing, day by day and by location.",
        },
        ("sold_out_variants", "sold_out_rate", "stocked_variants"),
        (
            Chart("sold_out_by_day", "line", ("sold_out_variants",), ("day",)),
            Chart("sold_out_by_location", "bars", ("sold_out_variants",), ("location",), 12),
        ),
        Table(("sold_out_variants", "stocked_variants", "sold_out_rate"), ("location",)),
        ("location",),
    ),
    Report(
        "stock_movements", "stock",
        {"es": "Movimientos de existencias", "en": "Stock movements"},
        {
            "es": "Lo que entró y salió cada día, y por qué.",
            "en": "What came in and went out each day, and why.",
        },
        ("received_units", "shipped_units", "adjusted_units", "moved_units"),
        (
            Chart("movements_by_week", "stacked", ("moved_units",), ("week", "kind")),
            Chart("movements_by_location", "bars", ("moved_units",), ("location",), 12),
        ),
        Table(("received_units", "shipped_units", "adjusted_units", "moved_units"), ("product", "variant")),
        ("category", "location", "kind"), days=90,
    ),
)  # fmt: skip
