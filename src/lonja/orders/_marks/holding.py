"""Why an order is held. Pure."""

from enum import StrEnum


class HoldReason(StrEnum):
    """Why nobody may ship it for now."""

    SUSPECTED_FRAUD = "suspected_fraud"
    ADDRESS = "address"
    PAYMENT = "payment"
    STOCK = "stock"
    BUYER_REQUEST = "buyer_request"
    OTHER = "other"
