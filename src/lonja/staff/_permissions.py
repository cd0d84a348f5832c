"""What each role may do. Pure: a change of these lines is a reviewed change of code."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    ORDERS_READ = "orders.read"
    ORDERS_SHIP = "orders.ship"
    ORDERS_CANCEL = "orders.cancel"
    ORDERS_REFUND = "orders.refund"
    PRODUCTS_READ = "products.read"
    PRODUCTS_WRITE = "products.write"
    PRICES_WRITE = "prices.write"
    STOCK_READ = "stock.read"
    STOCK_ADJUST = "stock.adjust"
    IMPORTS_READ = "imports.read"
    IMPORTS_RUN = "imports.run"
    CAMPAIGNS_READ = "campaigns.read"
    CAMPAIGNS_SEND = "campaigns.send"
    CUSTOMERS_READ = "customers.read"
    CUSTOMERS_WRITE = "customers.write"
    CUSTOMERS_ERASE = "customers.erase"
    PROMOTIONS_READ = "promotions.read"
    PROMOTIONS_WRITE = "promotions.write"
    CREDIT_READ = "credit.read"
    CREDIT_WRITE = "credit.write"
    CONTENT_READ = "content.read"
    CONTENT_WRITE = "content.write"
    REVIEWS_READ = "reviews.read"
    REVIEWS_MODERATE = "reviews.moderate"
    DEAD_LETTERS_READ = "dead_letters.read"
    DEAD_LETTERS_MEND = "dead_letters.mend"
    ETL_READ = "etl.read"
    ETL_RUN = "etl.run"
    REPORTS_READ = "reports.read"
    AUDIT_READ = "audit.read"
    SETTINGS_READ = "settings.read"
    SETTINGS_WRITE = "settings.write"
    SHOP_OPEN = "shop.open"
    STAFF_READ = "staff.read"
    STAFF_WRITE = "staff.write"


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    CATALOG = "catalog"
    ORDERS = "orders"
    STOCK = "stock"
    MARKETING = "marketing"
    ANALYST = "analyst"


_P = Permission
_EVERYTHING: Final = frozenset(Permission)

GRANTS: Final[dict[Role, frozenset[Permission]]] = {
    Role.OWNER: _EVERYTHING,
    Role.MANAGER: _EVERYTHING - {_P.STAFF_READ, _P.STAFF_WRITE},
    Role.CATALOG: frozenset(
        {
            _P.PRODUCTS_READ,
            _P.PRODUCTS_WRITE,
            _P.PRICES_WRITE,
            _P.STOCK_READ,
            _P.IMPORTS_READ,
            _P.IMPORTS_RUN,
            _P.CONTENT_READ,
            _P.CONTENT_WRITE,
            _P.REVIEWS_READ,
        }
    ),
    Role.ORDERS: frozenset(
        {
            _P.ORDERS_READ,
            _P.ORDERS_SHIP,
            _P.ORDERS_CANCEL,
            _P.ORDERS_REFUND,
            _P.CUSTOMERS_READ,
            _P.CUSTOMERS_WRITE,
            _P.CREDIT_READ,
            _P.CREDIT_WRITE,
            _P.PRODUCTS_READ,
            _P.STOCK_READ,
            _P.REVIEWS_READ,
            _P.REVIEWS_MODERATE,
        }
    ),
    Role.STOCK: frozenset(
        {_P.PRODUCTS_READ, _P.STOCK_READ, _P.STOCK_ADJUST, _P.IMPORTS_READ, _P.IMPORTS_RUN}
    ),
    Role.MARKETING: frozenset(
        {
            _P.PRODUCTS_READ,
            _P.CAMPAIGNS_READ,
            _P.CAMPAIGNS_SEND,
            _P.PROMOTIONS_READ,
            _P.PROMOTIONS_WRITE,
            _P.CONTENT_READ,
            _P.CONTENT_WRITE,
            _P.REVIEWS_READ,
            _P.REVIEWS_MODERATE,
            _P.REPORTS_READ,
        }
    ),
    Role.ANALYST: frozenset({_P.REPORTS_READ, _P.ETL_READ, _P.ETL_RUN}),
}


REFUND_LIMITS: Final[dict[Role, dict[str, int]]] = {
    Role.ORDERS: {
        "EUR": 300_00, "USD": 300_00, "GBP": 250_00, "CHF": 300_00, "SEK": 3_000_00,
        "DKK": 2_000_00, "NOK": 3_000_00, "PLN": 1_200_00, "MXN": 6_000_00, "JPY": 45_000,
    },
}  # fmt: skip
"""What one person may give back of one order, in minor units; roles that are not here: all of it.

Cancelling an order that has not left is no part of it: there the goods stay.
"""


def refund_limit(roles: Collection[Role], currency: str) -> int | None:
    """The widest limit among `roles` that may refund at all; None for no limit, 0 for none."""
    return _widest(REFUND_LIMITS, Permission.ORDERS_REFUND, roles, currency)


CREDIT_LIMITS: Final[dict[Role, dict[str, int]]] = {
    Role.ORDERS: {
        "EUR": 100_00, "USD": 100_00, "GBP": 80_00, "CHF": 100_00, "SEK": 1_000_00,
        "DKK": 700_00, "NOK": 1_000_00, "PLN": 400_00, "MXN": 2_000_00, "JPY": 15_000,
    },
}  # fmt: skip
"""What one person may give in a day as gift cards and store credit, in minor units; roles that are
not here: any amount. A refund of an order counts towards `REFUND_LIMITS` alone."""


def credit_limit(roles: Collection[Role], currency: str) -> int | None:
    """The widest limit among `roles` that may give credit; None for no limit, 0 for none."""
    return _widest(CREDIT_LIMITS, Permission.CREDIT_WRITE, roles, currency)


def permissions_of(roles: Collection[Role]) -> frozenset[Permission]:
    return frozenset[Permission]().union(*(GRANTS[role] for role in roles))


def _widest(
    limited: Mapping[Role, Mapping[str, int]],
    permission: Permission,
    roles: Collection[Role],
    currency: str,
) -> int | None:
    limits = [
        limited[role].get(currency, 0) if role in limited else None
        for role in roles
        if permission in GRANTS[role]
    ]
    if None in limits:
        return None
    return max((limit for limit in limits if limit is not None), default=0)
