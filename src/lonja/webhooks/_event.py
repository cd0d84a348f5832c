"""What a receiver is told: the types, and how an event is written. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

VERSION: Final = 1
"""Of the payload: fields are added, never taken away or changed, while it stays the same."""


class EventType(StrEnum):
    """The triggers of the tables name these; the API's document lists them."""

    ORDER_PLACED = "order.placed"
    ORDER_PAYMENT_PENDING = "order.payment_pending"
    ORDER_PAYMENT_FAILED = "order.payment_failed"
    ORDER_CONFIRMED = "order.confirmed"
    ORDER_PARTLY_SHIPPED = "order.partly_shipped"
    ORDER_SHIPPED = "order.shipped"
    ORDER_DELIVERED = "order.delivered"
    ORDER_CANCELLED = "order.cancelled"
    PAYMENT_MOVED = "payment.moved"
    REFUND_CHANGED = "refund.changed"
    PARCEL_CHANGED = "parcel.changed"
    RETURN_CHANGED = "return.changed"
    QUOTE_CHANGED = "quote.changed"
    STOCK_CHANGED = "stock.changed"
    PRODUCT_CREATED = "product.created"
    PRODUCT_CHANGED = "product.changed"
    PRODUCT_REMOVED = "product.removed"
    CUSTOMER_CREATED = "customer.created"
    CUSTOMER_CHANGED = "customer.changed"
    TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Event:
    """`sequence` grows with each event; deliveries may overtake each other, and a gap is no loss."""

    id: UUID
    sequence: int
    type: EventType
    at: datetime
    data: Mapping[str, Any]


def payload_of(event: Event) -> str:
    """The body of a delivery, byte for byte the same each time."""
    return json.dumps(
        {
            "id": str(event.id),
            "type": event.type,
            "version": VERSION,
            "sequence": event.sequence,
            "timestamp": event.at.isoformat(),
            "data": dict(event.data),
        },
        separators=(",", ":"),
        ensure_ascii=False,
    )
