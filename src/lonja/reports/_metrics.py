"""Each metric and each way to look at it, defined once. Pure.

The native charts read the SQL that is made from this, Power BI the DAX. A definition has no text of
either, so the two cannot drift apart.
"""

from dataclasses import dataclass
from typing import Final, Literal

type Unit = Literal["money", "count"]
type Titles = dict[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """The sum of a column of one table of the star; with `per`, divided by the sum of another."""

    code: str
    table: str
    column: str
    unit: Unit
    titles: Titles
    meaning: Titles
    per: str = ""
    articles_only: bool = False
    """Leaves postage, fees and other services out; for metrics of lines."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column of a dimension to group by, and the key that leads there from a fact."""

    code: str
    table: str
    column: str
    key: str
    titles: Titles


@dataclass(frozen=True, slots=True)
class Visual:
    """One metric by one dimension; `limit` keeps the largest where the order is by size."""

    code: str
    kind: Literal["line", "columns", "bars", "table", "figure"]
    metric: str
    by: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    code: str
    titles: Titles
    visuals: tuple[Visual, ...]


_ALL: Final = (
    Metric(
        "net_sales", "agg_daily_sales", "net_sales_minor", "money",
        {"es": "Ventas netas", "en": "Net sales"},
        {
            "es": "Artículos menos descuentos más envío, menos lo devuelto y los ajustes de su día;"
            " impuestos incluidos.",
            "en": "Items less discounts plus shipping, less what was returned or adjusted that day;"
            " taxes included.",
        },
    ),
    Metric(
        "gross_sales", "agg_daily_sales", "items_minor", "money",
        {"es": "Ventas brutas", "en": "Gross sales"},
        {
            "es": "Artículos a su precio, antes de descuentos y devoluciones.",
            "en": "Items at their price, before discounts and returns.",
        },
    ),
    Metric(
        "returned", "agg_daily_sales", "returned_minor", "money",
        {"es": "Devuelto", "en": "Returned"},
        {
            "es": "Lo devuelto, en negativo y en su propio día.",
            "en": "What came back, negative, on its own day.",
        },
    ),
    Metric(
        "orders", "agg_daily_sales", "orders", "count",
        {"es": "Pedidos", "en": "Orders"},
        {
            "es": "Pedidos pagados y no anulados, en el día en que se hicieron.",
            "en": "Orders paid and not cancelled, on the day they were placed.",
        },
    ),
    Metric(
        "units", "agg_daily_sales", "units", "count",
        {"es": "Unidades", "en": "Units"},
        {"es": "Unidades de esos pedidos.", "en": "Units of those orders."},
    ),
    Metric(
        "average_order", "agg_daily_sales", "items_minor", "money",
        {"es": "Valor medio del pedido", "en": "Average order value"},
        {
            "es": "Ventas brutas entre pedidos.",
            "en": "Gross sales divided by orders.",
        },
        per="orders",
    ),
    Metric(
        "product_sales", "fact_order_line", "gross_minor", "money",
        {"es": "Ventas de productos", "en": "Product sales"},
        {
            "es": "Artículos de pedidos pagados menos su descuento; impuestos incluidos.",
            "en": "Articles of paid orders less their discount; taxes included.",
        },
        articles_only=True,
    ),
    Metric(
        "product_units", "fact_order_line", "quantity", "count",
        {"es": "Unidades por producto", "en": "Units by product"},
        {"es": "Unidades de las líneas de pedidos pagados.", "en": "Units on lines of paid orders."},
        articles_only=True,
    ),
)  # fmt: skip
METRICS: Final = {metric.code: metric for metric in _ALL}

_WAYS: Final = (
    Dimension("day", "dim_date", "day", "date_key", {"es": "Día", "en": "Day"}),
    Dimension("month", "dim_date", "month_start", "date_key", {"es": "Mes", "en": "Month"}),
    Dimension("channel", "dim_channel", "channel", "channel_key", {"es": "Canal", "en": "Channel"}),
    Dimension(
        "country", "dim_geography", "country", "geography_key", {"es": "País", "en": "Country"}
    ),
    Dimension(
        "product", "dim_variant", "product_name", "variant_key", {"es": "Producto", "en": "Product"}
    ),
    Dimension(
        "category", "dim_variant", "category", "variant_key", {"es": "Categoría", "en": "Category"}
    ),
)
DIMENSIONS: Final = {dimension.code: dimension for dimension in _WAYS}
OVER_TIME: Final = frozenset({"day", "month"})

SALES: Final = Page(
    "sales",
    {"es": "Ventas", "en": "Sales"},
    (
        Visual("net_sales_by_day", "line", "net_sales", "day"),
        Visual("orders_by_day", "columns", "orders", "day"),
        Visual("average_order_by_day", "line", "average_order", "day"),
        Visual("net_sales_by_channel", "bars", "net_sales", "channel", limit=12),
        Visual("net_sales_by_country", "bars", "net_sales", "country", limit=12),
        Visual("top_products", "table", "product_sales", "product", limit=20),
    ),
)
PAGES: Final = {page.code: page for page in (SALES,)}


def is_possible(metric: Metric, dimension: Dimension) -> bool:
    """The aggregate knows no products, so product ways go with line metrics only."""
    return dimension.table != "dim_variant" or metric.table == "fact_order_line"
