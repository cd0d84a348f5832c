"""Why a price is not scheduled. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar
from uuid import UUID

from lonja.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class RefusedPrice:
    """`code`: price_invalid, not_priced, not_lower, overlaps."""

    variant_id: UUID
    currency: str
    code: str


class ScheduleRefused(Invalid):
    """Some prices cannot be scheduled, so none was; `facts["prices"]` has the first 200."""

    code: ClassVar[str] = "schedule_refused"

    def __init__(self, found: Sequence[RefusedPrice]) -> None:
        super().__init__(
            f"{len(found)} prices cannot be scheduled: none was", count=len(found),
            prices=[{**asdict(one), "variant_id": str(one.variant_id)} for one in found[:200]],
        )  # fmt: skip
        self.found = tuple(found)


class UnknownSchedule(NotFound):
    code: ClassVar[str] = "unknown_schedule"


class ScheduleReused(Invalid):
    """The id stands for another schedule."""

    code: ClassVar[str] = "schedule_reused"
