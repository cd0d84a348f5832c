"""Every figure of the shop, defined once: one module for each kind of question.

A new module adds its tuple here.
"""

from typing import Final

from lonja.reports._figures.carts import CARTS
from lonja.reports._figures.customers import CUSTOMERS
from lonja.reports._figures.goods import GOODS
from lonja.reports._figures.margin import MARGIN
from lonja.reports._figures.money import MONEY
from lonja.reports._figures.orders import ORDERS
from lonja.reports._figures.sales import SALES
from lonja.reports._figures.stock import STOCK
from lonja.reports._figures.traffic import TRAFFIC
from lonja.reports._language import Metric

FIGURES: Final[dict[str, Metric]] = {
    metric.code: metric
    for metric in (
        *SALES,
        *MARGIN,
        *ORDERS,
        *CUSTOMERS,
        *MONEY,
        *GOODS,
        *STOCK,
        *TRAFFIC,
        *CARTS,
    )
}
