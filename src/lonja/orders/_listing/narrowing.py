"""By what a list of orders is narrowed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lonja.orders._listing.standing import FulfilmentStanding, PaymentStanding


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What is None narrows nothing. An amount is in minor units of the order's own currency.

    `is_archived` is False where work is listed: what is archived is found by a search, or asked for.
    """

    status: Sequence[str] | None = None
    query: str = ""
    country: str | None = None
    channel: str | None = None
    shipping_code: str | None = None
    tag: str | None = None
    assignee_id: UUID | None = None
    payment: Sequence[PaymentStanding] | None = None
    fulfilment: Sequence[FulfilmentStanding] | None = None
    is_held: bool | None = None
    is_noted: bool | None = None
    is_archived: bool | None = None
    placed_from: datetime | None = None
    placed_before: datetime | None = None
    least_minor: int | None = None
    most_minor: int | None = None
