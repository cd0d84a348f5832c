"""A price that begins, and may end, by the clock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ScheduledPrice:
    """Without an end it is the regular price from its start on; else a sale.

    `started_at` and `ended_at` say when the clock saw to it, `lowest_minor` what it found.
    """

    id: UUID
    schedule_id: UUID
    variant_id: UUID
    currency: str
    amount_minor: int
    starts_at: datetime
    ends_at: datetime | None
    actor: str
    started_at: datetime | None
    ended_at: datetime | None
    lowest_minor: int | None
    is_converted: bool = False
