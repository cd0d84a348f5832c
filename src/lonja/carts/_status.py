"""Where a cart stands. Pure."""

from enum import StrEnum


class CartStatus(StrEnum):
    """Open until it becomes an order, and never open again."""

    OPEN = "open"
    ORDERED = "ordered"
