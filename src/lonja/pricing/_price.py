"""What one variant costs in one currency."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Price:
    """Minor units, tax included; `compare_at_minor` is the price it was reduced from.

    `lowest_minor` is the lowest of the 30 days before the reduction began, and `until` when another
    price may hold. `is_converted`: from the shop's first currency, as nobody set one in this.
    """

    variant_id: UUID
    currency: str
    amount_minor: int
    compare_at_minor: int | None
    lowest_minor: int | None = None
    until: datetime | None = None
    is_converted: bool = False
