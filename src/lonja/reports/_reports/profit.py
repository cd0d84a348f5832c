"""Reports of what is left of sales. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

PROFIT: Final = (
    Report(
        "margin", "profit",
        {"es": "Margen", "en": "Margin"},
        {
            "es": "De las ventas brutas al margen, donde se conoce el coste.",
            "en": "From gross sales to the margin, where the cost is known.",
        },
        ("margin", "margin_rate", "margin_per_order", "costed_rate"),
        (
            Chart("gross_sales_to_margin", "waterfall", ("gross_sales", "discounts", "uncosted_sales", "cost_of_goods", "margin"), ()),
            Chart("margin_by_month", "combined", ("margin", "margin_rate"), ("month",)),
            Chart("margin_by_category", "bars", ("margin",), ("category",), 15),
            Chart("margin_with_discount", "bars", ("margin_rate",), ("is_discounted",)),
        ),
        Table(("line_sales", "cost_of_goods", "margin", "margin_rate", "costed_rate"), ("category",)),
        ("category", "channel", "country"), days=180,
    ),
    Report(
        "margin_by_product", "profit",
        {"es": "Margen por producto", "en": "Margin by product"},
        {
            "es": "Qué productos dejan dinero y cuáles casi nada.",
            "en": "Which products leave money, and which next to none.",
        },
        ("margin", "margin_rate", "average_price"),
        (
            Chart("top_margins", "bars", ("margin",), ("product",), 15),
        ),
        Table(("margin", "margin_rate", "line_sales", "cost_of_goods", "units", "average_price"), ("product", "variant")),
        ("category", "channel", "country"),
    ),
    Report(
        "promotions_effect", "profit",
        {"es": "Efecto de los descuentos", "en": "Effect of discounts"},
        {
            "es": "Pedidos con y sin descuento: lo que cuesta, lo que dejan y cuánto se compra.",
            "en": "Orders with and without a discount: what it costs, what they leave, how much is bought.",
        },
        ("discounts", "discount_rate", "margin_rate", "average_order"),
        (
            Chart("discounted_orders_by_week", "stacked", ("orders",), ("week", "is_discounted")),
            Chart("average_order_with_discount", "bars", ("average_order",), ("is_discounted",)),
            Chart("returning_with_discount", "bars", ("repeat_rate",), ("is_discounted",)),
        ),
        Table(("orders", "order_sales", "average_order", "units_per_order", "discount_rate", "repeat_rate"), ("is_discounted",)),
        ("channel", "country"),
    ),
)  # fmt: skip
