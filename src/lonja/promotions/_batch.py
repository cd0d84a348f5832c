"""Many codes of one promotion, made in the background. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from lonja.kernel import outbox


class BatchStatus(StrEnum):
    MAKING = "making"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Batch:
    id: UUID
    promotion_id: UUID
    prefix: str
    wanted: int
    made: int
    max_uses: int | None
    status: BatchStatus
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class MakeCodes(outbox.Message):
    """Make the next codes of a batch."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "promotions.make_codes"
    subject_field: ClassVar[str] = "batch_id"
    batch_id: UUID
