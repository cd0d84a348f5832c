"""Messages of the queue `imports` about bulk edits."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lonja.kernel import outbox


@dataclass(frozen=True, slots=True)
class BulkEditStep(outbox.Message):
    """Edit the next products, or take back the next ones; each step asks for the one after it."""

    queue: ClassVar[str] = "imports"
    type: ClassVar[str] = "bulk_edits.step"
    subject_field: ClassVar[str] = "edit_id"
    edit_id: UUID
