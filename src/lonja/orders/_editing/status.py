"""Where an edit of an order stands, and what becomes of one whose difference nobody paid. Pure."""

from enum import StrEnum


class EditStatus(StrEnum):
    """All are saved: the order is what they made of it. Awaited is money alone."""

    DONE = "done"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    UNDONE = "undone"
    CARRIED = "carried"


class OnExpiry(StrEnum):
    """The edit is undone, or the shop bears the difference."""

    UNDO = "undo"
    CARRY = "carry"
