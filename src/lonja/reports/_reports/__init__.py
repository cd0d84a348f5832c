"""Every report of the shop, one module for each section of their list.

A new module adds its tuple here, and a new section its name.
"""

from collections.abc import Mapping
from typing import Final

from lonja.reports._language import Report, Titles
from lonja.reports._reports.customers import CUSTOMERS
from lonja.reports._reports.finance import FINANCE
from lonja.reports._reports.marketing import MARKETING
from lonja.reports._reports.orders import ORDERS
from lonja.reports._reports.profit import PROFIT
from lonja.reports._reports.sales import SALES
from lonja.reports._reports.stock import STOCK

SECTIONS: Final[Mapping[str, Titles]] = {
    "sales": {"es": "Ventas", "en": "Sales"},
    "profit": {"es": "Margen", "en": "Profit"},
    "orders": {"es": "Pedidos", "en": "Orders"},
    "customers": {"es": "Clientes", "en": "Customers"},
    "stock": {"es": "Existencias", "en": "Stock"},
    "finance": {"es": "Finanzas", "en": "Finance"},
    "marketing": {"es": "Marketing", "en": "Marketing"},
}

REPORTS: Final[dict[str, Report]] = {
    report.code: report
    for report in (*SALES, *PROFIT, *ORDERS, *CUSTOMERS, *STOCK, *FINANCE, *MARKETING)
}
