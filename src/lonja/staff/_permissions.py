"""What each role may do, and that nobody gives more than they have. Pure.

The roles of this file come with the shop, and gain what new versions can do; a shop's own roles are
rows (`_roles`), usually copies of these.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final

from lonja.kernel.errors import Forbidden


class Permission(StrEnum):
    ORDERS_READ = "orders.read"
    ORDERS_WRITE = "orders.write"
    ORDERS_DISCOUNT = "orders.discount"
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
    REPORTS_MONEY = "reports.money"
    AUDIT_READ = "audit.read"
    SETTINGS_READ = "settings.read"
    SETTINGS_WRITE = "settings.write"
    SHOP_OPEN = "shop.open"
    STAFF_READ = "staff.read"
    STAFF_WRITE = "staff.write"
    INTEGRATIONS_READ = "integrations.read"
    INTEGRATIONS_WRITE = "integrations.write"


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
            _P.ORDERS_WRITE,
            _P.ORDERS_DISCOUNT,
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
            _P.REPORTS_MONEY,
        }
    ),
    Role.ANALYST: frozenset({_P.REPORTS_READ, _P.REPORTS_MONEY, _P.ETL_READ, _P.ETL_RUN}),
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


CREDIT_LIMITS: Final[dict[Role, dict[str, int]]] = {
    Role.ORDERS: {
        "EUR": 100_00, "USD": 100_00, "GBP": 80_00, "CHF": 100_00, "SEK": 1_000_00,
        "DKK": 700_00, "NOK": 1_000_00, "PLN": 400_00, "MXN": 2_000_00, "JPY": 15_000,
    },
}  # fmt: skip
"""What one person may give in a day as gift cards and store credit, in minor units, and as much they
may take from balances; roles that are not here: any amount. A refund of an order counts towards
`REFUND_LIMITS` alone."""

DISCOUNT_LIMITS: Final[dict[Role, dict[str, int]]] = {
    Role.ORDERS: {
        "EUR": 50_00, "USD": 50_00, "GBP": 40_00, "CHF": 50_00, "SEK": 500_00,
        "DKK": 350_00, "NOK": 500_00, "PLN": 200_00, "MXN": 1_000_00, "JPY": 7_500,
    },
}  # fmt: skip
"""What one person may take off the prices of one order that they write, in minor units; roles that are
not here: any amount."""

_LIMITS: Final = {
    _P.ORDERS_REFUND: REFUND_LIMITS,
    _P.ORDERS_DISCOUNT: DISCOUNT_LIMITS,
    _P.CREDIT_WRITE: CREDIT_LIMITS,
}
LIMITED: Final = frozenset(_LIMITS)
"""What can be given up to an amount."""


type Scope = Mapping[str, Sequence[str]]
"""Rows of reports: of each dimension that it names, those with one of these values."""
BOUND_BY: Final = ("channel", "country", "location")
"""What the rows of reports can be bound to."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role gives, and up to which amounts; a permission without `limits` has no end.

    `scope` says of which rows it gives reports; without it of all.
    """

    permissions: frozenset[Permission]
    limits: Mapping[Permission, Mapping[str, int]] = field(default_factory=dict)
    scope: Scope = field(default_factory=dict)

    def limit(self, permission: Permission, currency: str) -> int | None:
        """Minor units; None for no limit, 0 without the permission."""
        if permission not in self.permissions:
            return 0
        limits = self.limits.get(permission)
        return None if limits is None else limits.get(currency, 0)


class BeyondOwnPermissions(Forbidden):
    """Nobody gives what they do not have: `facts["permissions"]` are those that are missing."""

    code: ClassVar[str] = "beyond_own_permissions"


ALL: Final = (Grant(_EVERYTHING),)
"""What an owner may do, and whoever has the command line."""


def grant_of(role: Role) -> Grant:
    limits = {one: amounts[role] for one, amounts in _LIMITS.items() if role in amounts}
    return Grant(GRANTS[role], limits)


def refund_limit(grants: Iterable[Grant], currency: str) -> int | None:
    """What may go back of one order; None for no limit, 0 for no refund at all."""
    return _widest(grants, Permission.ORDERS_REFUND, currency)


def credit_limit(grants: Iterable[Grant], currency: str) -> int | None:
    """What may be given as credit in a day; None for no limit, 0 for none at all."""
    return _widest(grants, Permission.CREDIT_WRITE, currency)


def discount_limit(grants: Iterable[Grant], currency: str) -> int | None:
    """What may be taken off one order; None for no limit, 0 for nothing at all."""
    return _widest(grants, Permission.ORDERS_DISCOUNT, currency)


def permissions_of(grants: Iterable[Grant]) -> frozenset[Permission]:
    return frozenset[Permission]().union(*(grant.permissions for grant in grants))


def scopes_of(grants: Iterable[Grant], needed: Collection[str]) -> tuple[Scope, ...]:
    """The rows of reports that somebody sees: those of any of these; all where there is none.

    Amounts of money are seen in the rows of the roles that show money.
    """
    is_money = Permission.REPORTS_MONEY in needed
    asked = Permission.REPORTS_MONEY if is_money else Permission.REPORTS_READ
    found = [grant.scope for grant in grants if asked in grant.permissions]
    if any(not scope for scope in found):
        return ()
    return tuple(found) or ({BOUND_BY[0]: ()},)


def is_row_within(asked: Sequence[Scope], own: Sequence[Scope]) -> bool:
    """Whether all rows of some scopes are in one's own; without any they are all rows."""
    if not own:
        return True
    return bool(asked) and all(any(_covers(mine, one) for mine in own) for one in asked)


def _covers(mine: Scope, asked: Scope) -> bool:
    return all(name in asked and set(asked[name]) <= set(mine[name]) for name in mine)


def is_within(given: Sequence[Grant], own: Sequence[Grant]) -> bool:
    return not _beyond(given, own)


def check_within(given: Sequence[Grant], own: Sequence[Grant]) -> None:
    """Refuse to give, or to take from somebody, more than one has oneself."""
    if beyond := _beyond(given, own):
        raise BeyondOwnPermissions(
            "you cannot give what you do not have", permissions=sorted(beyond)
        )


def _beyond(given: Sequence[Grant], own: Sequence[Grant]) -> frozenset[Permission]:
    wider = {
        permission
        for permission in LIMITED
        for grant in given
        if permission in grant.permissions and _is_wider(grant, permission, own)
    }
    more = permissions_of(given) - permissions_of(own)
    shown = {_P.REPORTS_READ, _P.REPORTS_MONEY} - more
    return more | wider | _in_more_rows(given, own, shown)


def _in_more_rows(
    given: Sequence[Grant], own: Sequence[Grant], permissions: Iterable[Permission]
) -> frozenset[Permission]:
    return frozenset(
        permission
        for permission in permissions
        for grant in given
        if permission in grant.permissions
        and not is_row_within([grant.scope], scopes_of(own, {permission}))
    )


def _widest(grants: Iterable[Grant], permission: Permission, currency: str) -> int | None:
    limits = [grant.limit(permission, currency) for grant in grants]
    if None in limits:
        return None
    return max((limit for limit in limits if limit is not None), default=0)


def _is_wider(grant: Grant, permission: Permission, own: Sequence[Grant]) -> bool:
    """Without limits a role is asked about a currency that no limit names."""
    amounts = grant.limits.get(permission)
    for currency in [""] if amounts is None else amounts:
        mine = _widest(own, permission, currency)
        asked = grant.limit(permission, currency)
        if mine is not None and (asked is None or asked > mine):
            return True
    return False
