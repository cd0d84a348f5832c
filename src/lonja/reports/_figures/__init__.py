"""Every figure of the shop, defined once: one module for each kind of question.

A new module adds its tuple here.
"""

from typing import Final

from lonja.reports._figures.customers import CUSTOMERS
from lonja.reports._figures.goods import GOODS
from lonja.reports._figures.money import MONEY
from lonja.reports._figures.orders import ORDERS
from lonja.reports._figures.sales import SALES
from lonja.reports._figures.traffic import TRAFFIC
from lonja.reports._language import Metric

FIGURES: Final[dict[str, Metric]] = {
    metric.code: metric for metric in (*SALES, *ORDERS, *CUSTOMERS, *MONEY, *GOODS, *TRAFFIC)
}
