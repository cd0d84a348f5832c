"""Where a mail stands, and each recipient of a campaign. Pure."""

from enum import StrEnum
from typing import Final


class DeliveryStatus(StrEnum):
    """A mail's; suppressed is one to an address that wants none."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


SETTLED: Final = frozenset({DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.SUPPRESSED})
DELIVERY_WAITING: Final = frozenset(DeliveryStatus) - SETTLED


class RecipientStatus(StrEnum):
    """A recipient's of one campaign; `unsubscribed` means by the link of that mail."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNSUBSCRIBED = "unsubscribed"
