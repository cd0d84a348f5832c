"""Products as they are sold. Pure."""

from typing import Final

from lonja.reports._language import Condition, DistinctCount, Metric, Ratio, Sum

_ARTICLES: Final = (Condition("is_article", ("true",)),)

GOODS: Final = (
    Metric(
        "product_sales", "money",
        {"es": "Ventas de productos", "en": "Product sales"},
        {
            "es": "Artículos menos su descuento, sin impuestos y antes de devoluciones; sin gastos ni servicios.",
            "en": "Articles less their discount, without taxes and before returns; no fees or services.",
        },
        Sum({"line": "net_minor"}, where=_ARTICLES), "sales",
    ),
    Metric(
        "product_units", "count",
        {"es": "Unidades de productos", "en": "Product units"},
        {"es": "Unidades de artículos vendidas.", "en": "Units of articles sold."},
        Sum({"line": "quantity"}, where=_ARTICLES), "sales",
    ),
    Metric(
        "product_orders", "count",
        {"es": "Pedidos que lo incluyen", "en": "Orders with it"},
        {
            "es": "Pedidos pagados distintos con al menos una línea de ello.",
            "en": "Different paid orders with at least one line of it.",
        },
        DistinctCount({"line": "order_id"}), "sales",
    ),
    Metric(
        "average_price", "money",
        {"es": "Precio medio de venta", "en": "Average selling price"},
        {
            "es": "Ventas de productos entre sus unidades.",
            "en": "Product sales divided by their units.",
        },
        Ratio("product_sales", "product_units"), "sales", is_better="",
    ),
)  # fmt: skip
