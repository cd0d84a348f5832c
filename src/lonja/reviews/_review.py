"""A review as it is read. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lonja.reviews._moderating import ReviewStatus
from lonja.reviews._writing import Words


@dataclass(frozen=True, slots=True)
class Review:
    id: UUID
    product_id: UUID
    order_id: UUID
    order_number: str
    words: Words
    status: ReviewStatus
    reason: str | None
    reply: str | None
    replied_at: datetime | None
    version: int
    written_at: datetime
    decided_at: datetime | None
    decided_by: str | None
