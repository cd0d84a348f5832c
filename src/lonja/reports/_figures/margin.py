"""What is left of sales once the goods are paid for; where a cost is unknown, it says so. Pure."""

from typing import Final

from lonja.reports._language import Metric, Ratio, Sum, Together

MARGIN: Final = (
    Metric(
        "cost_of_goods", "money",
        {"es": "Coste de los artículos", "en": "Cost of goods"},
        {
            "es": "Lo que costaron los artículos vendidos, al coste de ese día; los que no tienen coste no están.",
            "en": "What the goods sold had cost, at the cost of that day; goods without a cost are not in it.",
        },
        Sum({"line": "own_cost_minor"}), "finance", is_better="down",
    ),
    Metric(
        "margin", "money",
        {"es": "Margen bruto", "en": "Gross margin"},
        {
            "es": "Ventas antes de devoluciones menos su coste, donde se conoce.",
            "en": "Sales before returns less their cost, where it is known.",
        },
        Sum({"line": "own_margin_minor"}), "finance",
    ),
    Metric(
        "costed_sales", "money",
        {"es": "Ventas con coste conocido", "en": "Sales with a known cost"},
        {
            "es": "Ventas antes de devoluciones de artículos que tienen coste.",
            "en": "Sales before returns of goods that have a cost.",
        },
        Together(("margin", "cost_of_goods")), "finance",
    ),
    Metric(
        "line_sales", "money",
        {"es": "Ventas de líneas", "en": "Sales of lines"},
        {
            "es": "Ventas antes de devoluciones, sumadas línea a línea.",
            "en": "Sales before returns, added up line by line.",
        },
        Sum({"line": "net_minor"}), "finance",
    ),
    Metric(
        "uncosted_sales", "money",
        {"es": "Ventas sin coste conocido", "en": "Sales without a known cost"},
        {
            "es": "Ventas de artículos de los que nadie apuntó el coste: el margen no las cuenta.",
            "en": "Sales of goods whose cost nobody wrote down: the margin leaves them out.",
        },
        Together(("line_sales",), ("costed_sales",)), "finance", is_better="down",
    ),
    Metric(
        "margin_rate", "percent",
        {"es": "Tasa de margen", "en": "Margin rate"},
        {
            "es": "Margen bruto entre las ventas con coste conocido.",
            "en": "Gross margin divided by sales with a known cost.",
        },
        Ratio("margin", "costed_sales"), "finance",
    ),
    Metric(
        "costed_rate", "percent",
        {"es": "Ventas con coste", "en": "Sales with a cost"},
        {
            "es": "La parte de las ventas cuyo coste se conoce.",
            "en": "The part of sales whose cost is known.",
        },
        Ratio("costed_sales", "line_sales"), "finance",
    ),
    Metric(
        "margin_per_order", "money",
        {"es": "Margen por pedido", "en": "Margin per order"},
        {
            "es": "Margen bruto entre pedidos.",
            "en": "Gross margin divided by orders.",
        },
        Ratio("margin", "product_orders"), "finance",
    ),
)  # fmt: skip
