"""Reports of what was sold. Pure."""

from typing import Final

from lonja.reports._language import Chart, Report, Table

_WHERE: Final = ("channel", "country")

SALES: Final = (
    Report(
        "sales", "sales",
        {"es": "Ventas a lo largo del tiempo", "en": "Sales over time"},
        {
            "es": "Lo vendido cada día, con el período anterior y el mismo del año pasado.",
            "en": "What was sold each day, with the period before and the same one last year.",
        },
        ("total_sales", "net_sales", "orders", "average_order"),
        (
            Chart("net_sales_by_day", "line", ("net_sales",), ("day",)),
            Chart("orders_by_day", "columns", ("orders",), ("day",)),
            Chart("average_order_by_day", "line", ("average_order",), ("day",)),
        ),
        Table(
            ("orders", "gross_sales", "discounts", "returns", "net_sales", "shipping", "taxes", "total_sales"),
            ("day",),
        ),
        _WHERE,
    ),
    Report(
        "sales_by_month", "sales",
        {"es": "Ventas por mes", "en": "Sales by month"},
        {
            "es": "Cada mes con lo acumulado desde el principio del período.",
            "en": "Each month, with what it adds up to from the beginning of the period.",
        },
        ("net_sales", "orders", "units"),
        (
            Chart("net_sales_by_month", "columns", ("net_sales",), ("month",)),
            Chart("sales_to_date_by_month", "line", ("sales_to_date",), ("month",)),
        ),
        Table(("orders", "units", "gross_sales", "discounts", "returns", "net_sales", "sales_to_date"), ("month",)),
        _WHERE, days=365,
    ),
    Report(
        "sales_by_channel", "sales",
        {"es": "Ventas por canal", "en": "Sales by channel"},
        {
            "es": "De dónde vienen los pedidos: la tienda, los mercados, las ventas importadas.",
            "en": "Where orders come from: the shop, marketplaces, imported sales.",
        },
        ("net_sales", "orders", "average_order"),
        (
            Chart("net_sales_by_channel", "bars", ("net_sales",), ("channel",), 12),
            Chart("channels_by_week", "stacked", ("net_sales",), ("week", "channel")),
        ),
        Table(("orders", "net_sales", "sales_share", "sales_change", "average_order"), ("channel",)),
        ("channel", "country"),
    ),
    Report(
        "sales_by_product", "sales",
        {"es": "Ventas por producto", "en": "Sales by product"},
        {
            "es": "Los productos que más venden, con lo que volvió de cada uno.",
            "en": "The products that sell most, with what came back of each.",
        },
        ("product_sales", "product_units", "average_price"),
        (Chart("top_products", "bars", ("net_sales",), ("product",), 15),),
        Table(
            ("net_sales", "sales_share", "sales_rank", "units", "returned_units", "return_rate", "discount_rate"),
            ("product",),
        ),
        ("category", *_WHERE),
    ),
    Report(
        "sales_by_category", "sales",
        {"es": "Ventas por categoría", "en": "Sales by category"},
        {
            "es": "Qué partes del catálogo llevan las ventas.",
            "en": "Which parts of the catalog carry the sales.",
        },
        ("product_sales", "product_units"),
        (
            Chart("net_sales_by_category", "bars", ("net_sales",), ("category",), 15),
            Chart("categories_by_month", "stacked", ("net_sales",), ("month", "category")),
        ),
        Table(("net_sales", "sales_share", "units", "returned_units", "return_rate"), ("category",)),
        _WHERE, days=180,
    ),
    Report(
        "sales_by_variant", "sales",
        {"es": "Ventas por variante", "en": "Sales by variant"},
        {
            "es": "Lo mismo por cada código que se vende.",
            "en": "The same for each code that is sold.",
        },
        ("product_sales", "product_units"),
        (Chart("top_variants", "bars", ("net_sales",), ("variant",), 15),),
        Table(("net_sales", "units", "average_price", "returned_units", "return_rate"), ("product", "variant")),
        ("category", *_WHERE),
    ),
    Report(
        "sales_by_country", "sales",
        {"es": "Ventas por país", "en": "Sales by country"},
        {
            "es": "A dónde van los pedidos.",
            "en": "Where orders go to.",
        },
        ("net_sales", "orders", "average_order", "shipping"),
        (Chart("net_sales_by_country", "bars", ("net_sales",), ("country",), 15),),
        Table(
            ("orders", "net_sales", "sales_share", "sales_change", "average_order", "shipping", "taxes"),
            ("country",),
        ),
        ("channel", "country"),
    ),
    Report(
        "discounts", "sales",
        {"es": "Descuentos y promociones", "en": "Discounts and promotions"},
        {
            "es": "Cuánto quitó cada promoción y en cuántos pedidos.",
            "en": "How much each promotion took off, and in how many orders.",
        },
        ("promotion_discounts", "promotion_orders", "discount_per_order"),
        (
            Chart("discounts_by_promotion", "bars", ("promotion_discounts",), ("promotion",), 12),
            Chart("discounts_by_day", "columns", ("promotion_discounts",), ("day",)),
        ),
        Table(
            ("promotion_discounts", "promotion_orders", "discount_per_order"),
            ("promotion", "promotion_level", "has_code"),
        ),
        ("channel", "promotion"),
    ),
    Report(
        "taxes", "finance",
        {"es": "Impuestos", "en": "Taxes"},
        {
            "es": "Impuestos cobrados y devueltos por mes y país; la declaración sale de los documentos.",
            "en": "Taxes charged and returned by month and country; the return to the tax office comes from documents.",
        },
        ("taxes", "charged_tax", "returned_tax"),
        (
            Chart("taxes_by_month", "columns", ("taxes",), ("month",)),
            Chart("taxes_by_country", "bars", ("taxes",), ("country",), 15),
        ),
        Table(("net_sales", "charged_tax", "returned_tax", "taxes"), ("month", "country")),
        _WHERE, days=180,
    ),
    Report(
        "sales_by_hour", "sales",
        {"es": "Días y horas", "en": "Days and hours"},
        {
            "es": "Cuándo se compra, en la hora de la tienda.",
            "en": "When people buy, by the shop's clock.",
        },
        ("orders", "order_sales", "average_order"),
        (
            Chart("orders_by_weekday_and_hour", "heat", ("orders",), ("weekday", "hour")),
            Chart("sales_by_weekday", "columns", ("order_sales",), ("weekday",)),
        ),
        Table(("orders", "order_sales", "average_order"), ("weekday", "hour")),
        _WHERE,
    ),
    Report(
        "sales_by_region", "sales",
        {"es": "Ventas por región", "en": "Sales by region"},
        {
            "es": "A qué provincias y estados van los pedidos.",
            "en": "Which provinces and states orders go to.",
        },
        ("order_sales", "orders", "average_order"),
        (
            Chart("sales_by_region", "bars", ("order_sales",), ("region",), 20),
        ),
        Table(("order_sales", "orders", "average_order", "units_per_order"), ("country", "region")),
        ("channel", "country"),
    ),
)  # fmt: skip
