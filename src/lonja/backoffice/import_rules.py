"""Who may write and who may see what a file says: what they could do by hand, and no more."""

from typing import Final

from lonja.backoffice.rules import need
from lonja.imports import centre
from lonja.imports.api import Import
from lonja.staff.api import Permission, SignedIn

WRITES: Final = {
    "stock": (Permission.STOCK_ADJUST,),
    "products": (Permission.PRODUCTS_WRITE, Permission.PRICES_WRITE),
    "prices": (Permission.PRICES_WRITE,),
    "categories": (Permission.PRODUCTS_WRITE,),
    "redirects": (Permission.CONTENT_WRITE,),
    "price_lists": (Permission.PRICES_WRITE,),
    "tier_prices": (Permission.PRICES_WRITE,),
    "scheduled_prices": (Permission.PRICES_WRITE,),
    "collections": (Permission.PRODUCTS_WRITE,),
    "customers": (Permission.CUSTOMERS_READ, Permission.CUSTOMERS_WRITE),
}
"""Beside `imports.run`."""


def check_may_write(me: SignedIn, kind: str) -> None:
    for permission in WRITES.get(kind, ()):
        need(me, permission)


def check_may_see(me: SignedIn, found: Import) -> None:
    """Rows of customers are for who may read customers; a file nobody knows is its sender's."""
    is_theirs = found.kind == "customers" or (
        found.kind == centre.UNKNOWN and found.created_by != me.email
    )
    if is_theirs:
        need(me, Permission.CUSTOMERS_READ)
