"""Whether the storefront is open to everyone, and the steps that lead there. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Opening:
    """`pass_key` changes with the password."""

    is_open: bool
    password_hash: str | None
    pass_key: str
    changed_at: datetime | None
    changed_by: str


NEVER_OPENED: Final = Opening(
    is_open=False, password_hash=None, pass_key="", changed_at=None, changed_by=""
)
"""A shop is closed until somebody opens it."""


class GuideStep(StrEnum):
    """In the order in which the home page of the back office shows them."""

    SHOP = "shop"
    LOCATION = "location"
    TAXES = "taxes"
    SHIPPING = "shipping"
    PAYMENT = "payment"
    PRODUCT = "product"
    LOOK = "look"
    PAGES = "pages"
    STAFF = "staff"
    TEST_ORDER = "test_order"
    OPEN = "open"


NEEDED_TO_OPEN: Final = (
    GuideStep.SHOP,
    GuideStep.LOCATION,
    GuideStep.TAXES,
    GuideStep.SHIPPING,
    GuideStep.PAYMENT,
    GuideStep.PRODUCT,
)
"""Without these nobody can buy anything, so they can be put off but not left out."""
